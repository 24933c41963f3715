"""S1 to S9: CPU and SQL of a request, in this process."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from wagtail.models import Page as WagtailPage

from bench.anchors import CACHED, USUAL, WAGTAIL, make_application, make_plain_page
from bench.goals import Result
from bench.pages import Page, measure

OWN = {"Sec-Fetch-Site": "same-origin"}
BUYER = {
    "email": "bench@example.org",
    "name": "Bench",
    "country": "US",
    "line1": "1 Sample Street",
    "postcode": "27701",
    "city": "Durham",
    "region": "NC",
}
# From the budgets: CPU of the peers' pages as multiples of a plain Wagtail page (3.2 ms there).
BAKERY_POST, BAKERY_HOME = 20 / 3.2, 44 / 3.2
OSCAR_LIST, OSCAR_PRODUCT, OSCAR_BASKET, OSCAR_CHECKOUT = 155 / 3.2, 33 / 3.2, 41 / 3.2, 161 / 3.2
STORY = "five-weeks-to-a-bar"  # has nine pictures


def find_pages() -> dict[str, Page]:
    """The anchors, and the live pages of each type: made anew (`?again`) and kept."""
    site = get_wsgi_application()
    plain = make_application(WAGTAIL)
    pages = {
        "hello": Page("hello (anchor)", "/hello/", make_application([])),
        "middleware": Page("hello, usual middleware", "/hello/", make_application(USUAL)),
        "template": Page("template page (anchor)", "/template/", make_application(USUAL)),
        "cached": Page("Django’s per-site cache (anchor)", "/template/", make_application(CACHED)),
        "plain": Page("plain Wagtail page (anchor)", make_plain_page(), plain),
    }
    live = WagtailPage.objects.live().public().filter(locale__language_code="en", depth__gt=1)
    for page in live.specific():
        name = type(page).__name__
        is_story = name == "StoryPage"
        if page.slug.startswith("plain-page-of") or (is_story and page.slug != STORY):
            continue
        path = page.get_url_parts()[2]
        if name not in pages:
            pages[name] = Page(name, f"{path}?again=1", site)
            pages[f"{name} kept"] = Page(f"{name}, kept", path, site)
    return pages


def measure_pages(pages: dict[str, Page], *, rounds: int, requests: int) -> list[Result]:
    measure(list(pages.values()), rounds=rounds, requests=requests)
    plain = pages["plain"]

    def cost(name: str, anchor: float = 1.0) -> float:
        return pages[name].milliseconds / (plain.milliseconds * anchor)

    def cpu(  # noqa: PLR0917  (read as a table below)
        goal: str, name: str, about: str, anchor: float, told: str, limit: float
    ) -> Result:
        return Result(
            goal=goal,
            about=f"{about}: CPU, × anchor",
            anchor=told,
            ours=cost(name, anchor),
            limit=limit,
            unit="×",
            spread=max(pages[name].spread, plain.spread),
        )

    def sql(goal: str, name: str, about: str, limit: int, told: str) -> Result:
        return Result(
            goal=goal, about=f"{about}: SQL", anchor=told, ours=pages[name].queries, limit=limit
        )

    kept = pages["StoryPage kept"]
    own = f"plain Wagtail page, {plain.milliseconds:.2f} ms"
    post, home = "bakerydemo post (budgets)", "bakerydemo home (budgets)"
    return [
        cpu("S1", "StoryPage", "story, 9 photos", 1, own, 2.0),
        cpu("S1", "StoryPage", "story, 9 photos", BAKERY_POST, post, 0.40),
        sql("S1", "StoryPage", "story, 9 photos", 8, "22"),
        cpu("S2", "HomePage", "home", BAKERY_HOME, home, 0.30),
        sql("S2", "HomePage", "home", 12, "43"),
        cpu("S3", "StoryIndexPage", "story index", BAKERY_POST, post, 0.40),
        sql("S3", "StoryIndexPage", "story index", 10, "40"),
        cpu("S4", "ShopIndexPage", "soap list", OSCAR_LIST, "oscar list (budgets)", 0.10),
        sql("S4", "ShopIndexPage", "soap list", 8, "131"),
        cpu("S5", "SoapPage", "soap", OSCAR_PRODUCT, "oscar product (budgets)", 0.30),
        sql("S5", "SoapPage", "soap", 6, "17"),
        Result(
            goal="S8",
            about="kept story: requests per CPU second, × Django’s per-site cache",
            anchor=f"Django’s cache, {pages['cached'].milliseconds:.3f} ms",
            ours=pages["cached"].milliseconds / kept.milliseconds,
            limit=0.80,
            unit="×",
            more_is_better=True,
            spread=max(kept.spread, pages["cached"].spread),
        ),
        Result(
            goal="S8",
            about="kept story: times as fast as a bakerydemo post",
            anchor=post,
            ours=BAKERY_POST * plain.milliseconds / kept.milliseconds,
            limit=20,
            unit="×",
            more_is_better=True,
        ),
        cpu("S9", "GivePage", "give form", 1, own, 1.5),
        sql("S9", "GivePage", "give form", 4, "–"),
    ]


def measure_checkout(plain: Page) -> list[Result]:
    """S6 and S7, through Django's client, whose own cost counts as ours."""
    from shop.models import Order, Variant

    soap = Variant.objects.for_sale().filter(on_hand__gt=40).order_by("pk").first()
    add: list[tuple[int, float]] = []
    look: list[tuple[int, float]] = []
    order: list[tuple[int, float]] = []
    for turn in range(6):
        steps = _buy(Client(), soap.sku, f"bench{turn}@example.org")
        if turn:  # the first one fills what requests remember
            add.append(steps[0])
            look.append(steps[1])
            order.append((sum(each[0] for each in steps[2:]), sum(each[1] for each in steps[2:])))
    assert Order.objects.filter(email__startswith="bench").count() == 6

    def results(  # noqa: PLR0917
        goal: str, about: str, cost: list[tuple[int, float]], limit: int, peer: float, told: str
    ) -> list[Result]:
        ratio = statistics.median(each[1] for each in cost) / (plain.milliseconds * peer)
        return [
            Result(goal=goal, about=f"{about}: SQL", anchor=told, ours=cost[-1][0], limit=limit),
            Result(
                goal=goal,
                about=f"{about}: CPU, × anchor",
                anchor=f"oscar (budgets), {told} SQL",
                ours=ratio,
                limit=0.30,
                unit="×",
            ),
        ]

    return [
        *results("S6", "basket, one line", look, 6, OSCAR_BASKET, "36"),
        Result(goal="S6", about="add to basket: SQL", anchor="33", ours=add[-1][0], limit=8),
        Result(goal="S7", about="basket to order: requests", anchor="8", ours=3, limit=3),
        *results("S7", "basket to order", order, 35, OSCAR_CHECKOUT, "243"),
    ]


def _buy(visitor: Client, sku: str, email: str) -> list[tuple[int, float]]:
    """What each request costs: add, basket, then the three of the checkout."""
    bar = {"sku": sku, "quantity": "1"}
    found: list[Any] = []
    steps = [_cost(lambda: visitor.post("/basket/add/", bar, headers=OWN))]
    visitor.get("/basket/")
    steps.append(_cost(lambda: visitor.get("/basket/")))
    buyer = BUYER | {"email": email, "seen_total": ""}
    steps.append(_cost(lambda: visitor.get("/checkout/")))
    steps.append(_cost(lambda: found.append(visitor.post("/checkout/", buyer, headers=OWN))))
    seen = re.search(rb'name="seen_total" value="([^"]*)"', found[0].content)
    buyer["seen_total"] = seen[1].decode() if seen else ""
    steps.append(_cost(lambda: visitor.post("/checkout/", buyer, headers=OWN), 303))
    return steps


def _cost(request: Callable[[], Any], status: int = 0) -> tuple[int, float]:
    """SQL queries and CPU milliseconds."""
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        begun = time.process_time()
        answer = request()
        spent = time.process_time() - begun
    if status:
        assert answer.status_code == status, answer.content[-2000:]
    return count, spent * 1000
