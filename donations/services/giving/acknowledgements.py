"""Which gifts a person should say thank you for, and who did."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.guards import guarded
from core.models import OrganisationSettings
from core.rows import insert
from donations.enums import (
    ACKNOWLEDGEMENT_MOVES,
    AcknowledgementReason,
    AcknowledgementStatus,
    ThanksWay,
)
from donations.exceptions import AcknowledgementError
from donations.models import Acknowledgement, AcknowledgementMove, Donation

# An older gift comes from an import, or was found late: its thanks are said or come too late.
THANKED_WITHIN = timedelta(days=60)


def expect_thanks(
    donation: Donation, *, received_at: datetime, is_first: bool, begins: bool
) -> bool:
    """Put a gift that has just arrived on the list of those to thank for, when it is the first of
    its giver, the first of a gift that comes again, or a large one: one row. Renewals are not
    large. Call it in the transaction that receives the gift. Returns whether it is on the list."""
    if received_at < timezone.now() - THANKED_WITHIN:
        return False
    reason = _reason(donation, is_first=is_first, begins=begins)
    if reason is None:
        return False
    insert([Acknowledgement(donation=donation, reason=reason)])
    return True


def _reason(donation: Donation, *, is_first: bool, begins: bool) -> AcknowledgementReason | None:
    if is_first:
        return AcknowledgementReason.FIRST
    if donation.recurring_id is not None:
        return AcknowledgementReason.BEGINS if begins else None
    ours = OrganisationSettings.load()
    is_large = donation.currency == ours.currency and donation.amount >= ours.thanks_from > 0
    return AcknowledgementReason.LARGE if is_large else None


def ask_for_thanks(*, donation: Donation) -> Acknowledgement:
    """Put any gift on the list because staff want to thank for it: one row, also when two ask."""
    if not donation.has_arrived:
        raise AcknowledgementError
    made, _is_new = Acknowledgement.objects.get_or_create(
        donation=donation, defaults={"reason": AcknowledgementReason.ASKED}
    )
    return made


def acknowledge(*, acknowledgement: Acknowledgement, way: ThanksWay, by: User) -> None:
    """Somebody has thanked the giver. Raises `AcknowledgementError` when another was faster."""
    _move(acknowledgement, AcknowledgementStatus.THANKED, by=by, way=way)


def skip_thanks(*, acknowledgement: Acknowledgement, by: User) -> None:
    """Nobody need thank for it: the giver asked for quiet, or was thanked with another gift."""
    _move(acknowledgement, AcknowledgementStatus.SKIPPED, by=by)


def reopen_thanks(*, acknowledgement: Acknowledgement, by: User) -> None:
    """It was noted by mistake: the gift waits again."""
    _move(acknowledgement, AcknowledgementStatus.WAITING, by=by)


def _move(
    acknowledgement: Acknowledgement,
    after: AcknowledgementStatus,
    *,
    by: User,
    way: ThanksWay | str = "",
) -> None:
    """Compare-and-set with its history row, in one transaction."""
    before = AcknowledgementStatus(acknowledgement.status)
    if after not in ACKNOWLEDGEMENT_MOVES[before]:
        raise AcknowledgementError
    is_done = after != AcknowledgementStatus.WAITING
    rows = Acknowledgement.objects.filter(pk=acknowledgement.pk)
    if guarded("thanks once"):
        rows = rows.filter(status=before)
    with transaction.atomic():
        moved = rows.update(
            status=after,
            way=way,
            done_by=by if is_done else None,
            done_at=timezone.now() if is_done else None,
        )
        if not moved:
            raise AcknowledgementError
        AcknowledgementMove.objects.create(
            acknowledgement=acknowledgement, before=before, after=after, way=way, moved_by=by
        )
    acknowledgement.refresh_from_db()
