"""Who hears of new stories: those who asked, until they ask for no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.enums import NewsCause
from accounts.models import NewsChoice, Supporter
from core.guards import guarded


def choose_news(
    *,
    supporter: Supporter,
    is_wanted: bool,
    cause: NewsCause,
    asked_at: datetime | None = None,
) -> bool:
    """Note that a supporter wants to hear of new stories, or no longer does.

    The record is moved by compare-and-set, then a row of the history says where the choice was
    made. Choosing what is chosen already writes nothing and returns False; so does what was asked
    for earlier (`asked_at`, now unless said) than they chose otherwise: the last word counts.
    """
    with transaction.atomic():
        if asked_at is not None and guarded("last word on news"):
            later = NewsChoice.objects.filter(supporter=supporter, chosen_at__gt=asked_at)
            if later.exclude(is_wanted=is_wanted).exists():
                return False
        others = Supporter.objects.filter(pk=supporter.pk).exclude(hears_of_stories=is_wanted)
        if not others.update(hears_of_stories=is_wanted):
            return False
        NewsChoice.objects.create(supporter=supporter, is_wanted=is_wanted, cause=cause)
    supporter.hears_of_stories = is_wanted
    return True


def choose_news_for_all(
    *, supporters: Iterable[Supporter], is_wanted: bool, cause: NewsCause
) -> None:
    """The same for every record of one person; those without an address are left alone."""
    with transaction.atomic():
        for supporter in supporters:
            if supporter.email:
                choose_news(supporter=supporter, is_wanted=is_wanted, cause=cause)
