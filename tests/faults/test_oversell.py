"""B1 and B2: many buyers for few bars, over real HTTP, against four workers."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
import requests

from tests.faults.scale import Rounds, scaled
from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor, at_once
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

BUYERS, BARS = scaled(200, 500), scaled(50, 100)
BUYERS_OF_TWO, BARS_OF_EACH = scaled(100, 500), scaled(30, 100)
SECONDS = {"p95": scaled(60, 2), "max": scaled(60, 5)}  # CI shares its machine


def rush(live: LiveSite, buyers: list[Visitor]) -> tuple[list[requests.Response], list[float]]:
    """All order at once, 64 at a time; who may, pays. Returns the answers and the seconds."""
    took = []

    def order(buyer: Visitor) -> requests.Response:
        begin = time.monotonic()
        answer = buyer.check_out()
        took.append(time.monotonic() - begin)
        return answer

    answers = at_once(buyers, order)
    lucky = [pair for pair in zip(buyers, answers, strict=True) if pair[1].status_code == 303]
    for buyer, answer in lucky:
        buyer.pay(answer)
    live.control("POST", "deliveries/idle", {})
    return answers, sorted(took)


def sold(live: LiveSite, answers: list[requests.Response]) -> int:
    """How many orders went through; every other buyer read that it is sold out."""
    found = Counter(answer.status_code for answer in answers)
    assert set(found) <= {303, 422}, found
    said = ("Sold out", "Only one is left", "are left")
    losers = [answer.text for answer in answers if answer.status_code == 422]
    assert all(any(words in text for words in said) for text in losers)
    assert "database is locked" not in live.log()
    assert "deadlock" not in live.log()
    return found[303]


@pytest.mark.quiet
@pytest.mark.promise("B1", "runs")
def test_buyers_of_one_bar_each_never_get_one_too_many(
    live: LiveSite, rounds: Rounds, note: Callable[[str], None]
) -> None:
    """Whoever wants one bar gets it while there is one: exactly all are sold."""
    orders, slowest, p95s = 0, 0.0, []
    for number in rounds(ci=1, soak=10):  # with the other ten: twenty on each engine
        sku = f"SHEA-{number}"
        stock(live, **{sku: BARS})
        buyers = [Visitor(live, number * BUYERS + each) for each in range(BUYERS)]
        at_once(buyers, lambda buyer: buyer.add(sku))  # noqa: B023
        answers, took = rush(live, buyers)
        assert sold(live, answers) == BARS, number
        p95s.append(took[int(0.95 * len(took))])
        slowest = max(slowest, took[-1])
        orders += BARS
        found = state(live, healed=True)
        assert found["orders"] == ["paid"] * orders
        assert found["shelves"][sku] == [0, 0]
        assert found["receipts"] == list(range(1, orders + 1))
        assert found["wrong"] == []
    note(f"p95 {max(p95s):.2f} s at worst, slowest {slowest:.2f} s")
    assert max(p95s) <= SECONDS["p95"]
    assert slowest <= SECONDS["max"]


@pytest.mark.quiet
@pytest.mark.promise("B1", "runs with two soaps in opposite order")
def test_buyers_of_several_bars_of_two_soaps_neither_oversell_nor_deadlock(
    live: LiveSite, rounds: Rounds, note: Callable[[str], None]
) -> None:
    """One to five of one soap, then of the other; every second buyer the other way round."""
    slowest = 0.0
    for number in rounds(ci=1, soak=10):  # with the other ten: twenty on each engine
        skus = [f"SHEA-{number}", f"MINT-{number}"]
        stock(live, **dict.fromkeys(skus, BARS_OF_EACH))
        buyers = [Visitor(live, number * BUYERS_OF_TWO + each) for each in range(BUYERS_OF_TWO)]
        wanted = {}

        def fill(buyer: Visitor) -> None:
            each = int(buyer.email.partition("@")[0].rpartition("-")[2])
            counts = [each % 5 + 1, each // 5 % 5 + 1]
            for place in (0, 1) if each % 2 else (1, 0):
                assert buyer.add(skus[place], counts[place]).status_code == 303  # noqa: B023
            wanted[buyer.email] = counts  # noqa: B023

        at_once(buyers, fill)
        answers, took = rush(live, buyers)
        assert 0 < sold(live, answers) <= 2 * BARS_OF_EACH
        slowest = max(slowest, took[-1])
        lucky = [
            wanted[buyer.email]
            for buyer, answer in zip(buyers, answers, strict=True)
            if answer.status_code == 303
        ]
        found = state(live, healed=True)
        for place, sku in enumerate(skus):
            taken = sum(counts[place] for counts in lucky)
            assert taken <= BARS_OF_EACH
            assert found["shelves"][sku] == [BARS_OF_EACH - taken, 0]
        assert set(found["orders"]) == {"paid"}
        assert found["wrong"] == []
    note(f"slowest {slowest:.2f} s")
    assert slowest <= SECONDS["max"]


@pytest.mark.promise("B2")
def test_buyers_without_the_guard_oversell(live: LiveSite) -> None:
    """The test of the test: the runs above notice when stock is read first and written later."""
    live.renew(GUARDS_OFF=["stock"])
    stock(live, SHEA=10)
    buyers = [Visitor(live, number) for number in range(60)]
    at_once(buyers, lambda buyer: buyer.add("SHEA"))
    answers = at_once(buyers, lambda buyer: buyer.check_out())
    assert sum(answer.status_code == 303 for answer in answers) > 10
