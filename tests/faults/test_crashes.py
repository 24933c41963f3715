"""`kill -9` between Stripe and us: nothing is lost, nothing is doubled."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest
import requests

from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

CREATE = "POST /v1/checkout/sessions"
FETCH = "GET /v1/checkout/sessions/{id}"
ONE_OF_EACH = {
    "orders": ["paid"],
    "gifts": ["received"],
    "payments": ["succeeded"],
    "receipts": [1],
    "entries": ["fee", "payment"],
    "shelves": {"SHEA": [9, 0]},
    "wrong": [],
}


@pytest.fixture
def live(each_database: Database, make_live_site: Callable[..., LiveSite]) -> LiveSite:
    live = make_live_site(each_database).start()
    stock(live, SHEA=10)
    return live


def fill_basket(live: LiveSite) -> Visitor:
    visitor = Visitor(live)
    assert visitor.add("SHEA").status_code == 303
    assert visitor.add_gift("40").status_code == 303
    return visitor


def in_background(act: Callable[[], Any]) -> Thread:
    """Start a request that the crash will cut off."""

    def attempt() -> None:
        with suppress(requests.RequestException):
            act()

    thread = Thread(target=attempt)
    thread.start()
    return thread


def wait_at(live: LiveSite, route: str, when: str) -> None:
    """Return once somebody stands at the barrier."""
    live.sandbox.wait_for(20, lambda: live.control("GET", "barriers")["waiting"])


def require_one_of_each(live: LiveSite) -> None:
    assert state(live, healed=True) == ONE_OF_EACH
    assert len(live.mails()) == 1
    assert live.control("GET", "mismatches")["mismatches"] == []


def test_killed_after_the_charge_and_before_our_commit(live: LiveSite) -> None:
    """Stripe has charged; we die while asking for the session, before anything is written."""
    visitor = fill_basket(live)
    answer = visitor.check_out()
    live.control("POST", "barriers", {"route": FETCH, "when": "after"})
    visitor.pay(answer)  # the webhook arrives and stands at the barrier
    wait_at(live, FETCH, "after")
    live.kill()
    live.control("DELETE", "barriers")
    live.control("POST", "deliveries", {"mode": "drop"})  # and no webhook will tell us
    live.start()
    require_one_of_each(live)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_asking_for_the_payment_page(live: LiveSite, when: str) -> None:
    """Our rows are committed, Stripe's session is not yet, or no longer known to us."""
    visitor = fill_basket(live)
    live.control("POST", "barriers", {"route": CREATE, "when": when})
    order = in_background(visitor.check_out)
    wait_at(live, CREATE, when)
    live.kill()
    live.control("DELETE", "barriers")
    order.join()
    live.start()
    visitor.pay(visitor.check_out())
    require_one_of_each(live)


def test_killed_after_the_commit_and_before_the_answer(live: LiveSite) -> None:
    """The webhook did its work; Stripe never heard our 200 and sends it again and again."""
    visitor = fill_basket(live)
    live.control("POST", "deliveries", {"mode": "hold"})
    visitor.pay(visitor.check_out())
    live.control("POST", "deliveries/flush", {})
    live.kill()
    live.start()
    live.control("POST", "deliveries/resend", {"event": _completed(live), "copies": 5})
    require_one_of_each(live)


def _completed(live: LiveSite) -> str:
    events = live.control("GET", "dump")["events"]
    [event] = [event for event in events if event["type"] == "checkout.session.completed"]
    return str(event["id"])
