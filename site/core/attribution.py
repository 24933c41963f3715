"""Which page a gift or an order came from: its links say so, the form carries it on, staff read
what it raised. Nobody is followed: who comes by another link came from nowhere.

A page type takes part by `is_source = True`. Those who can say what a page raised register it.
"""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django_filters import ModelChoiceFilter
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from core.generation import remember

# One way to write each number, so that pages are not kept twice.
QUERY = re.compile(r"source=([1-9][0-9]{0,8})")


class Raised(NamedTuple):
    """What came by some pages, of one kind and in one currency."""

    label: Any
    number: int
    amount: int
    currency: str


Teller = Callable[[Sequence[int]], Iterable[Raised]]

_tellers: list[Teller] = []


def register_raised(teller: Teller) -> None:
    """Let staff read what `teller` says of the pages with these keys."""
    _tellers.append(teller)


def raised_by(pages: PageQuerySet) -> list[Raised]:
    """What came by any of these pages, kind by kind, currencies apart."""
    keys = list(pages.values_list("pk", flat=True))
    return [raised for teller in _tellers for raised in teller(keys)] if keys else []


def source_pages() -> PageQuerySet:
    """Every page that a gift may have come from, drafts and those taken down included."""
    models = [model for model in get_page_models() if getattr(model, "is_source", False)]
    types = ContentType.objects.get_for_models(*models).values()
    return Page.objects.filter(content_type__in=types).order_by("title", "pk")


def link_query(page: object) -> str:
    """What links from this page to giving and to soap end with: "?source=12", or nothing."""
    if isinstance(page, Page) and page.pk and getattr(page, "is_source", False):
        return f"?source={page.pk}"
    return ""


def page_named(text: str) -> Page | None:
    """The live page that a link or a form names as the source; anything else counts as none."""
    key = key_named(text)
    return Page.objects.filter(pk=key).first() if key else None


def key_named(text: str) -> int | None:
    return _key_in(f"source={text}")


def known_page(text: str) -> Page | None:
    """The page that was noted as the source earlier, live or not, while there is one."""
    is_key = QUERY.fullmatch(f"source={text}")
    return Page.objects.filter(pk=int(text)).first() if is_key else None


def addresses() -> dict[int, str]:
    """Key → address, of every page that a gift may have come from: so a file names them."""
    return {page.pk: page.get_url() or page.url_path for page in source_pages()}


def pages_at(wanted: Set[str]) -> dict[str, Page]:
    """Address → the page that is there now, live or not; of those that are none nothing."""
    slugs = {address.rstrip("/").rpartition("/")[2] for address in wanted}
    pages = source_pages().filter(slug__in=slugs) if slugs else Page.objects.none()
    found = {page.get_url() or page.url_path: page for page in pages}
    return {address: page for address, page in found.items() if address in wanted}


def asked_source(request: HttpRequest | None) -> int | None:
    """The key of the live page whose link was followed to this one. Asking marks the answer as one
    that says so, which may be kept for each source (`core.page_cache`)."""
    if request is None:
        return None
    request.shows_source = True  # type: ignore[attr-defined]
    return key_named(request.GET.get("source", ""))


def is_kept_query(request: HttpRequest) -> bool:
    """Whether nothing but a live source is asked for: there are as many of these as such pages."""
    query = request.META.get("QUERY_STRING", "")
    return not query or _key_in(query) is not None


def is_kept_answer(request: HttpRequest) -> bool:
    """Whether the page that was made for such a query is the one of its source. Others ignore it,
    and need not be kept once for each source."""
    return not request.META.get("QUERY_STRING") or hasattr(request, "shows_source")


def _key_in(query: str) -> int | None:
    found = QUERY.fullmatch(query)
    key = int(found[1]) if found else 0
    return key if key and key in _live_sources() else None


def _live_sources() -> frozenset[int]:
    return remember(
        "sources", lambda: frozenset(source_pages().live().values_list("pk", flat=True))
    )


class SourceFilter(ModelChoiceFilter):
    """Gifts or orders that came from one page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=lambda _request: source_pages(), **options)
