"""Search over the live pages of one language; pages that may not be served now are left out."""

from django.core.paginator import Page as ResultsPage
from django.core.paginator import Paginator
from wagtail.models import Locale, Page

from core.cards import is_servable

AT_MOST = 60  # who has not found it among these asks again with other words
PER_PAGE = 12


def search_pages(*, words: str, page_number: str) -> ResultsPage[Page]:
    """The pages that match, best first, as their own classes."""
    pages = Page.objects.live().public().filter(locale=Locale.get_active(), depth__gt=1)
    found = pages.specific().search(words)[:AT_MOST]
    shown = [page for page in found if is_servable(page)]
    return Paginator(shown, PER_PAGE).get_page(page_number)
