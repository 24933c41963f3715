import json
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils import WagtailPageTestCase

from core.models import HomePage, StandardPage
from donations.models import CampaignPage, GivePage
from shop.models import ShopIndexPage
from stories.models import GroupIndexPage, StoryIndexPage, StoryPage
from tests.core.html import inline_code_in
from tests.factories.core import make_home, make_image, make_page
from tests.factories.stories import make_consent, make_person, make_story

pytestmark = pytest.mark.django_db


class PageTypesTests(WagtailPageTestCase):
    def test_home_page_holds_one_page_of_each_part_and_campaigns(self) -> None:
        self.assertAllowedSubpageTypes(
            HomePage,
            {StandardPage, StoryIndexPage, GroupIndexPage, ShopIndexPage, GivePage, CampaignPage},
        )

    def test_plain_page_may_be_parted_further(self) -> None:
        self.assertAllowedSubpageTypes(StandardPage, {StandardPage})
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})


def rich_body() -> str:
    """One of every block that core fills by itself."""
    image = {"image": make_image().pk, "alt_text": "Hands", "decorative": False}
    return json.dumps(
        [
            {"type": "heading", "value": "What for"},
            {"type": "paragraph", "value": "<p>A <b>box</b> with three locks.</p>"},
            {"type": "photo", "value": {"image": image, "caption": "Sikoro", "bleed": True}},
            {"type": "photos", "value": {"images": [image, image], "caption": "Two"}},
            {
                "type": "quote",
                "value": {"words": "We keep it.", "who": "Awa", "language": "Bambara"},
            },
            {
                "type": "interview",
                "value": {"exchanges": [{"question": "Why?", "answer": "<p>Because.</p>"}]},
            },
            {
                "type": "values",
                "value": {"heading": "", "values": [{"title": "Trust", "text": ""}]},
            },
            {"type": "facts", "value": {"facts": [{"when": "4 October", "what": "Shared out."}]}},
            {"type": "give", "value": {"heading": "Give", "text": "It helps.", "button": ""}},
        ]
    )


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/fr/", "fr")])
def test_home_page_is_served_in_its_language(client: Client, path: str, language: str) -> None:
    make_home()
    make_home("fr")
    response = client.get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in html
    assert inline_code_in(html) == []


def test_plain_page_shows_every_block_without_inline_code(client: Client) -> None:
    page = make_page(introduction="In short.", body=rich_body())
    html = client.get(page.url).content.decode()
    for words in (
        "In short.",
        '<h2 id="what-for">What for</h2>',
        "<b>box</b>",
        "Sikoro",
        "We keep it.",
        "spoken in Bambara",
        "Why?",
        "Trust",
        "Shared out.",
        "It helps.",
    ):
        assert words in html
    assert inline_code_in(html) == []


def test_page_says_where_its_translation_is(client: Client) -> None:
    page = make_page(slug="mission")
    french = page.copy_for_translation(make_home("fr").locale)
    french.slug = "but"
    french.save_revision().publish()
    english, other = (
        client.get("/mission/").content.decode(),
        client.get("/fr/but/").content.decode(),
    )
    assert '<a href="/fr/but/" lang="fr" hreflang="fr">Français</a>' in english
    assert '<a href="/mission/" lang="en" hreflang="en">English</a>' in other
    assert '<link rel="alternate" hreflang="fr" href="http://127.0.0.1:8000/fr/but/">' in english


def test_page_without_translation_leads_to_the_home_page_of_the_language(client: Client) -> None:
    make_home("fr")
    html = client.get(make_page().url).content.decode()
    assert '<a href="/fr/" lang="fr" hreflang="fr">Français</a>' in html
    assert 'rel="alternate"' not in html


def test_menu_holds_what_editors_put_there(client: Client) -> None:
    make_page(title="In the menu", slug="in", show_in_menus=True)
    make_page(title="Not in it", slug="out")
    make_page(title="Draft", slug="draft", show_in_menus=True, live=False)
    html = client.get("/").content.decode()
    assert '<li><a href="/in/">In the menu</a></li>' in html
    assert "Not in it" not in html
    assert "Draft" not in html


def test_public_page_is_the_same_for_everybody(client: Client, admin_client: Client) -> None:
    make_page(slug="mission", body=rich_body())
    anonymous = client.get("/mission/")
    assert anonymous.content == admin_client.get("/mission/").content
    assert "Cookie" not in anonymous.headers.get("Vary", "")
    assert not anonymous.cookies


def test_home_page_opens_with_its_story(client: Client) -> None:
    story = make_story(title="The box", opening_quote="We keep three keys.")
    home = HomePage.objects.get()
    home.lead_story = story.page_ptr
    home.save()
    html = client.get("/").content.decode()
    assert "We keep three keys." in html
    assert story.url in html


def test_home_page_drops_a_story_at_once_when_its_consent_ends(client: Client) -> None:
    consent = make_consent(person=make_person())
    story = make_story(title="Canary", opening_quote="Canary words.", people=[consent.person])
    home = HomePage.objects.get()
    home.lead_story = story.page_ptr
    home.body = json.dumps(
        [{"type": "stories", "value": {"heading": "Read", "stories": [story.pk]}}]
    )
    home.save()
    assert client.get("/").content.decode().count("Canary") == 3
    type(consent).objects.filter(pk=consent.pk).update(covers_story=False)
    html = client.get("/").content.decode()
    assert "Canary" not in html
    assert story.url not in html
    assert StoryPage.objects.get().live


@pytest.mark.parametrize("number", [1, 3])
def test_home_page_costs_the_same_with_more_cards(
    number: int, client: Client, django_assert_num_queries: Any
) -> None:
    stories = [make_story(lead_image=make_image()) for _ in range(number)]
    home = HomePage.objects.get()
    home.lead_story = stories[0].page_ptr
    home.body = json.dumps(
        [{"type": "stories", "value": {"stories": [story.pk for story in stories]}}]
    )
    home.save()
    client.get("/")  # renditions, content types, site roots
    with django_assert_num_queries(11):
        client.get("/")


@pytest.mark.parametrize("number", [1, 9])
def test_plain_page_costs_the_same_with_more_pictures(
    number: int, client: Client, django_assert_num_queries: Any
) -> None:
    photos = [
        {"type": "photo", "value": {"image": {"image": make_image().pk, "alt_text": "Hands"}}}
        for _ in range(number)
    ]
    page = make_page(body=json.dumps(photos))
    client.get(page.url)
    with django_assert_num_queries(6):
        client.get(page.url)
