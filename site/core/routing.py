"""From an address to its page in two queries, however deep the page lies, and in none while
requests remember it.

Wagtail walks the tree: two queries a level, four more for the site, the language and private
pages. Here the page is found by its whole path. Whatever is not found that way (drafts, a language
without a home page, addresses inside a page, several sites) goes Wagtail's own way.
"""

from typing import Any

from django.core.cache import cache
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.views import serve as wagtail_serve

from core.generation import remember
from core.models import HomePage

SITE_KEY = "core.routing.site"


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view for every page, told beforehand which site and which page are asked for."""
    if know_site(request) and (page := find_page(path)):
        route = page.route(request, [])
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]  # noqa: SLF001
    response: HttpResponse = wagtail_serve(request, path)
    return response


def find_page(path: str) -> Page | None:
    """The live page at this path in the active language, as its own class."""
    language = get_supported_content_language_variant(get_language() or "")
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    if language not in roots:
        return None
    url_path = roots[language] + path
    found = remember(f"page at {url_path}", lambda: _load_page(url_path, is_home=not path))
    if found is None:
        return None
    page, some_pages_are_private = found
    if not some_pages_are_private:
        page.get_view_restrictions = list  # Wagtail would ask, with two queries
    return page


def _load_page(url_path: str, *, is_home: bool) -> tuple[Page, bool] | None:
    """The live page, with all that its class says its page shows (`objects.for_page()`), and
    whether there are private pages at all."""
    slug = url_path.rstrip("/").rpartition("/")[2]  # has an index, which the whole path has not
    model = HomePage if is_home else Page  # what is at the top is known without asking
    found = (
        model.objects.live()
        .filter(url_path=url_path, slug=slug)
        .annotate(some_pages_are_private=Exists(PageViewRestriction.objects.all()))
        .first()
    )
    if found is None:
        return None
    page = found if is_home else _load_specific(found)
    return (page, found.some_pages_are_private) if page else None


def _load_specific(found: Page) -> Page | None:
    pages = (found.specific_class or Page).objects.live().filter(pk=found.pk)
    page: Page | None = (pages.for_page() if hasattr(pages, "for_page") else pages).first()
    return page


def know_site(request: HttpRequest) -> bool:
    """Tell the request which site it is for, when there is only one. Wagtail would ask."""
    site = _only_site()
    if site:
        request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001
    return site is not None


def _only_site() -> Site | None:
    """The site, when there is one; remembered, as Wagtail remembers where sites begin."""
    ids = {root.site_id for root in Site.get_site_root_paths()}
    if len(ids) != 1:
        return None
    site: Site = cache.get_or_set(SITE_KEY, lambda: Site.objects.get(pk=ids.pop()))
    return site


def forget_site(**_kwargs: Any) -> None:
    """The site was changed in the admin."""
    cache.delete(SITE_KEY)
