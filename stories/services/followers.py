"""Who is told of a new story: those who asked, and whose gifts and orders lead to its group.

Gifts and orders are apps above; they register what they know in `AppConfig.ready()`.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from accounts.models import Supporter
from core.mail import RETRY_AFTER
from core.models import OutboxMail
from stories.models import StoryPage, StoryPerson, WomensGroup
from stories.services.consent import locked_pages

# From groups, and the pages about them, to the keys of those who supported them.
Teller = Callable[[QuerySet[WomensGroup], QuerySet[Any]], QuerySet[Any]]

_tellers: list[Teller] = []


def register_followers(teller: Teller) -> None:
    """Add supporters of groups: `teller(groups, pages)` gives a query of their keys, none null."""
    _tellers.append(teller)


def followers_of(story: StoryPage) -> QuerySet[Supporter]:
    """Who asked to hear of new stories, can be reached, and gave or bought by a page of this
    story's groups or has soap of theirs; also who asked and came by no group at all, since that
    support is for every group."""
    listening = Supporter.objects.filter(hears_of_stories=True).exclude(email="")
    reachable = listening.exclude(email__in=_unreachable())
    theirs = _supporters_of(_groups_of(story))
    anybodys = _supporters_of(WomensGroup.objects.all())
    return reachable.filter(theirs | ~anybodys)


def _unreachable() -> QuerySet[Any]:
    """Addresses at which a mail was given up, and nobody sent it again with success."""
    return OutboxMail.objects.filter(attempts__gt=len(RETRY_AFTER)).values("to")


def _groups_of(story: StoryPage) -> QuerySet[WomensGroup]:
    people = StoryPerson.objects.filter(page__translation_key=story.translation_key)
    return WomensGroup.objects.filter(
        Q(pk=story.group_id) | Q(pk__in=people.values("person__group"))
    )


def _supporters_of(groups: QuerySet[WomensGroup]) -> Q:
    pages = _pages_about(groups)
    found = Q(pk__in=[])
    for teller in _tellers:
        found |= Q(pk__in=teller(groups, pages))
    return found


def _pages_about(groups: QuerySet[WomensGroup]) -> QuerySet[Page]:
    """Pages that name one of the groups, and stories of its members, in every language."""
    told = StoryPerson.objects.filter(person__group__in=groups)
    about = Q(pk__in=told.values("page"))
    for page_type in locked_pages():
        named = page_type.objects.filter(group__in=groups)
        about |= Q(pk__in=named.values("pk"))
    return Page.objects.filter(about)
