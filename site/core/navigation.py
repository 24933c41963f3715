"""Where a visitor can go from any page: the menu, named pages, the same page in other languages.

One query finds them all, and requests remember it: every live page right under a home page, in the
language of the request and in the first language, and the translations of the page itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

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


class Place(NamedTuple):
    """What links need of a page; a tenth of what it takes to remember the page itself."""

    title: str
    url: str
    model: str
    language: str
    translation_key: UUID
    path: str
    depth: int
    is_in_menu: bool


class Navigation:
    """The links around one page; made once a request by `navigation_of`."""

    def __init__(self, request: HttpRequest | None, page: Page | None) -> None:
        self.request = request
        self.page = page
        self.language = get_language() or settings.LANGUAGE_CODE
        if request is not None:
            know_site(request)

    @cached_property
    def _places(self) -> list[Place]:
        around = self.page.translation_key if self.page else ""
        host = self.request.get_host() if self.request else ""  # of several sites, links differ
        return remember(f"navigation {self.language} {around} {host}", self._load_places)

    def _load_places(self) -> list[Place]:
        wanted = Q(
            depth=UNDER_HOME, locale__language_code__in={self.language, settings.LANGUAGE_CODE}
        )
        if self.page:
            wanted |= Q(translation_key=self.page.translation_key)
        pages = (
            Page.objects.live()
            .filter(wanted, view_restrictions__isnull=True)
            .select_related("locale")
            .defer_streamfields()
            .order_by("path")
        )
        return [
            Place(
                title=page.title,
                url=page.get_url(self.request) or "",
                model=".".join(page.cached_content_type.natural_key()),
                language=page.locale.language_code,
                translation_key=page.translation_key,
                path=page.path,
                depth=page.depth,
                is_in_menu=page.show_in_menus,
            )
            for page in pages
        ]

    @cached_property
    def home_url(self) -> str:
        return reverse("wagtail_serve", args=[""])

    @cached_property
    def menu(self) -> list[tuple[str, str, str]]:
        """Title and address of each page that editors put in the menu, and where we are as
        `aria-current` has it: "page" on that page, "true" below it, else ""."""
        path = self.request.path if self.request else ""
        return [
            (place.title, place.url, _current(path, place.url))
            for place in self._places
            if place.depth == UNDER_HOME
            and place.is_in_menu
            and place.language == self.language
            and place.url
        ]

    def above(self, page: Page) -> list[tuple[str, str]]:
        """Title and address of each page above this one, from the home page down."""
        if page.depth < UNDER_HOME:
            return []
        above = [
            (place.title, place.url)
            for place in self._places
            if page.path.startswith(place.path) and page.depth > place.depth
        ]
        if page.depth > UNDER_HOME + 1:
            between = page.get_ancestors().live().filter(depth__gt=UNDER_HOME)
            above += [
                (each.title, each.get_url(self.request)) for each in between.defer_streamfields()
            ]
        home = OrganisationSettings.load(request_or_site=self.request).name
        return [(home, self.home_url), *above]

    def url_of(self, model: str) -> str:
        """Address of the live page of that type, else its first-language version, else ""."""
        found = {
            place.language: place.url
            for place in reversed(self._places)
            if place.depth == UNDER_HOME and place.model == model.lower()
        }
        return found.get(self.language) or found.get(settings.LANGUAGE_CODE) or ""

    @cached_property
    def languages(self) -> list[LanguageLink]:
        return list(self._language_links())

    def _language_links(self) -> Iterator[LanguageLink]:
        translations = {
            place.language: place.url
            for place in self._places
            if self.page and place.translation_key == self.page.translation_key
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


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def navigation_of(request: HttpRequest | None, page: Page | None = None) -> Navigation:
    """The navigation of this request, made once. `page` is the Wagtail page being shown, if any."""
    known = getattr(request, "_navigation", None)
    if known is None:
        known = Navigation(request, page if isinstance(page, Page) else None)
        if request is not None:
            request._navigation = known  # type: ignore[attr-defined]  # noqa: SLF001
    return known
