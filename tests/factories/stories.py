"""Groups, people, consents and pages, plain and repeatable."""

import datetime as dt
from itertools import count
from typing import Any

from stories.enums import GivenHow, Motif, ShownAs
from stories.models import (
    Consent,
    GroupIndexPage,
    GroupPage,
    Person,
    StoryIndexPage,
    StoryPage,
    StoryPerson,
    WomensGroup,
)
from stories.models.consents import today
from tests.factories.core import make_home

numbers = count(1)


def make_group(**overrides: Any) -> WomensGroup:
    number = next(numbers)
    return WomensGroup.objects.create(
        **{"name": f"Group {number}", "place": "Sanankoro", "motif": Motif.COMB} | overrides
    )


def make_person(**overrides: Any) -> Person:
    number = next(numbers)
    return Person.objects.create(
        **{"shown_as": ShownAs.FIRST_NAME, "shown_name": f"Woman {number}"} | overrides
    )


def make_consent(**overrides: Any) -> Consent:
    """A live consent to story and pictures on the site; of a new person unless told otherwise."""
    if "person" not in overrides and "group" not in overrides:
        overrides["person"] = make_person()
    return Consent.objects.create(
        **{
            "covers_story": True,
            "covers_photo": True,
            "on_site": True,
            "given_how": GivenHow.SPOKEN,
            "asked_by": "A field officer",
            "given_on": today() - dt.timedelta(days=30),
            "read_back_on": today() - dt.timedelta(days=20),
            "until": today() + dt.timedelta(days=335),
        }
        | overrides
    )


def make_story_index(**overrides: Any) -> StoryIndexPage:
    parent = overrides.pop("parent", None) or make_home()
    index = StoryIndexPage(**{"title": "Stories", "slug": "stories"} | overrides)
    return parent.add_child(instance=index)


def make_story(*, people: list[Person] | None = None, **overrides: Any) -> StoryPage:
    """A live story of one consenting woman; `people` replaces her."""
    parent = overrides.pop("parent", None) or StoryIndexPage.objects.first() or make_story_index()
    if people is None:
        people = [make_consent().person]
    number = next(numbers)
    story = StoryPage(
        **{"title": f"Story {number}", "slug": f"story-{number}", "place": "Sanankoro"} | overrides
    )
    story.story_people = [StoryPerson(person=person) for person in people]
    return parent.add_child(instance=story)


def make_group_page(**overrides: Any) -> GroupPage:
    """A live page of a group that agrees."""
    parent = overrides.pop("parent", None) or GroupIndexPage.objects.first()
    if parent is None:
        parent = make_home().add_child(instance=GroupIndexPage(title="Groups", slug="groups"))
    group = overrides.pop("group", None)
    if group is None:
        group = make_group()
        make_consent(group=group)
    page = GroupPage(title=group.name, slug=f"group-{group.pk}", group=group, **overrides)
    return parent.add_child(instance=page)
