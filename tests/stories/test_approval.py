"""A story writer submits, the consent officer is told and approves; consent is asked as ever."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from config.roles import setup_roles
from stories.models import Person, StoryPage
from tests.factories.accounts import make_user
from tests.factories.stories import make_consent, make_person, make_story_index

pytestmark = pytest.mark.django_db


def member_of(role: str) -> User:
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submit_story(person: Person) -> StoryPage:
    index = make_story_index()
    form: dict[str, Any] = {
        "title": "Under the mango tree",
        "slug": "mango",
        "told_in": "bm",
        "written_in": "fr",
        "story_people": inline_formset([{"person": person.pk, "in_pictures": "on"}]),
        "body": streamfield([]),
        "comments": inline_formset([]),
        "action-submit": "on",
    }
    url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", index.pk])
    signed_in(member_of("Story writer")).post(url, nested_form_data(form))
    return StoryPage.objects.get()


def approve(story: StoryPage, officer: User) -> int:
    state = story.current_workflow_task_state
    names = ["wagtailadmin_pages:workflow_action", "wagtailadmin_pages:edit"]
    client = signed_in(officer)
    assert client.get(reverse(names[1], args=[story.pk])).status_code == 200
    url = reverse(names[0], args=[story.pk, "approve", state.pk])
    return client.post(url).status_code


@pytest.fixture
def officer() -> User:
    setup_roles()
    return member_of("Consent officer")


def test_officer_is_told_of_a_submitted_story_and_approves_it(
    officer: User, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        story = submit_story(make_consent().person)

    assert [message.to for message in mail.outbox] == [[officer.email]]
    [waiting] = TaskState.objects.reviewable_by(officer)
    assert (waiting, story.live) == (story.current_workflow_task_state, False)
    approve(story, officer)
    assert StoryPage.objects.get().is_servable() is True


def test_approving_without_consent_is_refused_and_stays_to_be_done(officer: User) -> None:
    story = submit_story(make_person())

    approve(story, officer)

    assert StoryPage.objects.get().live is False
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_story_writer_may_not_approve(officer: User) -> None:
    story = submit_story(make_consent().person)
    writer = member_of("Story writer")

    assert list(TaskState.objects.reviewable_by(writer)) == []
    approve(story, writer)

    assert StoryPage.objects.get().live is False
