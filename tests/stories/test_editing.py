"""The page editor: what an editor may create where, and what "Publish" answers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.models import HomePage, StandardPage
from stories.models import GroupIndexPage, GroupPage, StoryIndexPage, StoryPage
from tests.factories.accounts import make_superuser
from tests.factories.stories import (
    make_consent,
    make_group_page,
    make_person,
    make_story,
    make_story_index,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


def story_form(*people: Any, **overrides: Any) -> dict[str, Any]:
    rows = [{"person": person.pk, "in_pictures": "on"} for person in people]
    return nested_form_data(
        {
            "title": "Under the mango tree",
            "slug": "mango",
            "told_in": "bm",
            "written_in": "fr",
            "story_people": inline_formset(rows),
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
        | overrides
    )


@pytest.mark.parametrize(
    ("child", "parents"),
    [
        (StoryIndexPage, {HomePage}),
        (StoryPage, {StoryIndexPage}),
        (GroupIndexPage, {HomePage}),
        (GroupPage, {GroupIndexPage}),
    ],
)
def test_pages_live_where_an_editor_expects_them(child: type[Page], parents: set) -> None:
    assert set(child.allowed_parent_page_models()) == parents


@pytest.mark.parametrize("leaf", [StoryPage, GroupPage])
def test_stories_and_groups_have_no_pages_below(leaf: type[Page]) -> None:
    assert leaf.allowed_subpage_models() == []
    assert StandardPage not in StoryIndexPage.allowed_subpage_models()


def test_publishing_a_new_story_without_consent_saves_a_draft_and_says_why(editor: Client) -> None:
    index = make_story_index()
    person = make_person(shown_name="Awa")
    url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", index.pk])

    answer = editor.post(url, story_form(person) | {"action-publish": "on"}, follow=True)

    story = StoryPage.objects.get()
    assert story.live is False
    assert story.get_latest_revision_as_object().people == [person]
    text = answer.content.decode()
    assert "Saved as a draft, not published." in text
    assert "Awa: no live consent for the story." in text


def test_publishing_with_consent_goes_live(editor: Client) -> None:
    index = make_story_index()
    person = make_consent().person
    url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", index.pk])

    editor.post(url, story_form(person) | {"action-publish": "on"})

    assert StoryPage.objects.get().is_servable() is True


def test_adding_someone_unasked_to_a_live_story_is_refused(editor: Client) -> None:
    make_story(slug="mango").save_revision().publish()
    story = StoryPage.objects.get()
    stranger = make_person(shown_name="Fatou")
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])

    answer = editor.post(
        url, story_form(stranger, slug="mango") | {"action-publish": "on"}, follow=True
    )

    assert "Fatou: no live consent for the story." in answer.content.decode()
    assert StoryPage.objects.get().title == story.title
    assert StoryPage.objects.get().is_servable() is True
    assert Revision.objects.count() == 2


def test_bulk_publishing_without_consent_is_refused(editor: Client) -> None:
    story = make_story(people=[make_person()], live=False)
    story.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    editor.post(f"{url}?id={story.pk}&next=/admin/", {"include_descendants": ""})

    assert StoryPage.objects.get().live is False


def test_preview_shows_the_story_and_says_whose_consent_is_missing(editor: Client) -> None:
    story = make_story(title="Draft words", people=[make_person(shown_name="Awa")], live=False)
    story.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[story.pk])

    text = editor.get(url).content.decode()

    assert "Draft words" in text
    assert "Visitors cannot see this page" in text
    assert "Awa: no live consent for the story." in text


def test_visitor_never_reads_why(client: Client) -> None:
    person = make_person(shown_name="Awa")
    make_story(title="Hidden words", slug="hidden", people=[person])

    answer = client.get("/stories/hidden/")

    assert answer.status_code == 404
    assert "Hidden words" not in answer.content.decode()
    assert "Awa" not in answer.content.decode()


def test_story_editor_opens_with_its_people(editor: Client) -> None:
    story = make_story(people=[make_consent(person=make_person(shown_name="Awa")).person])

    text = editor.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    assert "Awa" in text
    assert "Who tells it" in text


def test_group_page_preview_and_edit(editor: Client) -> None:
    page = make_group_page()
    page.save_revision()
    page.group.consents.update(on_site=False)

    draft = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "Visitors cannot see this page" in draft.content.decode()
    assert edit.status_code == 200
