"""What a document will ever say, as plain data: taken from a payment once and then frozen."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from core.models import OrganisationSettings
from donations.models import Allocation, Reallocation
from donations.services.funds.allocations import as_given, shares
from ledger.models import Fund
from payments.enums import LineKind
from payments.models import Payment, PaymentLine


def facts_of(payment: Payment, organisation: OrganisationSettings) -> dict[str, Any]:
    """All that the document will ever say, as plain data."""
    received_at: datetime | None = payment.succeeded_at
    assert received_at is not None
    lines = payment.booked_lines
    prefetch_related_objects(lines, "fund__translations")
    refunds = _refund_facts(payment, lines, organisation)
    return {
        "payment": str(payment.uuid),
        "method": payment.method,
        "remittance": _remittance_facts(payment),
        "language": payment.language,
        "currency": payment.currency,
        "received_at": received_at.astimezone(UTC).isoformat(),
        **_gift_facts(payment, received_at, organisation),
        "organisation": organisation_facts(organisation, payment.language),
        "supporter": {"name": payment.name, "email": payment.email},
        "lines": [_line_facts(line, payment.language) | _split_facts(line) for line in lines],
        "refunds": refunds,
        "totals": _totals(lines, refunds),
    }


def organisation_facts(organisation: OrganisationSettings, language: str) -> dict[str, str]:
    """Who we were when the document was issued."""
    return {
        "name": organisation.name,
        "legal_name": organisation.legal_name,
        "ein": organisation.ein,
        "address": organisation.address,
        "email": organisation.email,
        "signatory_name": organisation.signatory_name,
        "signatory_title": organisation.signatory_title,
        "disclosure": organisation.disclosure_in(language)[0],
        "time_zone": organisation.time_zone,
    }


def _gift_facts(
    payment: Payment, received_at: datetime, organisation: OrganisationSettings
) -> dict[str, Any]:
    """The day that the gift has, resolved once when its money came; a sale has none stored. And in
    whose honour or memory it was given, of most nobody's; who is told of it is not said."""
    gifts = payment.donations.filter(received_on__isnull=False)
    columns = ("received_on", "tribute__kind", "tribute__honouree")
    day, kind, honouree = gifts.values_list(*columns).first() or (None, None, None)
    day = day or organisation.day_of(received_at)
    tribute = {"tribute": {"kind": kind, "honouree": honouree}} if honouree else {}
    return {"received_on": day.isoformat(), **tribute}


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
    """Over which funds a gift was split when it was given, and what was added for its fee in the
    same shares; nothing where it was not."""
    if line.kind not in {LineKind.GIFT, LineKind.FEE_COVER}:
        return {}
    # What is added for the fee belongs to the one gift of its payment.
    of_gift: dict[str, Any] = {"donation__line": line}
    if line.kind == LineKind.FEE_COVER:
        of_gift = {"donation__payment": line.payment_id}
    now = dict(Allocation.objects.filter(**of_gift).values_list("fund_id", "amount"))
    if set(now) <= {line.fund_id}:
        return {}
    given = dict(shares(line.amount, as_given(now, Reallocation.objects.filter(**of_gift))))
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
        if amount
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
                "on": organisation.day_of(given_at).isoformat(),
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
