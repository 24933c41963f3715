"""Who may begin a translation does not publish by it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from config.roles import setup_roles
from stories.models import StoryPage
from tests.factories.accounts import make_user
from tests.factories.stories import make_home, make_story, make_story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def french() -> Locale:
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def writer(client: Client) -> Client:
    setup_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name="Story writer"))
    client.force_login(user)
    return client


def test_translation_of_a_live_story_begins_as_a_draft(
    writer: Client, french: Locale, django_capture_on_commit_callbacks
) -> None:
    index = make_story_index(parent=make_home())
    index.copy_for_translation(french, copy_parents=True).save_revision().publish()
    story = make_story(parent=index)
    url = reverse("wagtail_localize:submit_page_translation", args=[story.pk])

    with django_capture_on_commit_callbacks(execute=True):
        writer.post(url, {"locales": [french.pk]})

    assert story.get_translation(french).live is False
    assert StoryPage.objects.get(pk=story.pk).live is True
