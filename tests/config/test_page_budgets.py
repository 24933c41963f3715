"""What pages may cost: queries, bytes on the wire, and no table that nobody watches.

Queries are counted as visitors cause them, outside any transaction: at addresses with a query
string, which are made anew each time, after a first visit, which fills what requests remember.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from wagtail.models import Page, get_page_models

from core.models import HomePage
from core.pictures import make_renditions
from core.watching import watched_tables
from shop.models import Order
from tests.factories.core import make_image, make_page
from tests.factories.donations import make_campaign, make_give_page
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
    campaign = make_campaign(
        group=group,
        lead_image=picture(),
        matcher="A family",
        match_pool=100_000,
        thanks_by_name=True,
        body=[("photo", {"image": picture(), "caption": "Drying"})],
    )
    make_consent(group=group, for_fundraising=True)
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
        "campaign": campaign.url,
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
    "campaign": 4,
    "page": 4,
    "feed": 5,
}


def test_pages_keep_to_their_budgets(client: Client) -> None:
    addresses = make_site()
    meter = Meter()
    over = {}
    for name, address in addresses.items():
        ask = partial(client.get, f"{address}?again=1")
        meter.count(ask)
        assert meter.writes == [], name
        assert meter.tables - UNSEEN <= watched_tables(), name
        queries = meter.count(ask)
        if queries > BUDGET[name]:
            over[name] = queries
        assert "ETag" in client.get(address).headers, f"{name} is not kept"
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


def test_story_costs_the_same_with_many_photos(client: Client) -> None:
    """Whether they are remembered or not."""
    image = picture()
    story = make_story(group=make_group(), lead_image=picture())
    ask = partial(client.get, f"{story.url}?again=1")
    ask()  # fills what outlives a change
    costs = []
    for photos in (1, 15):
        story.body = [
            *(("photo", {"image": image, "caption": "Drying"}) for _ in range(photos)),
            *(("photos", {"images": [image], "caption": "Drying"}) for _ in range(photos)),
        ]
        story.save_revision().publish()
        costs.append((Meter().count(ask), Meter().count(ask)))

    assert costs[0][1] <= BUDGET["story"]
    assert costs[1] == costs[0]


@pytest.mark.parametrize("model", get_page_models(), ids=lambda model: model.__name__)
def test_every_kind_of_page_is_watched(model: type[Page]) -> None:
    """Requests remember pages for as long as nothing that is watched has changed."""
    assert model._meta.db_table in watched_tables()


def test_basket_and_order_keep_to_their_budgets(client: Client, sandbox: Sandbox) -> None:
    make_site()
    make_zone("US,CA")
    for each in (Client(), client):  # whoever comes first fills what requests remember
        meter = Meter()
        for sku in ("SOAP-A", "SOAP-B"):  # the first one makes basket and session
            add = partial(each.post, "/basket/add/", {"sku": sku, "quantity": "1"}, headers=OWN)
            assert meter.count(add, status=303) <= 8
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
