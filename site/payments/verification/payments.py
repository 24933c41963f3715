"""What must hold between payments and the ledger."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q, Sum

from ledger.enums import AccountCode
from ledger.models import Line
from payments.enums import MONEY_ACCOUNTS, PaymentMethod, PaymentStatus, PayoutStatus, RefundStatus
from payments.models import Payment, PaymentLine, Payout, Refund
from payments.services.payouts import posted_legs, wanted_legs


def payments_are_posted() -> Iterator[str]:
    """Each paid payment has its entry, of its amount, on the account that its method names; the
    lines of a payment sum to it."""
    posted = _money_totals("payment:")
    for payment in Payment.objects.paid().annotate(lines_total=Sum("lines__amount")):
        if payment.lines_total != payment.amount:
            yield f"The lines of payment {payment.uuid} do not sum to its amount."
        account = MONEY_ACCOUNTS[PaymentMethod(payment.method)]
        wanted = {(account.value, payment.currency): payment.amount}
        if posted.pop(f"payment:{payment.uuid}", None) != wanted:
            yield f"Payment {payment.uuid} is paid and not in the ledger with its amount."
    for key in posted:
        if not key.endswith((":fee", ":exchange")):
            yield f"Entry {key} belongs to no paid payment."


def fees_are_posted() -> Iterator[str]:
    """Each known fee has its entry, of its amount, and each exchanged payment its exchange."""
    posted = _stripe_totals("payment:")
    for payment in Payment.objects.exclude(fee=None):
        key, settled_in = f"payment:{payment.uuid}", payment.settled_currency
        if posted.get(f"{key}:fee", {settled_in: 0}) != {settled_in: -(payment.fee or 0)}:
            yield f"The fee of payment {payment.uuid} is known and not in the ledger."
        exchanged = {payment.currency: -payment.amount, settled_in: payment.settled_amount or 0}
        wanted = exchanged if settled_in != payment.currency else None
        if posted.get(f"{key}:exchange") != wanted:
            yield f"The exchange of payment {payment.uuid} is not in the ledger as Stripe made it."


def refunds_are_posted() -> Iterator[str]:
    """Each refund that succeeded has its entry, of its amount, and each that failed after that its
    reversal; no entry speaks of another; the lines of a refund sum to it."""
    sums = _book_totals("refund:") | _book_totals("reversal:refund:")
    for refund in Refund.objects.annotate(lines_total=Sum("lines__amount")):
        if refund.lines_total != refund.amount:
            yield f"The lines of refund {refund.uuid} do not sum to its amount."
        booked = sums.pop(f"refund:{refund.uuid}", None)
        undone = sums.pop(f"reversal:refund:{refund.uuid}", None)
        if (booked is None) != (refund.settled_at is None) or booked not in {None, refund.amount}:
            yield f"Refund {refund.uuid} is not in the ledger as it is: {booked} booked."
        is_undone = refund.settled_at is not None and not refund.is_live
        if (undone is not None) != is_undone:
            yield f"Refund {refund.uuid} is {refund.status}, and its reversal says otherwise."
    for key in sums:
        yield f"Entry {key} belongs to no refund."


def refunds_fit() -> Iterator[str]:
    """No line is refunded beyond its amount, and a payment's status follows from its refunds."""
    at_stripe = [RefundStatus.PENDING, RefundStatus.SUCCEEDED]
    counted = Q(refund_lines__refund__status__in=at_stripe)
    for line in PaymentLine.objects.annotate(
        taken=Sum("refund_lines__amount", filter=counted, default=0),
        goods=Sum("refund_lines__quantity", filter=counted, default=0),
    ).filter(Q(taken__gt=F("amount")) | Q(goods__gt=F("quantity"))):
        yield f"Line {line.pk} of payment {line.payment_id} is refunded beyond its amount."
    succeeded = Q(refunds__status=RefundStatus.SUCCEEDED)
    total = Sum("refunds__amount", filter=succeeded, default=0)
    for payment in Payment.objects.annotate(given_back=total).filter(
        Q(given_back__gt=0) | Q(status__in=[PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED])
    ):
        if payment.status != payment.status_after_refunds(payment.given_back):
            yield f"Payment {payment.uuid} is {payment.status}, refunded {payment.given_back}."


def _book_totals(prefix: str) -> dict[str, int]:
    """What an entry moved in the payer's currency: entry key → the sum of what it took from
    income. The balance at Stripe may be in another."""
    rows = (
        Line.objects.filter(entry__key__startswith=prefix)
        .exclude(account__code__in={*MONEY_ACCOUNTS.values(), AccountCode.EXCHANGE})
        .values(key=F("entry__key"))
        .annotate(total=Sum("amount"))
    )
    return {row["key"]: row["total"] for row in rows}


def _money_totals(prefix: str) -> dict[str, dict[tuple[str, str], int]]:
    """What came in where: entry key → account and currency → amount."""
    rows = (
        Line.objects.filter(
            account__code__in=set(MONEY_ACCOUNTS.values()), entry__key__startswith=prefix
        )
        .values("account__code", "currency", key=F("entry__key"))
        .annotate(total=Sum("amount"))
    )
    totals: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in rows:
        totals[row["key"]][row["account__code"], row["currency"]] = row["total"]
    return totals


def _stripe_totals(prefix: str) -> dict[str, dict[str, int]]:
    """Movements of the Stripe balance: entry key → currency → amount."""
    rows = (
        Line.objects.filter(account__code=AccountCode.STRIPE, entry__key__startswith=prefix)
        .values("currency", key=F("entry__key"))
        .annotate(total=Sum("amount"))
    )
    totals: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        totals[row["key"]][row["currency"]] = row["total"]
    return totals


def payouts_are_posted() -> Iterator[str]:
    """Each payout at the bank is in the ledger as its lines say, and they sum to its amount."""
    for payout in Payout.objects.annotate(lines_total=Sum("lines__amount")):
        total = payout.lines_total or 0
        if payout.status == PayoutStatus.PAID and total != payout.amount:
            yield f"The lines of payout {payout} do not sum to its amount."
        if posted_legs(payout) != wanted_legs(payout):
            yield f"Payout {payout} is not in the ledger as its lines say."


def payouts_are_explained() -> Iterator[str]:
    """No payout holds something that is about nothing of ours and that nobody has set aside."""
    for payout in Payout.objects.unexplained():
        yield (
            f"Payout {payout} holds {payout.unexplained} {payout.currency} in minor units that "
            "nothing of ours explains."
        )
