"""The sample stories, one in each file, in both languages."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from config.demo.texts import Text

from .first_pot import FIRST_POT
from .five_weeks import FIVE_WEEKS
from .one_hundred_francs import ONE_HUNDRED_FRANCS
from .soap_on_its_way import SOAP_ON_ITS_WAY
from .story import Story
from .the_green_door import THE_GREEN_DOOR
from .three_moments import THREE_MOMENTS
from .up_to_lassa import UP_TO_LASSA

STORIES: tuple[Story, ...] = (
    ONE_HUNDRED_FRANCS,
    THE_GREEN_DOOR,
    UP_TO_LASSA,
    SOAP_ON_ITS_WAY,
    THREE_MOMENTS,
    FIVE_WEEKS,
    FIRST_POT,
)

MONTH = dt.timedelta(days=30)


def stories_of(size: str) -> Iterator[Story]:
    """The stories; for a large demo each of them nine times, to see long lists and their pages."""
    if size == "large":
        for number in range(9, 1, -1):
            for story in STORIES:
                yield replace(
                    story,
                    key=f"{story.key}-{number}",
                    title=Text(f"{story.title.en} ({number})", f"{story.title.fr} ({number})"),
                    slug=Text(f"{story.slug.en}-{number}", f"{story.slug.fr}-{number}"),
                    told_on=story.told_on - number * MONTH,
                )
    yield from STORIES


__all__ = ["STORIES", "Story", "stories_of"]
