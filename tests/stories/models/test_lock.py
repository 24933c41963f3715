"""A story is served only while everyone it shows agrees: every condition, one by one."""

import datetime as dt

import pytest
from wagtail.models import Locale

from stories.models import GroupPage, StoryPage
from stories.models.consents import today
from tests.factories.stories import (
    make_consent,
    make_group,
    make_group_page,
    make_person,
    make_story,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


CONDITIONS = {
    "as it should be": ({}, True),
    "given today": ({"given_on": today(), "read_back_on": today()}, True),
    "last day": ({"until": today()}, True),
    "other channels too": ({"on_social": True, "in_print": True}, True),
    "ended yesterday": ({"until": today() - DAY}, False),
    "withdrawn": ({"withdrawn_on": today()}, False),
    "withdrawn long ago": ({"withdrawn_on": today() - 20 * DAY}, False),
    "not read back": ({"read_back_on": None}, False),
    "to be read back tomorrow": ({"read_back_on": today() + DAY}, False),
    "given tomorrow": ({"given_on": today() + DAY}, False),
    "pictures only": ({"covers_story": False}, False),
    "story only": ({"covers_photo": False}, False),
    "other channels only": (
        {"on_site": False, "on_social": True, "in_print": True, "for_fundraising": True},
        False,
    ),
    "nothing ticked": ({"covers_story": False, "covers_photo": False, "on_site": False}, False),
}


@pytest.mark.parametrize(("fields", "expected"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_story_servable_only_with_live_consent(fields: dict, expected: bool) -> None:
    person = make_consent(**fields).person
    story = make_story(people=[person])

    assert list(StoryPage.objects.servable()) == ([story] if expected else [])
    assert StoryPage.objects.get().is_servable() is expected
    assert story.is_servable() is expected  # not loaded through the manager: asks by itself
    assert (story.missing_consents() == []) is expected


def test_story_needs_every_person_to_agree() -> None:
    agreeing, silent = make_consent().person, make_person()
    story = make_story(people=[agreeing, silent])

    assert StoryPage.objects.get().is_servable() is False
    assert story.missing_consents() == [
        f"{silent.shown_name}: no live consent for the story.",
        f"{silent.shown_name}: no live consent for pictures.",
    ]


def test_story_without_subject_is_not_servable() -> None:
    story = make_story(people=[])

    assert StoryPage.objects.get().is_servable() is False
    assert len(story.missing_consents()) == 1


def test_story_without_pictures_of_her_needs_no_consent_to_pictures() -> None:
    person = make_consent(covers_photo=False).person
    story = make_story(people=[person])
    story.story_people.update(in_pictures=False)

    assert StoryPage.objects.get().is_servable() is True
    assert StoryPage.objects.get().missing_consents() == []


def test_story_and_pictures_may_be_agreed_to_separately() -> None:
    person = make_consent(covers_photo=False).person
    make_consent(person=person, covers_story=False)
    make_story(people=[person])

    assert StoryPage.objects.get().is_servable() is True


def test_story_told_by_group_needs_the_group() -> None:
    group = make_group()
    make_story(people=[], group=group, told_by_group=True)
    assert StoryPage.objects.get().is_servable() is False

    make_consent(group=group)
    assert StoryPage.objects.get().is_servable() is True


def test_group_that_only_hosts_a_story_is_not_asked() -> None:
    make_story(group=make_group())

    assert StoryPage.objects.get().is_servable() is True


def test_group_consent_does_not_speak_for_a_woman() -> None:
    group = make_group()
    make_consent(group=group)
    make_story(people=[make_person(group=group)], group=group, told_by_group=True)

    assert StoryPage.objects.get().is_servable() is False


def test_draft_is_not_servable() -> None:
    make_story(live=False)

    assert StoryPage.objects.get().is_servable() is False


def test_translation_obeys_the_people_of_every_language() -> None:
    french = Locale.objects.get_or_create(language_code="fr")[0]
    person = make_consent().person
    story = make_story(people=[person])
    copy = story.copy_for_translation(french, copy_parents=True)
    copy.save_revision().publish()
    assert StoryPage.objects.servable().count() == 2

    copy.story_people.all().delete()
    person.consents.update(withdrawn_on=today())

    assert StoryPage.objects.servable().count() == 0


def test_group_page_servable_only_while_the_group_agrees() -> None:
    page = make_group_page()
    assert GroupPage.objects.get().is_servable() is True

    page.group.consents.update(withdrawn_on=today())
    assert GroupPage.objects.get().is_servable() is False
    assert list(GroupPage.objects.servable()) == []
