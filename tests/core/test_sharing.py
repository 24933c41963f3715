"""What links to pages show elsewhere, and what search engines read of them."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from wagtail.models import Page

from core.models import CustomImage, OrganisationSettings
from core.sharing import PHOTO
from stories.models import Consent
from tests.factories.core import make_home, make_image, make_page
from tests.factories.donations import make_give_page
from tests.factories.shop import make_soap_page, make_variant
from tests.factories.stories import make_consent, make_group, make_group_page, make_story

pytestmark = pytest.mark.django_db

GREEN = (0, 160, 0)


def green_picture() -> CustomImage:
    out = BytesIO()
    Image.new("RGB", (90, 60), GREEN).save(out, "PNG")
    return make_image(content=out.getvalue(), name="green.png")


def graph_of(client: Client, page: Page) -> list[dict[str, Any]]:
    html = client.get(page.url).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    things = json.loads(text)
    assert things["@context"] == "https://schema.org"
    return things["@graph"]


def card_of(client: Client, page: Page) -> Image.Image:
    html = client.get(page.url).content.decode()
    (address,) = re.findall(r'<meta property="og:image" content="https?://[^/]+([^"]+)">', html)
    response = client.get(address)
    assert response.headers["Content-Type"] == "image/jpeg"
    return Image.open(BytesIO(response.content))


def shows_photo(card: Image.Image) -> bool:
    red, green, _blue = card.getpixel((PHOTO[0] // 2, PHOTO[1] // 2))
    return green > 100 and red < 60


def test_card_is_drawn_for_each_page(client: Client) -> None:
    card = card_of(client, make_page(title="“Why?” <b>& how</b> ɛ ɔ ɲ ŋ"))
    assert (card.format, card.size) == ("JPEG", (1200, 630))
    assert not shows_photo(card)


def test_card_shows_a_woman_only_if_she_lets_it_go_to_social_media(client: Client) -> None:
    story = make_story(lead_image=green_picture())
    assert not shows_photo(card_of(client, story))

    Consent.objects.update(on_social=True)
    assert shows_photo(card_of(client, story))

    Consent.objects.update(covers_photo=False)
    assert client.get(f"/share/{story.pk}-0.jpg").status_code == 404


def test_card_of_a_story_told_by_a_group_asks_the_group_too(client: Client) -> None:
    group = make_group()
    given = make_consent(group=group)
    story = make_story(people=[], group=group, told_by_group=True, lead_image=green_picture())
    page = make_group_page(group=group, lead_image=green_picture())
    for each in (story, page):
        assert not shows_photo(card_of(client, each))

    Consent.objects.filter(pk=given.pk).update(on_social=True)
    for each in (story, page):
        assert shows_photo(card_of(client, each))


def test_card_of_a_soap_shows_the_bar(client: Client) -> None:
    assert shows_photo(card_of(client, make_soap_page(listing_image=green_picture())))


def test_no_card_for_what_may_not_be_shown(client: Client) -> None:
    page = make_page()
    assert client.get("/share/999999-0.jpg").status_code == 404
    assert client.get(f"/share/{page.pk}-123.jpg").headers["Location"] == f"/share/{page.pk}-0.jpg"
    page.unpublish()
    assert client.get(f"/share/{page.pk}-0.jpg").status_code == 404


def test_plain_page_is_described_with_its_place_in_the_site(client: Client) -> None:
    OrganisationSettings.objects.update(name="Mali Health", ein="20-1", email="hello@example.org")
    above = make_page(title="Work", introduction="What we do </script><b>")
    page = make_page(title="Wells", parent=make_page(title="Water", parent=above))

    ngo, about, trail = graph_of(client, page)
    assert (ngo["@type"], ngo["name"], ngo["taxID"]) == ("NGO", "Mali Health", "20-1")
    assert about["publisher"] == {"@id": ngo["@id"]}
    names = [(item["position"], item["name"]) for item in trail["itemListElement"]]
    assert names == [(1, "Mali Health"), (2, "Work"), (3, "Water"), (4, "Wells")]
    assert graph_of(client, above)[1]["description"] == "What we do </script><b>"


def test_story_soap_and_give_page_say_what_they_are(client: Client) -> None:
    story = make_story(title="The green door", summary="A door, painted.")
    story.save_revision().publish()
    article = graph_of(client, story)[1]
    assert (article["@type"], article["headline"]) == ("Article", "The green door")
    assert article["datePublished"]

    variant = make_variant(sku="KARITE-100", on_hand=0)
    soap = make_soap_page(product=variant.product)
    (offer,) = graph_of(client, soap)[1]["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("8.50", "USD")
    assert offer["availability"] == "https://schema.org/OutOfStock"
    make_variant(product=variant.product)
    offers = graph_of(client, soap)[1]["offers"]
    assert {offer["availability"][19:] for offer in offers} == {"InStock", "OutOfStock"}

    about = graph_of(client, make_give_page())[1]
    assert about["potentialAction"]["@type"] == "DonateAction"


def test_sitemap_has_every_language_and_no_withdrawn_story(client: Client) -> None:
    page = make_page(title="Mission", slug="mission")
    french = make_home("fr").locale
    page.copy_for_translation(french).save_revision().publish()
    story = make_story(slug="withdrawn")
    Consent.objects.update(covers_story=False)

    xml = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>https?://[^/<]+(/[^<]*mission/)</loc>", xml) == [
        "/mission/",
        "/fr/mission/",
    ]
    assert len(re.findall(r'hreflang="fr" href="[^"]+/fr/mission/"', xml)) == 2
    assert story.slug not in xml
