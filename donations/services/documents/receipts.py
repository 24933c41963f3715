"""Receipts: one document per payment, its facts frozen and its number given when it is issued.

A refund never changes a document: it is marked as superseded or void, and one with the next number
takes its place.
"""

from collections import Counter
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import User
from core.mail import queue_mail
from core.models import OrganisationSettings
from core.money import format_amount
from core.rows import insert
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import NotPaidError
from donations.models import Receipt, ReceiptMove, ReceiptSeries
from donations.services.documents.receipt_documents import GIVING, read_out
from donations.services.documents.receipt_facts import facts_of
from donations.services.documents.statements import correct_statement
from payments.enums import PaymentMethod, RefundStatus
from payments.models import Dispute, Payment, Refund

SERIES_PREFIX = {
    ReceiptKind.RECEIPT: "R",
    ReceiptKind.CONFIRMATION: "C",
    ReceiptKind.THANKS: "T",
    ReceiptKind.REFUND: "S",
}


def issue_receipt(payment: Payment) -> Receipt:
    """Write the one document of a paid payment, once.

    In one transaction, the caller's if there is one: freezes the facts, takes the next number of
    its series, writes the receipt, queues the one mail that carries it, to a known address, and
    corrects a year-end statement that did not know of it. A payment that has a document returns
    that one and nothing happens: also one that somebody declared void. Raises `NotPaidError` before
    money came.
    """
    with transaction.atomic():
        # The lock makes twins wait; the second one then finds the first one's receipt.
        return issue_first_receipt(Payment.objects.select_for_update().get(pk=payment.pk))


def issue_first_receipt(payment: Payment) -> Receipt:
    """The same of a payment whose row this transaction has just moved or written, and so holds."""
    if payment.receipts.exists() and (found := payment.receipts.latest_of_payment()):
        return found
    if payment.succeeded_at is None or not payment.is_paid:
        raise NotPaidError(f"payment {payment.uuid} is {payment.status}")
    receipt = write_receipt(payment, facts_of(payment, OrganisationSettings.load()))
    queue_receipt_mail(receipt)
    correct_statement(receipt)
    return receipt


def revise_receipt(cause: Refund | Dispute) -> Receipt:
    """Put another document in the place of a payment's, after a refund or a lost dispute took
    effect or was undone.

    In one transaction, the caller's if there is one: the issued document is superseded, or void
    when nothing is left of the payment; one with the next number is written that refers to it and
    states what was given back; the mail that tells the supporter is queued with it; a year-end
    statement that counted it is corrected.
    """
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=cause.payment_id)
        facts = facts_of(payment, OrganisationSettings.load())
        earlier = payment.receipts.latest_of_payment()
        if earlier:
            keep_facts(facts, earlier)
            is_void = facts["totals"]["refunded"] == payment.amount
            move_receipt(
                earlier,
                to=ReceiptStatus.VOID if is_void else ReceiptStatus.SUPERSEDED,
                reason=f"dispute {cause}" if isinstance(cause, Dispute) else f"refund {cause}",
            )
        receipt = write_receipt(payment, facts, supersedes=earlier)
        if isinstance(cause, Dispute):
            _queue_dispute_mail(cause, receipt)
        else:
            _queue_refund_mail(cause, receipt)
        correct_statement(receipt)
        return receipt


def keep_facts(facts: dict[str, Any], earlier: Receipt) -> None:
    """What a later document takes over: whom it is for, which may have been corrected by hand, and
    the day the money came, which was resolved once."""
    facts["supporter"] = earlier.facts["supporter"]
    facts["received_on"] = earlier.facts["received_on"]


def move_receipt(
    receipt: Receipt, *, to: ReceiptStatus, reason: str, by: User | None = None
) -> bool:
    """Let an issued document hold no longer, by compare-and-set; False when it did not hold."""
    held = Receipt.objects.filter(pk=receipt.pk, status=ReceiptStatus.ISSUED)
    if not held.update(status=to):
        return False
    ReceiptMove.objects.create(
        receipt=receipt, before=ReceiptStatus.ISSUED, after=to, reason=reason, moved_by=by
    )
    receipt.status = to
    return True


def write_receipt(
    payment: Payment, facts: dict[str, Any], *, supersedes: Receipt | None = None
) -> Receipt:
    """Give the document of these facts its kind and the next number of its series."""
    organisation = OrganisationSettings.load()
    if supersedes:
        facts["supersedes"] = supersedes.code
    kind = _kind_of(facts)
    issued_at = timezone.now()
    issued_on = organisation.day_of(issued_at)
    series, number = _next_number(kind, issued_on)
    receipt = Receipt(
        payment=payment,
        kind=kind,
        series_id=series,
        number=number,
        supersedes=supersedes,
        facts=facts,
        issued_at=issued_at,
        issued_on=issued_on,
    )
    insert([receipt])
    return receipt


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
    series, one_more = ReceiptSeries.objects.filter(code=code), F("last_number") + 1
    if not series.update(last_number=one_more):  # the first of its year
        ReceiptSeries.objects.get_or_create(code=code)
        series.update(last_number=one_more)
    return code, series.values_list("last_number", flat=True).get()


def queue_receipt_mail(receipt: Receipt) -> None:
    """To those whose address we know; the others get a letter."""
    if not receipt.supporter_email:
        return
    queue_mail(
        key=f"receipt:{receipt.uuid}",
        template="donations/emails/receipt",
        to=receipt.supporter_email,
        language=receipt.facts["language"],
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
