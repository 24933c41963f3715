"""What a sample story consists of, and how it becomes a page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from config.demo.texts import Block, Picture, Text
from config.demo.tree import SamplePage
from stories.enums import Language, Theme
from stories.models import Person, StoryPage, StoryPerson, WomensGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`people` are all whom the story names or shows; without any, the group tells it together.
    `heard` are those of them whose voice is in a recording."""

    key: str
    title: Text
    slug: Text
    group: str
    people: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    told_on: dt.date
    place: str
    theme: Theme
    picture: str
    opening_quote: Text
    summary: Text
    body: tuple[Block, ...]
    what_happened_next: Text

    def page(self, *, groups: dict[str, WomensGroup], people: dict[str, Person]) -> SamplePage:
        published_on = self.told_on + dt.timedelta(days=30)  # read back and agreed to first
        return SamplePage(
            key=f"story:{self.key}",
            model=StoryPage,
            parent="stories",
            title=self.title,
            slug=self.slug,
            first_published_at=dt.datetime.combine(published_on, dt.time(9), dt.UTC),
            facts={
                "group": groups[self.group],
                "told_by_group": not self.people,
                "place": self.place,
                "theme": self.theme,
                "told_on": self.told_on,
                "told_in": Language.BAMBARA,
                "written_in": Language.FRENCH,
            },
            rows={"story_people": self._tellers(people)},
            texts={
                "opening_quote": self.opening_quote,
                "summary": self.summary,
                "search_description": self.summary,
                "lead_image": Picture(self.picture),
                "body": list(self.body),
                "what_happened_next": self.what_happened_next,
            },
        )

    def _tellers(self, people: dict[str, Person]) -> Callable[[], list[StoryPerson]]:
        return lambda: [
            StoryPerson(person=people[key], in_recordings=key in self.heard) for key in self.people
        ]
