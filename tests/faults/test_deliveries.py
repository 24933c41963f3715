"""A2: the same payment told ten times, shuffled with its sibling events, and by the return page."""

from threading import Barrier, Thread

import pytest

from tests.faults.scale import Rounds
from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

RETURNS = 8


def told_all_at_once(live: LiveSite, visitor: Visitor, *, seed: int) -> tuple[set[int], set[int]]:
    """Order soap and a gift, pay, and let everything arrive together.

    Returns the statuses our webhook answered with and those of the return page.
    """
    assert visitor.add("SHEA").status_code == 303
    assert visitor.add_gift("40").status_code == 303
    live.control("POST", "deliveries", {"mode": "hold"})
    address = visitor.pay(visitor.check_out())
    pages: list[int] = []
    start = Barrier(RETURNS + 1)

    def come_back() -> None:
        start.wait()
        pages.append(visitor.http.get(address, timeout=60).status_code)

    returns = [Thread(target=come_back) for _ in range(RETURNS)]
    for thread in returns:
        thread.start()
    start.wait()
    sent = live.control("POST", "deliveries/flush", {"copies": 10, "shuffle": seed, "parallel": 8})
    for thread in returns:
        thread.join()
    live.control("POST", "deliveries", {"mode": "send"})
    live.control("POST", "deliveries/idle", {})
    return {delivery["status"] for delivery in sent["deliveries"]}, set(pages)


@pytest.mark.promise("A2", "returns beside ten deliveries")
def test_ten_shuffled_deliveries_and_the_return_page_take_effect_once(
    live: LiveSite, rounds: Rounds
) -> None:
    count = 0
    stock(live, SHEA=1000)
    for seed in rounds(ci=3 * RETURNS, soak=1600, share=0.06, worth=RETURNS):
        answers = told_all_at_once(live, Visitor(live, seed), seed=seed)
        assert answers == ({200}, {200}), seed
        count += 1
    live.control("POST", "clock", {"advance": 1})  # Stripe tells the last fee
    live.control("POST", "deliveries/idle", {})
    found = state(live)
    assert found["orders"] == ["paid"] * count
    assert found["gifts"] == ["received"] * count
    assert found["receipts"] == list(range(1, count + 1))
    assert found["entries"] == ["fee"] * count + ["payment"] * count
    assert found["shelves"] == {"SHEA": [1000 - count, 0]}
    assert len(live.mails()) == count
    assert found["wrong"] == []


def test_ten_shuffled_deliveries_without_the_guard_do_not(live: LiveSite) -> None:
    """The test of the test: without the compare-and-set and the ledger's keys, being told again
    books again, and the proof of the books says so."""
    live.renew(GUARDS_OFF=["settle", "once"])
    stock(live, SHEA=10)
    told_all_at_once(live, Visitor(live), seed=1)
    found = state(live)
    assert found["entries"].count("payment") > 1
    assert found["wrong"] != []
