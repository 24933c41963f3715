"""What has left us with a story in it, or with its picture: cards, and reports for funders."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import date_format
from donations.enums import TributeCause
from donations.models import PackStory, ReportPack, TributeMove
from stories.services.sendings import Sending


def sendings_with(stories: Collection[UUID]) -> Iterator[Sending]:
    """Cards with the picture of one of these stories, and reports that tell one of them."""
    yield from _cards(stories)
    yield from _packs(stories)


def _cards(stories: Collection[UUID]) -> Iterator[Sending]:
    """One that a mail server refused in the end is among them: nobody knows how far it came."""
    moves = TributeMove.objects.filter(pictured__translation_key__in=stories)
    for move in moves.select_related("pictured"):
        is_posted = move.cause == TributeCause.POSTED
        yield Sending(
            what=(
                _("Card by post with the picture of “%(story)s”")
                if is_posted
                else _("Card by e-mail with the picture of “%(story)s”")
            )
            % {"story": move.pictured},
            sent_on=timezone.localdate(move.moved_at),
            url=reverse("tributes:inspect", args=[move.tribute_id]),
            permission="donations.view_tribute",
        )


def _packs(stories: Collection[UUID]) -> Iterator[Sending]:
    """Whoever may open the file may have handed it out."""
    telling = PackStory.objects.filter(story__translation_key__in=stories).values("pack")
    packs = ReportPack.objects.filter(pk__in=telling).defer("pdf", "facts")
    for pack in packs.select_related("grant"):
        yield Sending(
            what=_("Report on “%(grant)s” until %(day)s, if it was handed out")
            % {"grant": pack.grant, "day": date_format(pack.period_to)},
            sent_on=timezone.localdate(pack.made_at),
            url=reverse("report-packs:inspect", args=[pack.pk]),
            permission="donations.view_reportpack",
        )
