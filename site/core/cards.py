"""Pages as cards: which of them may be shown now, loaded at a constant number of queries.

Core knows neither stories nor soaps. A page model takes part by its manager:

* `objects.servable()`: only pages that may be served now (a story needs live consent); for a
  single page the model has `is_servable()`.
* `objects.for_cards()`: what its card reads is loaded (picture, renditions, group, price).

Both are optional.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.models import Page


def cards_of(pages: Iterable[Page | None]) -> list[Page]:
    """The live, servable pages among these, as their own classes, in the order given."""
    wanted = [page for page in pages if page is not None]
    by_class: dict[type[Page], list[int]] = defaultdict(list)
    for page in wanted:
        by_class[page.specific_class or type(page)].append(page.pk)
    found: dict[int, Page] = {}
    for model, pks in by_class.items():
        shown = for_cards(model.objects.live().filter(pk__in=pks))
        found |= {page.pk: page for page in shown}
    return [found[page.pk] for page in wanted if page.pk in found]


def for_cards(pages: QuerySet[Page]) -> QuerySet[Page]:
    """The queryset without what may not be served, and with what its cards read."""
    for refine in ("servable", "for_cards"):
        if hasattr(pages, refine):
            pages = getattr(pages, refine)()
    return pages


def is_servable(page: Page) -> bool:
    """Whether this page may be shown now. A page that sets no condition may."""
    check = getattr(page.specific, "is_servable", None)
    return check is None or bool(check())
