"""Money at Stripe that our books cannot explain."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from payments.enums import UnmatchedReason
from payments.exceptions import AlreadyMatchedError
from payments.models import UnmatchedObject


def note_unmatched(
    stripe_id: str,
    *,
    reason: UnmatchedReason,
    detail: str = "",
    amount: int | None = None,
    currency: str = "",
) -> UnmatchedObject:
    """Keep that an object is unmatched, once; one that was matched before is open again. What
    staff set aside stays aside."""
    found, made = UnmatchedObject.objects.get_or_create(
        stripe_id=stripe_id,
        defaults={
            "reason": reason,
            "detail": detail[:200],
            "amount": amount,
            "currency": currency,
        },
    )
    if not made:
        UnmatchedObject.objects.filter(pk=found.pk).update(
            reason=reason, detail=detail[:200], matched_at=None
        )
    return found


def note_matched(*stripe_ids: str) -> int:
    """Close what is explained now. Returns how many were open."""
    return UnmatchedObject.objects.filter(stripe_id__in=stripe_ids, matched_at=None).update(
        matched_at=timezone.now()
    )


def set_aside(*, unmatched: UnmatchedObject, by: User) -> None:
    """Say that somebody looked and nothing is to be done here: money of another form of the same
    account, say. It moves by compare-and-set. Raises `AlreadyMatchedError` when nothing is open."""
    still_open = UnmatchedObject.objects.open().filter(pk=unmatched.pk)
    if not still_open.update(set_aside_at=timezone.now(), set_aside_by=by):
        raise AlreadyMatchedError(_("This is explained by now, or was set aside."))
