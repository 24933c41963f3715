"""200 buyers for 50 bars, over real HTTP, against four workers."""

from collections import Counter
from collections.abc import Callable

import pytest
import requests

from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor, at_once
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

BUYERS, BARS = 200, 50


def rush(live: LiveSite) -> list[requests.Response]:
    """Everybody puts one bar into the basket, then all order at once; who may, pays."""
    stock(live, SHEA=BARS)
    buyers = [Visitor(live, number) for number in range(BUYERS)]
    added = at_once(buyers, lambda buyer: buyer.add("SHEA"))
    assert Counter(answer.status_code for answer in added) == {303: BUYERS}
    answers = at_once(buyers, lambda buyer: buyer.check_out())
    lucky = [pair for pair in zip(buyers, answers, strict=True) if pair[1].status_code == 303]
    returns = [(buyer, buyer.pay(answer)) for buyer, answer in lucky]
    for buyer, address in returns:
        buyer.http.get(address, timeout=60)
    return answers


def test_200_buyers_for_50_bars_never_get_51(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    live = make_live_site(each_database).start(workers=4)
    answers = rush(live)
    assert Counter(answer.status_code for answer in answers) == {303: BARS, 422: BUYERS - BARS}
    assert all("Sold out" in answer.text for answer in answers if answer.status_code == 422)
    found = state(live, healed=True)
    assert found["orders"] == ["paid"] * BARS
    assert found["shelves"] == {"SHEA": [0, 0]}
    assert found["receipts"] == list(range(1, BARS + 1))
    assert found["wrong"] == []
    assert live.control("GET", "mismatches")["mismatches"] == []


def test_200_buyers_without_the_guard_oversell(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    """The test of the test: the run above notices when stock is read first and written later."""
    live = make_live_site(each_database, guards_off=("stock",)).start(workers=4)
    answers = rush(live)
    assert sum(answer.status_code == 303 for answer in answers) > BARS
