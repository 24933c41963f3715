"""Comparing disputes and fraud warnings with Stripe: what differs, and bringing it up to date."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from django.db.models import Min, Q

from payments.enums import DisputeStatus
from payments.gateway import StripeDispute, StripeWarning, gateway
from payments.models import Dispute, FraudWarning
from payments.services.disputes import settle_dispute, settle_warning


def list_disputes(since: datetime) -> Iterator[StripeDispute]:
    """Stripe's disputes since then (UTC), and since the oldest of ours that is not at its end:
    banks take months."""
    waiting = ~Q(status__in=DisputeStatus.CLOSED) | Q(status=DisputeStatus.WON, reinstated=0)
    oldest = Dispute.objects.filter(waiting).aggregate(oldest=Min("opened_at"))["oldest"]
    return gateway().list_disputes(since=min(since, oldest) if oldest else since)


def disputes_behind(found: Sequence[StripeDispute]) -> list[StripeDispute]:
    """Those that we do not know, or know otherwise."""
    ours = Dispute.objects.in_bulk([one.id for one in found], field_name="stripe_dispute")
    return [one for one in found if one.id not in ours or _differs(ours[one.id], one)]


def _differs(ours: Dispute, theirs: StripeDispute) -> bool:
    held = -sum(movement.amount for movement in theirs.movements)
    fee = sum(movement.fee for movement in theirs.movements)
    is_known = theirs.status in DisputeStatus.values
    return (
        ours.held,
        ours.fee,
        ours.due_by,
        ours.times_submitted,
        ours.status if is_known else "",
    ) != (held, fee, theirs.due_by, theirs.times_submitted, theirs.status if is_known else "")


def compare_dispute(found: StripeDispute) -> Literal["nothing", "healed"]:
    """Settle one dispute; says whether that changed anything here."""
    before = _revision_of(found.id)
    settle_dispute(found.id, cause="reconcile")
    return "healed" if _revision_of(found.id) != before else "nothing"


def _revision_of(dispute_id: str) -> int | None:
    rows = Dispute.objects.filter(stripe_dispute=dispute_id)
    return rows.values_list("revision", flat=True).first()


def warnings_behind(found: Sequence[StripeWarning]) -> list[StripeWarning]:
    """Those that we do not know, or that ask nothing any more."""
    ours = FraudWarning.objects.in_bulk([one.id for one in found], field_name="stripe_warning")
    return [
        one
        for one in found
        if one.id not in ours or ours[one.id].is_actionable != one.is_actionable
    ]


def compare_warning(found: StripeWarning) -> Literal["healed"]:
    """Settle one warning that differed."""
    settle_warning(found.id, cause="reconcile")
    return "healed"
