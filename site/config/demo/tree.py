"""Pages in both languages: first all of them as drafts, so that any may point at any other, then
filled and published. A page that is already there is left as staff have it.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.documents.models import Document
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.models import CustomImage

from .pictures.captions import CAPTIONS
from .progress import track
from .texts import Block, Link, Picture, Prose, Recording, Text

LANGUAGES = ("en", "fr")
BLOCK_IDS = uuid.UUID("6a1f0a52-6c0e-4c57-9d8e-2f1f3b8f7c11")


@dataclass(frozen=True, kw_only=True)
class SamplePage:
    """One page in two languages. `facts` are the same in both; `texts` may hold `Text`, `Picture`,
    `Link` and lists of `Block`; `rows` make what hangs on the page, anew for each language."""

    key: str
    model: type[Page]
    parent: str
    title: Text
    slug: Text
    texts: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Callable[[], list[Any]]] = field(default_factory=dict)
    show_in_menus: bool = False
    first_published_at: dt.datetime | None = None


class Tree:
    """The pages of the site by key and language, and what their texts point at."""

    def __init__(
        self,
        *,
        homes: Mapping[str, Page],
        pictures: Mapping[str, CustomImage],
        recordings: Mapping[str, Document],
    ) -> None:
        self._pictures = pictures
        self._recordings = recordings
        self._pages: dict[tuple[str, str], Page] = {
            ("home", language): page for language, page in homes.items()
        }

    def plant(self, samples: Iterable[SamplePage]) -> None:
        """Make what is missing, fill it, publish it."""
        samples = list(samples)
        with disable_reference_index_auto_update():  # drafts refer to nothing yet
            made = [
                (sample, language)
                for sample in samples
                for language in LANGUAGES
                if self._find_or_add(sample, language)
            ]
        for sample, language in track(made, "Pages"):
            self.fill(sample, language)

    def page(self, key: str, language: str) -> Page:
        return self._pages[key, language]

    def fill(self, sample: SamplePage, language: str) -> None:
        """Write the texts of a page and publish it."""
        # Read anew: its children have changed the row since, which saving would undo.
        page = sample.model.objects.get(pk=self._pages[sample.key, language].pk)
        for name, value in sample.texts.items():
            setattr(page, name, self._resolve(value, language, sample.key))
        with disable_reference_index_auto_update():  # once is enough: publishing saves it again
            revision = page.save_revision()
        revision.publish()

    def _find_or_add(self, sample: SamplePage, language: str) -> bool:
        """Whether the page had to be made; it is a draft then."""
        parent = self._pages[sample.parent, language]
        slug = sample.slug.written_in(language)
        found = parent.get_children().filter(slug=slug).first()
        if found is not None:
            self._pages[sample.key, language] = found.specific
            return False
        page = sample.model(
            title=sample.title.written_in(language),
            slug=slug,
            locale=Locale.objects.get(language_code=language),
            live=False,
            show_in_menus=sample.show_in_menus,
            first_published_at=sample.first_published_at,
            **sample.facts,
        )
        if original := self._pages.get((sample.key, LANGUAGES[0])):
            page.translation_key = original.translation_key
        for name, make_rows in sample.rows.items():
            setattr(page, name, make_rows())
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        self._pages[sample.key, language] = page
        return True

    def _resolve(self, value: Any, language: str, key: str) -> Any:
        """What the field or block stores for this language."""
        match value:
            case Text() | Prose():
                return self._with_links(value.written_in(language), language)
            case Picture():
                return self._pictures[value.name]
            case Link():
                return self._pages[value.key, language]
            case [Block(), *_]:
                return [
                    {
                        "type": block.kind,
                        "value": self._raw(block.value, language),
                        # The same in both languages, so that translations can be matched.
                        "id": str(uuid.uuid5(BLOCK_IDS, f"{key}/{number}")),
                    }
                    for number, block in enumerate(value)
                ]
            case _:
                return value

    def _raw(self, value: Any, language: str) -> Any:
        """A block's value as it is kept: keys instead of rows."""
        match value:
            case Text() | Prose():
                return self._with_links(value.written_in(language), language)
            case Picture():
                caption = CAPTIONS[value.name]
                alt = Text(caption.alt_en, caption.alt_fr).written_in(language)
                image = self._pictures[value.name].pk
                return {"image": image, "decorative": False, "alt_text": alt}
            case Link() | Recording():
                return self._pointed_at(value, language).pk
            case dict():
                return {name: self._raw(part, language) for name, part in value.items()}
            case list():
                return [self._raw(part, language) for part in value]
            case _:
                return value

    def _pointed_at(self, value: Link | Recording, language: str) -> Page | Document:
        if isinstance(value, Link):
            return self._pages[value.key, language]
        return self._recordings[value.name.format(language=language)]

    def _with_links(self, html: str, language: str) -> str:
        def link(found: re.Match[str]) -> str:
            return f'<a linktype="page" id="{self._pages[found[1], language].pk}">'

        return re.sub(r'<a href="page:([^"]+)">', link, html)
