"""Where a visitor can go from any page: the menu, named pages, the same page in other languages.

One query finds them all, and requests remember it: every live page right under a home page, in the
language of the request and in the first language, and the translations of the page itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from wagtail.models import Page

from core.generation import remember
from core.models import OrganisationSettings
from core.routing import know_site

UNDER_HOME = 3  # depth in Wagtail's tree: root, home page of a language, its children


@dataclass(frozen=True)
class LanguageLink:
    """The page being read, in one of the site's languages."""

    code: str
    url: str
    is_current: bool
    is_translation: bool  # False: there is no such page, the link leads to the home page


class Navigation:
    """The links around one page; made once a request by `navigation_of`."""

    def __init__(self, request: HttpRequest | None, page: Page | None) -> None:
        self.request = request
        self.page = page
        self.language = get_language() or settings.LANGUAGE_CODE
        if request is not None:
            know_site(request)

    @cached_property
    def _pages(self) -> list[Page]:
        around = self.page.translation_key if self.page else ""
        return remember(f"navigation {self.language} {around}", self._load_pages)

    def _load_pages(self) -> list[Page]:
        wanted = Q(
            depth=UNDER_HOME, locale__language_code__in={self.language, settings.LANGUAGE_CODE}
        )
        if self.page:
            wanted |= Q(translation_key=self.page.translation_key)
        return list(
            Page.objects.live()
            .filter(wanted, view_restrictions__isnull=True)
            .select_related("locale")
            .defer_streamfields()
            .order_by("path")
        )

    @cached_property
    def home_url(self) -> str:
        return reverse("wagtail_serve", args=[""])

    @cached_property
    def menu(self) -> list[tuple[str, str, bool]]:
        """Title, address and "we are in it" of each page that editors put in the menu."""
        path = self.request.path if self.request else ""
        return [
            (page.title, url, path.startswith(url))
            for page in self._pages
            if page.depth == UNDER_HOME
            and page.show_in_menus
            and page.locale.language_code == self.language
            and (url := page.get_url(self.request))
        ]

    def above(self, page: Page) -> list[tuple[str, str]]:
        """Title and address of each page above this one, from the home page down."""
        if page.depth < UNDER_HOME:
            return []
        pages = [each for each in self._pages if page.is_descendant_of(each)]
        if page.depth > UNDER_HOME + 1:
            pages += page.get_ancestors().live().filter(depth__gt=UNDER_HOME).defer_streamfields()
        home = OrganisationSettings.load(request_or_site=self.request).name
        return [(home, self.home_url)] + [
            (each.title, each.get_url(self.request)) for each in pages
        ]

    def url_of(self, model: str) -> str:
        """Address of the live page of that type, else its first-language version, else ""."""
        app_label, _, name = model.lower().partition(".")
        found = {
            page.locale.language_code: page
            for page in reversed(self._pages)
            if page.depth == UNDER_HOME
            and (page.cached_content_type.app_label, page.cached_content_type.model)
            == (app_label, name)
        }
        page = found.get(self.language) or found.get(settings.LANGUAGE_CODE)
        return (page.get_url(self.request) or "") if page else ""

    @cached_property
    def languages(self) -> list[LanguageLink]:
        return list(self._language_links())

    def _language_links(self) -> Iterator[LanguageLink]:
        translations = {
            page.locale.language_code: page.get_url(self.request)
            for page in self._pages
            if self.page and page.translation_key == self.page.translation_key
        }
        for code, _name in settings.LANGUAGES:
            is_current = code == self.language
            url = translations.get(code) if self.page else self._same_path(code)
            if not url:
                with override(code):
                    url = reverse("wagtail_serve", args=[""])
                yield LanguageLink(code, url, is_current, is_translation=False)
            else:
                yield LanguageLink(code, url, is_current, is_translation=True)

    def _same_path(self, code: str) -> str:
        """The address of a page that is no Wagtail page; one that only takes posts has none."""
        if self.request is None or self.request.method not in {"GET", "HEAD"}:
            return ""
        return str(translate_url(self.request.get_full_path(), code))


def navigation_of(request: HttpRequest | None, page: Page | None = None) -> Navigation:
    """The navigation of this request, made once. `page` is the Wagtail page being shown, if any."""
    known = getattr(request, "_navigation", None)
    if known is None:
        known = Navigation(request, page if isinstance(page, Page) else None)
        if request is not None:
            request._navigation = known  # type: ignore[attr-defined]  # noqa: SLF001
    return known
