"""Pages as cards: which of them may be shown now, loaded at a constant number of queries.

Core knows neither stories nor soaps. A page model takes part by what it has:

* `objects.for_cards()` loads what its card reads (picture, group, price);
* `is_servable()` says whether the page may be served now (a story needs live consent), without a
  query for pages that came through `objects`.

Both are optional.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core.generation import remember_each
from core.pictures import with_sources


def cards_of(pages: Iterable[Page | None]) -> list[Page]:
    """Those of these pages that may be shown, as their own classes, in the order given."""
    wanted = [page for page in pages if page is not None]
    by_class: dict[type[Page], list[int]] = defaultdict(list)
    for page in wanted:
        if not hasattr(page, "is_private"):
            by_class[page.specific_class or type(page)].append(page.pk)
    loaded: dict[int, Page] = {}
    for model, pks in by_class.items():
        loaded |= load_cards(model, pks)
    cards = (loaded.get(page.pk, page) for page in wanted)
    return [card for card in cards if may_be_shown(card)]


def load_cards(model: type[Page], pks: Iterable[int]) -> dict[int, Page]:
    """Pages of one class with what their cards read, drafts and withheld ones included. Requests
    remember them."""
    return remember_each(f"card {model._meta.label}", pks, partial(_load_cards, model))


def cards_from(pages: PageQuerySet) -> list[Page]:
    """These pages, with all that their cards read, at a constant number of queries."""
    if not hasattr(pages, "for_cards"):
        return list(pages)
    cards = list(pages.for_cards())
    with_sources(card.listing_image for card in cards if card.listing_image)
    return cards


def _load_cards(model: type[Page], pks: Iterable[int]) -> dict[int, Page]:
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(path=path).filter(
        path__startswith=F("page__path")  # of the page or of one above it
    )
    pages = model.objects.filter(pk__in=pks).annotate(is_private=Exists(restrictions))
    return {page.pk: page for page in cards_from(pages)}


def may_be_shown(page: Page) -> bool:
    """Whether a page from `load_cards` may be shown to anybody now."""
    return page.live and not page.is_private and is_servable(page)


def is_servable(page: Page) -> bool:
    """Whether this page may be shown now. A page that sets no condition may."""
    check = getattr(page.specific, "is_servable", None)
    return check is None or bool(check())
