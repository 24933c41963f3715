"""Search over the live pages of one language; pages that may not be served now are left out."""

from django.core.paginator import Page as ResultsPage
from django.core.paginator import Paginator
from wagtail.models import Locale, Page

from core.cards import is_servable

AT_MOST = 60  # who has not found it among these asks again with other words
PER_PAGE = 12


def search_pages(*, words: str, page_number: str) -> ResultsPage[Page]:
    """The pages that match, as their own classes, in the order of `_matching`."""
    shown = [page for page in _matching(words) if is_servable(page)]
    return Paginator(shown, PER_PAGE).get_page(page_number)


def _matching(words: str) -> list[Page]:
    """What is called so comes before what speaks of it, and there what the site is for (page types
    with `is_found_first`) before pages about the house; else the best first. The search of the
    database alone weighs a word in a title no more than one in the text."""
    pages = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=1)
    called = list(pages.specific().search(words, fields=["title"])[:AT_MOST])
    others = pages.exclude(pk__in=[page.pk for page in called])
    speaking = list(others.specific().search(words)[: AT_MOST - len(called)])
    return [*_wanted_first(called), *_wanted_first(speaking)]


def _wanted_first(pages: list[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: not getattr(page, "is_found_first", False))
