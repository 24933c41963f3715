"""What Stripe remembers of a gift beside its line, and the gift written again from it."""

from collections.abc import Mapping, Sequence

from core.attribution import known_page
from donations.enums import Interval
from donations.models import Donation
from donations.services.giving.gifts import record_pending_gift
from donations.splits import read_shares, write_shares
from donations.tribute_wishes import TributeWish
from ledger.models import Fund
from payments.enums import LineKind
from payments.exceptions import CannotRebuildError
from payments.models import Payment, PaymentLine, Subscription


def gift_facts(*, payment: Payment) -> dict[str, str]:
    """For `rebuild_gifts`. What a giver wrote is not among them: of a gift in honour or memory only
    that it is one, so that staff ask for the names, which are nobody else's business."""
    gifts = Donation.objects.filter(payment=payment).select_related("tribute")
    gift = gifts.order_by("pk").first()
    if gift is None:
        return {}
    subscription = payment.subscription
    parts = {part.fund: part.amount for part in gift.allocations.select_related("fund")}
    return {
        "anonymous": "yes" if gift.is_anonymous else "",
        "source": str(gift.source_id or ""),
        "tribute": gift.tribute.kind if hasattr(gift, "tribute") else "",
        "interval": subscription.interval if subscription else "",
        "subscription": str(subscription.uuid) if subscription else "",
        "shares": write_shares(parts) if len(parts) > 1 else "",
    }


def rebuild_gifts(
    *, payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str]
) -> None:
    """Write the donation of each gift line that has none; it waits for its money as any other. One
    that renews gets back the name by which its invoices know it. Raises `CannotRebuildError` when a
    fund over which it was split is not here (any more)."""
    source = known_page(facts.get("source", ""))
    for line in lines:
        if line.kind == LineKind.GIFT and not Donation.objects.filter(line=line).exists():
            record_pending_gift(
                payment=payment,
                line=line,
                anonymous=facts.get("anonymous") == "yes",
                source=source,
                interval=facts.get("interval") or Interval.ONCE,
                parts=_parts_of(line, facts.get("shares", "")),
                tribute=TributeWish(kind=facts.get("tribute", "")),
            )
            if facts.get("subscription"):
                Subscription.objects.filter(first_line=line).update(uuid=facts["subscription"])


def _parts_of(line: PaymentLine, shares: str) -> dict[Fund, int] | None:
    parts = read_shares(shares, amount=line.amount, fund=line.fund)
    if shares and not parts:
        raise CannotRebuildError(f"a fund of {shares!r} is not here")
    return parts or None
