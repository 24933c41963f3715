"""What has left us with a story in it, or with its picture, and cannot be called back.

More than our own mails carry stories; apps above register what they sent in `AppConfig.ready()`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from core.enums import MailStatus
from stories.models import Consent, StoryMailing
from stories.services.consent import pages_of


@dataclass(frozen=True, slots=True)
class Sending:
    """One of them, in the reader's language. Who has the `permission` reads more of it at `url`;
    it names nobody who received it."""

    what: str
    sent_on: date
    url: str
    permission: str


# From stories, in whatever language (their translation keys), to what was sent with them.
Teller = Callable[[Collection[UUID]], Iterable[Sending]]

_tellers: list[Teller] = []


def register_sendings(teller: Teller) -> None:
    """Add what an app sends with stories or their pictures."""
    _tellers.append(teller)


def sendings_of(consent: Consent) -> list[Sending]:
    """All that has left with this person or group in it, the newest first."""
    stories = {page.translation_key for page in pages_of(consent)}
    found = chain(_mails(stories), *(tell(stories) for tell in _tellers))
    return sorted(found, key=lambda sending: sending.sent_on, reverse=True)


def _mails(stories: Collection[UUID]) -> Iterator[Sending]:
    left = Count("notices", filter=Q(notices__mail__status=MailStatus.SENT))
    mailings = StoryMailing.objects.filter(translation_key__in=stories).select_related("story")
    for mailing in mailings.annotate(left=left).filter(left__gt=0):
        yield Sending(
            what=ngettext(
                "Mail about “%(story)s” to %(count)s supporter",
                "Mail about “%(story)s” to %(count)s supporters",
                mailing.left,
            )
            % {"story": mailing, "count": mailing.left},
            sent_on=timezone.localdate(mailing.started_at),
            url=reverse("story_mailings:inspect", args=[mailing.pk]),
            permission="stories.view_storymailing",
        )
