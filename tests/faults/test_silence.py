"""A9: Stripe does not answer: a plain message in time, the basket kept, the next try works."""

import time

import pytest
import requests

from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults


def accepted(visitor: Visitor) -> requests.Response | None:
    answer = visitor.check_out()
    return answer if answer.status_code == 303 else None


@pytest.mark.quiet
@pytest.mark.promise("A9")
def test_visitor_hears_of_the_silence_in_time_and_tries_again(live: LiveSite) -> None:
    stock(live, SHEA=10)
    visitor = Visitor(live)
    visitor.add("SHEA")
    visitor.add_gift("40")

    live.control("POST", "faults", {"route": "*", "kind": "stall", "times": 99, "seconds": 14})
    begin = time.monotonic()
    answer = visitor.check_out()
    assert time.monotonic() - begin < 15
    assert answer.status_code == 503
    assert "Nothing was charged and your basket is kept" in answer.text
    assert 'value="Awa Sample"' in answer.text
    assert visitor.get("/basket/count/").json() == {"count": 2}

    live.control("DELETE", "faults")
    # Until the first call has ended, Stripe says that the same one is under way.
    answer = live.sandbox.wait_for(60, lambda: accepted(visitor))
    visitor.http.get(visitor.pay(answer), timeout=60)
    found = state(live, healed=True)
    assert found["orders"] == ["paid"]
    assert found["payments"] == ["succeeded"]
    assert found["wrong"] == []
