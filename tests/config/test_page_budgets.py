"""What pages may cost: queries, bytes on the wire, and no table that nobody watches.

Queries are counted as visitors cause them, outside any transaction: at addresses with a query
string, which are made anew each time, after a first visit.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from wagtail.models import Page

from core.models import HomePage, OrganisationSettings
from core.pictures import make_renditions
from core.watching import watched_tables
from shop.models import Order
from tests.factories.core import make_image, make_page
from tests.factories.donations import make_give_page
from tests.factories.shop import make_shop_page, make_soap_page, make_variant, make_zone
from tests.factories.stories import make_consent, make_group, make_group_page, make_story
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

OWN = {"Sec-Fetch-Site": "same-origin"}
BUYER = {
    "email": "awa@example.org",
    "name": "Awa Sample",
    "country": "US",
    "line1": "1 Sample Street",
    "postcode": "27701",
    "city": "Durham",
    "region": "NC",
}
# What the framework asks, which no page shows.
UNSEEN = {"core_pagegeneration", "django_content_type", "django_session"}


class Meter:
    """The SQL of one request."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def note(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.seen.append(sql)
        return execute(sql, *rest)

    def count(self, request: Callable[[], Any], *, status: int = 200) -> int:
        self.seen.clear()
        with connection.execute_wrapper(self.note):
            assert request().status_code == status
        return len(self.seen)

    @property
    def tables(self) -> set[str]:
        return set(re.findall(r'(?:FROM|JOIN) "?(\w+)"?', " ".join(self.seen)))

    @property
    def writes(self) -> list[str]:
        return [sql for sql in self.seen if not sql.startswith("SELECT")]


def picture() -> Any:
    image = make_image(size=(900, 600))
    make_renditions(image)
    return image


def make_site() -> dict[str, str]:
    """A small site with one page of each kind: its addresses."""
    OrganisationSettings.load()
    group = make_group()
    make_consent(group=group)
    group_page = make_group_page(group=group, lead_image=picture())
    stories = [make_story(group=group, lead_image=picture()) for _ in range(3)]
    story = stories[0]
    story.body = [("photo", {"image": picture(), "caption": "Drying"}) for _ in range(9)]
    story.save_revision().publish()
    shop = make_shop_page()
    soaps = [
        make_soap_page(
            shop, product=make_variant(sku=f"SOAP-{sku}").product, listing_image=picture()
        )
        for sku in "ABC"
    ]
    home = HomePage.objects.get()
    home.lead_story = story
    home.body = [
        ("stories", {"heading": "Stories", "stories": stories}),
        ("soap", {"heading": "Soap", "soaps": soaps}),
        ("give", {"heading": "Give", "text": "It helps."}),
    ]
    home.save_revision().publish()
    return {
        "home": "/",
        "story": story.url,
        "story index": "/stories/",
        "group": group_page.url,
        "soap list": "/shop/",
        "soap": soaps[0].url,
        "give": make_give_page().url,
        "page": make_page(introduction="Why").url,
        "feed": "/stories/feed/",
    }


BUDGET = {
    "home": 12,
    "story": 8,
    "story index": 10,
    "group": 10,
    "soap list": 8,
    "soap": 6,
    "give": 4,
    "page": 4,
    "feed": 5,
}


def test_pages_keep_to_their_budgets(client: Client) -> None:
    addresses = make_site()
    meter = Meter()
    over = {}
    for name, address in addresses.items():
        client.get(f"{address}?again=1")
        queries = meter.count(lambda address=address: client.get(f"{address}?again=1"))
        if queries > BUDGET[name]:
            over[name] = queries
        assert meter.writes == [], name
        assert "ETag" in client.get(address).headers, f"{name} is not kept"
        assert meter.tables - UNSEEN <= watched_tables(), name
        assert bytes_of(client, address) <= 14 * 1024, name
        assert bytes_of(client, address) + bytes_of_files(client, address) <= 20 * 1024, name
    assert over == {}


def bytes_of(client: Client, address: str) -> int:
    return len(client.get(address, headers={"Accept-Encoding": "br"}).content)


def bytes_of_files(client: Client, address: str) -> int:
    """Style sheets, scripts and fonts that the page names, compressed as in production."""
    html = client.get(address).content.decode()
    names = re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|woff2))"', html)
    files = [finders.find(name) for name in names]
    assert "site.js" in " ".join(files) or not html.startswith("<!doctype")
    return sum(len(brotli.compress(Path(file).read_bytes())) for file in files)


@pytest.mark.parametrize("photos", [1, 30])
def test_story_costs_the_same_with_many_photos(client: Client, photos: int) -> None:
    OrganisationSettings.load()
    story = make_story(group=make_group(), lead_image=picture())
    image = picture()
    story.body = [("photo", {"image": image, "caption": "Drying"}) for _ in range(photos)]
    story.save_revision().publish()
    client.get(f"{story.url}?again=1")

    assert Meter().count(lambda: client.get(f"{story.url}?again=1")) == 7


def test_basket_and_order_keep_to_their_budgets(client: Client, sandbox: Sandbox) -> None:
    make_site()
    make_zone("US,CA")
    for each in (Client(), client):  # whoever comes first fills what requests remember
        meter = Meter()
        each.post("/basket/add/", {"sku": "SOAP-A", "quantity": "1"}, headers=OWN)
        add = meter.count(
            lambda each=each: each.post(
                "/basket/add/", {"sku": "SOAP-B", "quantity": "1"}, headers=OWN
            ),
            status=303,
        )
        assert add <= 8
        each.get("/basket/")
        assert meter.count(lambda each=each: each.get("/basket/")) <= 6
        assert meter.writes == []
        each.post("/basket/gift/", {"amount": "20"}, headers=OWN)
        first = meter.count(lambda each=each: each.get("/checkout/"))
        typed = BUYER | {"seen_total": ""}
        second = meter.count(
            lambda each=each, typed=typed: each.post("/checkout/", typed, headers=OWN)
        )
        typed = BUYER | {"seen_total": "4200 USD"}
        third = meter.count(
            lambda each=each, typed=typed: each.post("/checkout/", typed, headers=OWN), status=303
        )
    assert Order.objects.count() == 2
    assert first + second + third <= 35
    assert Page.objects.exists()
