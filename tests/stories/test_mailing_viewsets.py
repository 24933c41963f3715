"""Staff tell supporters of a story: after reading what goes out, by one press."""

import pytest
from django.test import Client

from stories.models import StoryMailing
from tests.factories.accounts import make_staff, make_supporter
from tests.factories.stories import make_consent, make_story

pytestmark = pytest.mark.django_db

MAY_SEND = "stories.send_storymailing"


def test_staff_read_the_mail_and_how_many_it_reaches_before_it_leaves(client: Client) -> None:
    person = make_consent(in_mail=True).person
    story = make_story(people=[person], title="The pot", summary="Nine women bought a pot.")
    make_supporter(hears_of_stories=True)
    make_supporter(hears_of_stories=True, language="fr")
    tell = f"/admin/story-mailings/tell/{story.pk}/"
    writer = make_staff("stories.view_storymailing")
    client.force_login(writer)
    assert client.get(tell).status_code == 302
    assert client.post(tell).status_code == 302
    assert client.get(f"{tell}en/").status_code == 302
    assert StoryMailing.objects.count() == 0
    client.force_login(make_staff("stories.view_storymailing", MAY_SEND))
    page = client.get(tell).content.decode()
    assert "It reaches 2 supporters." in page
    assert "A new story: The pot" in page
    assert "Nine women bought a pot." in client.get(f"{tell}fr/").content.decode()
    assert client.get(f"{tell}de/").status_code == 404
    first, second = client.post(tell, follow=True), client.post(tell, follow=True)
    assert "2 supporters are told." in first.content.decode()
    assert "Once is enough." in second.content.decode()
    assert first.redirect_chain == second.redirect_chain
    assert StoryMailing.objects.get().notices.count() == 2
    assert "Tell 2 supporters now" not in client.get(tell).content.decode()


def test_page_says_why_nobody_can_be_told(client: Client) -> None:
    person = make_consent().person
    story = make_story(people=[person])
    make_supporter(hears_of_stories=True)
    client.force_login(make_staff(MAY_SEND))
    tell = f"/admin/story-mailings/tell/{story.pk}/"
    page = client.get(tell).content.decode()
    assert f"{person}: no live consent for this channel: e-mail." in page
    assert "<form method" not in page
    client.post(tell)
    assert StoryMailing.objects.count() == 0


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    client: Client, item_count: int, django_assert_num_queries: object
) -> None:
    for _number in range(item_count):
        story = make_story()
        StoryMailing.objects.create(translation_key=story.translation_key, story=story)
    client.force_login(make_staff("stories.view_storymailing"))
    with django_assert_num_queries(10):  # type: ignore[operator]
        assert client.get("/admin/story-mailings/").status_code == 200
