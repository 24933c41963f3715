"""Who is thanked by name on the page of a campaign."""

from django.utils import timezone

from accounts.models import User
from donations.enums import ThanksStatus
from donations.exceptions import ThanksDecidedError
from donations.models import PublicThanks


def decide_thanks(*, thanks: PublicThanks, is_shown: bool, by: User) -> None:
    """Show a name on the campaign's page, or take it off: one row, by compare-and-set. Pages are
    made anew by the database. Raises `ThanksDecidedError` when somebody else decided meanwhile."""
    after = ThanksStatus.SHOWN if is_shown else ThanksStatus.WITHHELD
    found = PublicThanks.objects.filter(pk=thanks.pk, status=thanks.status).exclude(status=after)
    if not found.update(status=after, decided_by=by, decided_at=timezone.now()):
        raise ThanksDecidedError
    thanks.refresh_from_db()
