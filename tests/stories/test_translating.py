"""Who may begin a translation does not publish by it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from config.roles import setup_roles
from stories.models import Consent, StoryPage
from tests.factories.accounts import make_user
from tests.factories.core import make_home
from tests.factories.stories import make_story, make_story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def french() -> Locale:
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def writer(client: Client) -> Client:
    return sign_in(client, "Story writer")


def sign_in(client: Client, *roles: str) -> Client:
    setup_roles()
    user = make_user()
    user.groups.set(Group.objects.filter(name__in=roles))
    client.force_login(user)
    return client


@pytest.fixture
def translation(french: Locale) -> Translation:
    """A live story with a French draft."""
    index = make_story_index(parent=make_home())
    index.copy_for_translation(french, copy_parents=True).save_revision().publish()
    source, _made = TranslationSource.get_or_create_from_instance(make_story(parent=index))
    translation = Translation.objects.create(source=source, target_locale=french)
    translation.save_target(publish=False)
    return translation


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


def test_syncing_publishes_only_for_those_who_may(
    client: Client, translation: Translation, django_capture_on_commit_callbacks
) -> None:
    url = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    sign_in(client, "Story writer")

    offered = client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"publish_translations": "on"})

    assert "publish_translations" not in offered
    assert translation.get_target_instance().live is False

    client.post(reverse("account_logout"))
    sign_in(client, "Story writer", "Consent officer")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"publish_translations": "on"})

    assert translation.get_target_instance().live is True


@pytest.mark.parametrize("door", ["sync", "translate"])
def test_publishing_a_translation_without_consent_says_whose_is_missing(
    client: Client, translation: Translation, door: str
) -> None:
    Consent.objects.all().update(covers_photo=False)
    target = translation.get_target_instance()
    sign_in(client, "Story writer", "Consent officer")

    if door == "sync":
        url = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
        response = client.post(url, {"publish_translations": "on"}, follow=True)
    else:
        url = reverse("wagtailadmin_pages:edit", args=[target.pk])
        response = client.post(url, {"action": "publish"}, follow=True)

    assert "no live consent for pictures" in response.content.decode()
    assert translation.get_target_instance().live is False
