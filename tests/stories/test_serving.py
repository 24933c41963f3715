"""Withdrawn means gone: from the page, from every list, and from what machines read."""

import pytest
from django.test import Client
from wagtail.models import Locale

from accounts.models import User
from core.models import HomePage
from stories.enums import Language, Theme
from stories.models import GroupPage, StoryIndexPage, StoryPage
from stories.models.consents import today
from stories.services.consent import withdraw_consent
from tests.factories.stories import (
    make_consent,
    make_group,
    make_group_page,
    make_person,
    make_story,
)

pytestmark = pytest.mark.django_db
CANARY = "Canary under the mango tree"


@pytest.fixture
def story(indexed: None) -> StoryPage:
    """A live story that everything which can show a story shows."""
    group = make_group()
    make_consent(group=group)
    make_group_page(group=group)
    story = make_story(
        title=CANARY, group=group, summary=CANARY, opening_quote=CANARY, people=[make_person()]
    )
    make_consent(person=story.people[0])
    story.save_revision().publish()
    HomePage.objects.update(lead_story=story)
    return StoryPage.objects.get()


def places(story: StoryPage) -> dict[str, str]:
    return {
        "page": story.url,
        "index": "/stories/",
        "filtered index": f"/stories/?group={story.group.pk}",
        "group page": GroupPage.objects.get(group=story.group).url,
        "home": "/",
        "search": "/search/?q=canary",
        "feed": "/stories/feed/",
        "sitemap": "/sitemap.xml",
    }


def mentions(client: Client, story: StoryPage, addresses: dict[str, str]) -> dict[str, bool]:
    marks = dict.fromkeys(addresses, CANARY) | {"sitemap": story.slug}  # it lists no titles
    return {
        name: marks[name].encode() in client.get(url).content for name, url in addresses.items()
    }


def test_story_is_shown_everywhere_while_she_agrees(client: Client, story: StoryPage) -> None:
    addresses = places(story)

    assert mentions(client, story, addresses) == dict.fromkeys(addresses, True)


def test_withdrawn_story_is_gone_everywhere(client: Client, story: StoryPage) -> None:
    addresses = places(story)
    officer = User.objects.create_user("officer@example.org")

    withdraw_consent(consent=story.people[0].consents.get(), by=officer, reason="")

    assert mentions(client, story, addresses) == dict.fromkeys(addresses, False)
    assert client.get(story.url).status_code == 404


def test_lock_holds_where_the_page_is_still_marked_live(client: Client, story: StoryPage) -> None:
    addresses = places(story)

    story.people[0].consents.update(until=today().replace(year=2000), given_on="1999-01-01")

    assert StoryPage.objects.get().live is True
    assert mentions(client, story, addresses) == dict.fromkeys(addresses, False)
    assert client.get(story.url).status_code == 404


def test_translated_story_obeys_the_same_consent(client: Client, story: StoryPage) -> None:
    french = Locale.objects.get_or_create(language_code="fr")[0]
    copy = story.copy_for_translation(french, copy_parents=True)
    copy.save_revision().publish()
    assert client.get(copy.url).status_code == 200
    assert copy.url.startswith("/fr/")

    story.people[0].consents.update(withdrawn_on=today())

    assert client.get(copy.url).status_code == 404
    assert CANARY.encode() not in client.get("/fr/stories/feed/").content


def test_language_lines_name_who_told_and_how(client: Client) -> None:
    person = make_consent(person=make_person(shown_name="Awa")).person
    story = make_story(people=[person], told_in="bm", written_in="fr")

    text = " ".join(client.get(story.url).content.decode().split())

    assert "Told by Awa in Bambara." in text
    assert "Written down in French, translated into English." in text


def test_sample_story_says_so_at_its_end(client: Client) -> None:
    sample = make_consent(person=make_person(is_sample=True)).person

    assert b"the people in it are invented" in client.get(make_story(people=[sample]).url).content
    assert b"the people in it are invented" not in client.get(make_story().url).content


def test_index_filters_by_theme_and_language_and_counts_what_is_left(client: Client) -> None:
    group = make_group(name="Benkadi")
    make_story(group=group, place="Sikoro", theme=Theme.SAVINGS)
    make_story(group=group, place="Sikoro", theme=Theme.CARE, told_in=Language.SONINKE)
    make_story(group=make_group(name="Sigida"), place="Lassa", theme=Theme.CARE)

    def offered(query: str) -> dict[str, list[str]]:
        form = client.get(f"/stories/?{query}").context["form"]
        return {
            field.name: [str(label) for _value, label in field.field.choices[1:]]
            for field in form.useful_fields()
        }

    assert offered("") == {
        "group": ["Benkadi (2)", "Sigida (1)"],
        "place": ["Lassa (1)", "Sikoro (2)"],
        "theme": ["Getting care (2)", "Saving together (1)"],
        "language": ["Bambara (2)", "Soninke (1)"],
    }
    assert offered("theme=care&place=Sikoro") == {
        "group": ["Benkadi (1)"],
        "place": ["Lassa (1)", "Sikoro (1)"],
        "theme": ["Getting care (1)", "Saving together (1)"],
        "language": ["Soninke (1)"],
    }
    page = client.get("/stories/?theme=care&language=snk").content.decode()
    assert '<p class="wide cluster" role="status"><span>1 story</span>' in page
    assert '<option value="care" selected>' in page
    assert (
        "No story matches yet."
        in client.get(f"/stories/?group={group.pk}&place=Lassa").content.decode()
    )


def test_index_filters_by_group_and_place(client: Client) -> None:
    group = make_group(name="Benkadi")
    here = make_story(group=group, place="Sikoro")
    there = make_story(group=make_group(), place="Lassa")
    found = {
        query: [page.title for page in client.get(f"/stories/?{query}").context["stories"]]
        for query in (
            "",
            f"group={group.pk}",
            "place=Lassa",
            f"group={group.pk}&place=Lassa",
            "group=999&place=nowhere",
            "page=99",
        )
    }

    assert found == {
        "": [there.title, here.title],
        f"group={group.pk}": [here.title],
        "place=Lassa": [there.title],
        f"group={group.pk}&place=Lassa": [],
        "group=999&place=nowhere": [there.title, here.title],
        "page=99": [there.title, here.title],
    }


def test_index_offers_no_group_whose_stories_may_not_be_shown(client: Client) -> None:
    make_story(group=make_group(name="Seen"))
    make_story(group=make_group(name="Unseen"), people=[make_person()])

    content = client.get("/stories/").content

    assert b"Unseen" not in content


def test_index_without_stories_says_what_will_come(client: Client) -> None:
    make_story(live=False)

    assert b"No stories yet" in client.get("/stories/").content


def test_index_pages_of_twelve(client: Client) -> None:
    for _ in range(13):
        make_story()

    assert len(client.get("/stories/").context["stories"]) == 12
    assert len(client.get("/stories/?page=2").context["stories"]) == 1
    assert StoryIndexPage.objects.count() == 1
