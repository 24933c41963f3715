"""The same payment told ten times, shuffled with its sibling events, and by the return page."""

from collections.abc import Callable
from threading import Thread

import pytest

from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults


def told_all_at_once(live: LiveSite, *, seed: int) -> tuple[set[int], int]:
    """Order soap and a gift, pay, and let everything arrive together.

    Returns the statuses our webhook answered with and that of the return page.
    """
    stock(live, SHEA=10)
    visitor = Visitor(live)
    visitor.add("SHEA")
    visitor.add_gift("40")
    live.control("POST", "deliveries", {"mode": "hold"})
    address = visitor.pay(visitor.check_out())
    pages: list[int] = []
    returns = [
        Thread(target=lambda: pages.append(visitor.http.get(address, timeout=60).status_code))
        for _ in range(4)
    ]
    for thread in returns:
        thread.start()
    sent = live.control("POST", "deliveries/flush", {"copies": 10, "shuffle": seed, "parallel": 8})
    for thread in returns:
        thread.join()
    live.control("POST", "deliveries", {"mode": "send"})
    live.control("POST", "deliveries/idle", {})
    return {delivery["status"] for delivery in sent["deliveries"]}, max(pages)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_shuffled_deliveries_and_the_return_page_take_effect_once(
    each_database: Database, make_live_site: Callable[..., LiveSite], seed: int
) -> None:
    live = make_live_site(each_database).start(workers=4)
    statuses, page = told_all_at_once(live, seed=seed)
    assert (statuses, page) == ({200}, 200)
    found = state(live)
    assert found["orders"] == ["paid"]
    assert found["gifts"] == ["received"]
    assert found["receipts"] == [1]
    assert found["entries"] == ["fee", "payment"]
    assert found["shelves"] == {"SHEA": [9, 0]}
    assert len(live.mails()) == 1
    assert found["wrong"] == []


def test_ten_shuffled_deliveries_without_the_guard_do_not(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    """The test of the test: without the compare-and-set and the ledger's keys, being told again
    books again, and the proof of the books says so."""
    live = make_live_site(each_database, guards_off=("settle", "once")).start(workers=4)
    told_all_at_once(live, seed=1)
    found = state(live)
    assert found["entries"].count("payment") > 1
    assert found["wrong"] != []
