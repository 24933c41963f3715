"""What must hold between disputes and the ledger."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from ledger.enums import AccountCode
from ledger.models import Line
from payments.enums import RefundStatus
from payments.models import Dispute, PaymentLine, RefundLine


def disputes_are_posted() -> Iterator[str]:
    """The account of disputed money holds what the banks hold of open disputes, and the fees booked
    are those that Stripe took."""
    held: Counter[str] = Counter()
    fees: Counter[str] = Counter()
    for dispute in Dispute.objects.exclude(settled_currency=""):
        fees[dispute.settled_currency] += dispute.fee
        if dispute.closing_entry_id is None:
            held[dispute.settled_currency] += dispute.held
    for account, wanted, what in (
        (AccountCode.DISPUTED, held, "Money in dispute"),
        (AccountCode.DISPUTE_FEES, fees, "Dispute fees"),
    ):
        booked = _balances(account)
        for currency in sorted({*wanted, *booked}):
            if wanted[currency] != booked[currency]:
                yield (
                    f"{what}: {booked[currency]} {currency} in account {account.value}, "
                    f"{wanted[currency]} by the disputes."
                )


def lines_bear_no_more() -> Iterator[str]:
    """Disputes and refunds together never take more of a line than was paid for it."""
    refunded = (
        RefundLine.objects.filter(line=OuterRef("pk"), refund__status__in=RefundStatus.LIVE)
        .order_by()
        .values("line")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    for line in PaymentLine.objects.annotate(
        lost=Sum("dispute_lines__lost", default=0), refunded=Coalesce(Subquery(refunded), 0)
    ).filter(lost__gt=0, amount__lt=F("lost") + F("refunded")):
        yield f"Line {line.pk} of payment {line.payment_id} gave back more than was paid."


def _balances(account: AccountCode) -> Counter[str]:
    rows = Line.objects.filter(account__code=account).values("currency")
    return Counter({row["currency"]: row["total"] for row in rows.annotate(total=Sum("amount"))})
