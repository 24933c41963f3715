"""Receipts: one document per payment, its facts frozen and its number given when it is issued.

A refund never changes a document: it is marked as superseded or void, and one with the next number
takes its place.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from core.mail import queue_mail
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import NotPaidError
from donations.models import Allocation, Receipt, ReceiptSeries
from donations.services.allocations import as_given
from donations.services.documents import GIVING, read_out
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod, RefundStatus
from payments.models import Dispute, Payment, PaymentLine, Refund

SERIES_PREFIX = {
    ReceiptKind.RECEIPT: "R",
    ReceiptKind.CONFIRMATION: "C",
    ReceiptKind.THANKS: "T",
    ReceiptKind.REFUND: "S",
}


def issue_receipt(payment: Payment) -> Receipt:
    """Write the one document of a paid payment, once.

    In one transaction, the caller's if there is one: freezes the facts, takes the next number of
    its series, writes the receipt and queues the one mail that carries it, to a known address.
    A payment that has an issued receipt returns that one and nothing happens. Raises
    `NotPaidError` before money came.
    """
    with transaction.atomic():
        # The lock makes twins wait; the second one then finds the first one's receipt.
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        issued = payment.receipts.filter(status=ReceiptStatus.ISSUED).first()
        if issued:
            return issued
        if payment.succeeded_at is None or not payment.is_paid:
            raise NotPaidError(f"payment {payment.uuid} is {payment.status}")
        receipt = _write(payment, _facts(payment, OrganisationSettings.load()))
        _queue_receipt_mail(receipt)
        return receipt


def revise_receipt(cause: Refund | Dispute) -> Receipt:
    """Put another document in the place of a payment's, after a refund or a lost dispute took
    effect or was undone.

    In one transaction, the caller's if there is one: the issued document is superseded, or void
    when nothing is left of the payment; one with the next number is written that refers to it and
    states what was given back; the mail that tells the supporter is queued with it.
    """
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=cause.payment_id)
        facts = _facts(payment, OrganisationSettings.load())
        earlier = payment.receipts.filter(status=ReceiptStatus.ISSUED).first()
        if earlier:
            is_void = facts["totals"]["refunded"] == payment.amount
            Receipt.objects.filter(pk=earlier.pk, status=ReceiptStatus.ISSUED).update(
                status=ReceiptStatus.VOID if is_void else ReceiptStatus.SUPERSEDED
            )
        receipt = _write(payment, facts, supersedes=earlier)
        if isinstance(cause, Dispute):
            _queue_dispute_mail(cause, receipt)
        else:
            _queue_refund_mail(cause, receipt)
        return receipt


def _write(
    payment: Payment, facts: dict[str, Any], *, supersedes: Receipt | None = None
) -> Receipt:
    organisation = OrganisationSettings.load()
    if supersedes:
        facts["supersedes"] = supersedes.code
    kind = _kind_of(facts)
    issued_at = timezone.now()
    issued_on = issued_at.astimezone(organisation.zone).date()
    series, number = _next_number(kind, issued_on)
    return Receipt.objects.create(
        payment=payment,
        kind=kind,
        series_id=series,
        number=number,
        supersedes=supersedes,
        facts=facts,
        issued_at=issued_at,
        issued_on=issued_on,
    )


def _kind_of(facts: dict[str, Any]) -> ReceiptKind:
    """A gift receipt as soon as anything was given and kept; a plain sale is never called one."""
    if facts["totals"]["refunded"] == facts["totals"]["paid"]:
        return ReceiptKind.REFUND
    if facts["method"] == PaymentMethod.DONOR_ADVISED:
        return ReceiptKind.THANKS
    given: Counter[str] = Counter()
    for line in facts["lines"]:
        given[line["kind"]] += line["amount"]
    for line in (line for refund in facts["refunds"] for line in refund["lines"]):
        given[line["kind"]] -= line["amount"]
    if any(given[kind] for kind in GIVING) or facts["totals"]["deductible"]:
        return ReceiptKind.RECEIPT
    return ReceiptKind.CONFIRMATION


def _next_number(kind: ReceiptKind, issued_on: date) -> tuple[str, int]:
    """Advance the year's series by one UPDATE. It holds the row until the transaction ends, so
    that a rollback gives the number back and nobody ever sees a gap."""
    code = f"{SERIES_PREFIX[kind]}-{issued_on.year}"
    ReceiptSeries.objects.get_or_create(code=code)
    ReceiptSeries.objects.filter(code=code).update(last_number=F("last_number") + 1)
    return code, ReceiptSeries.objects.values_list("last_number", flat=True).get(code=code)


def _facts(payment: Payment, organisation: OrganisationSettings) -> dict[str, Any]:
    """All that the document will ever say, as plain data."""
    received_at: datetime | None = payment.succeeded_at
    assert received_at is not None
    lines = list(payment.lines.select_related("fund").prefetch_related("fund__translations"))
    refunds = _refund_facts(payment, lines, organisation)
    return {
        "payment": str(payment.uuid),
        "method": payment.method,
        "remittance": _remittance_facts(payment),
        "language": payment.language,
        "currency": payment.currency,
        "received_at": received_at.isoformat(),
        "received_on": received_at.astimezone(organisation.zone).date().isoformat(),
        "organisation": {
            "name": organisation.name,
            "legal_name": organisation.legal_name,
            "ein": organisation.ein,
            "address": organisation.address,
            "email": organisation.email,
            "signatory_name": organisation.signatory_name,
            "signatory_title": organisation.signatory_title,
            "disclosure": organisation.disclosure_in(payment.language)[0],
            "time_zone": organisation.time_zone,
        },
        "supporter": {"name": payment.name, "email": payment.email},
        "lines": [_line_facts(line, payment.language) | _split_facts(line) for line in lines],
        "refunds": refunds,
        "totals": _totals(lines, refunds),
    }


def _remittance_facts(payment: Payment) -> dict[str, Any]:
    """How it came, of what did not come through Stripe."""
    if payment.is_through_stripe:
        return {}
    remittance = payment.remittance
    return {
        "reference": remittance.reference,
        "description": remittance.description,
        "organisation": remittance.organisation,
        "person": remittance.person,
        "address": remittance.address_lines(),
    }


def _line_facts(line: PaymentLine, language: str) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "description": line.description,
        "quantity": line.quantity,
        "amount": line.amount,
        "fair_market_value": line.fair_market_value,
        "deductible": line.deductible,
        "fund": {
            "code": line.fund.code,
            "name": line.fund.in_language(language)[0],
            "restriction": line.fund.restriction,
        },
    }


def _split_facts(line: PaymentLine) -> dict[str, Any]:
    """Over which funds a gift was split when it was given; nothing where it was not."""
    if line.kind != LineKind.GIFT:
        return {}
    parts = Allocation.objects.filter(donation__line=line).select_related("donation")
    now = {part.fund_id: part.amount for part in parts}
    if set(now) <= {line.fund_id}:
        return {}
    given = as_given(now, parts[0].donation.reallocations.all())
    funds = Fund.objects.prefetch_related("translations").in_bulk(given)
    language = line.payment.language
    split = [
        {
            "code": funds[pk].code,
            "name": funds[pk].in_language(language)[0],
            "restriction": funds[pk].restriction,
            "amount": amount,
        }
        for pk, amount in sorted(given.items())
    ]
    return {"split": split} if len(split) > 1 else {}


def _refund_facts(
    payment: Payment, lines: list[PaymentLine], organisation: OrganisationSettings
) -> list[dict[str, Any]]:
    """What was given back, by us or by a bank, in the order in which that was done."""
    by_pk = {line.pk: line for line in lines}
    back: Counter[int] = Counter()  # by line: goods, or money where there are none
    refunds = []
    for given_at, parts in sorted(_given_back(payment), key=itemgetter(0)):
        rows = []
        for part in parts:
            line = by_pk[part.line]
            counted = part.quantity if line.kind == LineKind.GOODS else part.amount
            before, back[line.pk] = back[line.pk], back[line.pk] + counted
            rows.append(
                _line_facts(line, payment.language)
                | {
                    "quantity": part.quantity,
                    "amount": part.amount,
                    "fair_market_value": _value(line, back[line.pk]) - _value(line, before),
                    "deductible": part.deductible,
                }
            )
        refunds.append(
            {
                "on": given_at.astimezone(organisation.zone).date().isoformat(),
                "amount": sum(part.amount for part in parts),
                "lines": rows,
            }
        )
    return refunds


class GivenBack(NamedTuple):
    """What was given back of one line; goods only where they came back too."""

    line: int
    quantity: int
    amount: int
    deductible: int


def _given_back(payment: Payment) -> Iterator[tuple[datetime, list[GivenBack]]]:
    """When, and what, by refunds that succeeded and by disputes that were lost."""
    for refund in payment.refunds.succeeded().order_by("pk").prefetch_related("lines"):
        assert refund.settled_at is not None
        yield (
            refund.settled_at,
            [
                GivenBack(line.line_id, line.quantity, line.amount, line.deductible)
                for line in refund.lines.all()
            ],
        )
    for dispute in payment.disputes.order_by("pk").prefetch_related("lines"):
        lost = [
            GivenBack(line.line_id, 0, line.lost, line.lost_deductible)
            for line in dispute.lines.all()
            if line.lost
        ]
        if lost:
            yield dispute.closed_at or dispute.opened_at, lost


def _value(line: PaymentLine, part: int) -> int:
    """What so many goods of the line are worth; where there are no goods, so much of its money.
    Soap that somebody keeps stays worth the same, however much of its price was given back."""
    whole = line.quantity if line.kind == LineKind.GOODS else line.amount
    return line.fair_market_value * part // whole


def _totals(lines: list[PaymentLine], refunds: list[dict[str, Any]]) -> dict[str, int]:
    """The payment is tested as a whole: goods sold below their value use up part of a gift."""
    paid = sum(line.amount for line in lines)
    refunded = sum(refund["amount"] for refund in refunds)
    received = sum(line.fair_market_value for line in lines) - sum(
        line["fair_market_value"] for refund in refunds for line in refund["lines"]
    )
    return {
        "paid": paid,
        "refunded": refunded,
        "goods_value": received,
        "deductible": max(0, paid - refunded - received),
    }


def _queue_receipt_mail(receipt: Receipt) -> None:
    """To those whose address we know; the others get a letter."""
    if not receipt.supporter_email:
        return
    language = receipt.facts["language"]
    queue_mail(
        key=f"receipt:{receipt.uuid}",
        template="donations/emails/receipt",
        to=receipt.facts["supporter"]["email"],
        language=language,
        context={"receipt": receipt, "document": read_out(receipt)},
        attachment=("receipt", str(receipt.uuid)),
    )


def _queue_refund_mail(refund: Refund, receipt: Receipt) -> None:
    """Tell the supporter: money is on its way, or it came back and we owe it still."""
    payment = refund.payment
    if not payment.email:
        return
    undone = refund.status != RefundStatus.SUCCEEDED
    language = payment.language
    queue_mail(
        key=f"{'refund-undone' if undone else 'refund'}:{refund.uuid}",
        template=f"donations/emails/{'refund_undone' if undone else 'refund'}",
        to=payment.email,
        language=language,
        context={
            "receipt": receipt,
            "document": read_out(receipt),
            "amount": format_amount(refund.amount, refund.currency, language),
            "earlier": receipt.supersedes,
            "by_hand": _way_back(refund),
            "is_described": receipt.is_described,
        },
        attachment=("receipt", str(receipt.uuid)),
    )


def _way_back(refund: Refund) -> str:
    """How it was paid back, when Stripe did not do it, in the language of who reads it."""
    if refund.method == PaymentMethod.CARD:
        return ""
    with translation.override(refund.payment.language):
        return str(PaymentMethod(refund.method).label)


def _queue_dispute_mail(dispute: Dispute, receipt: Receipt) -> None:
    """Tell the supporter what the bank's decision means for the receipt."""
    payment = dispute.payment
    language = payment.language
    lost = sum(line.lost for line in dispute.lines.all())
    queue_mail(
        key=f"dispute-{'lost' if lost else 'undone'}:{dispute}:{dispute.closings}",
        template=f"donations/emails/dispute_{'lost' if lost else 'undone'}",
        to=payment.email,
        language=language,
        context={
            "receipt": receipt,
            "document": read_out(receipt),
            "amount": format_amount(lost or payment.amount, payment.currency, language),
            "earlier": receipt.supersedes,
        },
        attachment=("receipt", str(receipt.uuid)),
    )
