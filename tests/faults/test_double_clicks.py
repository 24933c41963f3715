"""A10: ten identical posts at once open one payment page for one wish."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.scale import scaled
from tests.faults.shelves import state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

ROUNDS = scaled(5, 500)
PAGE = "from tests.factories.donations import make_give_page; make_give_page()"


def ten_times(act: Callable[[], object]) -> list[str]:
    """Ten of the same at once; where each led."""
    with ThreadPoolExecutor(10) as pool:
        answers = [future.result() for future in [pool.submit(act) for _click in range(10)]]
    assert {answer.status_code for answer in answers} == {303}
    return [answer.headers["Location"] for answer in answers]


def test_ten_identical_posts_open_one_page(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    live = make_live_site(each_database).start(workers=4)
    stock(live, SHEA=ROUNDS)
    live.manage("shell", "--verbosity=0", "-c", PAGE)
    for number in range(ROUNDS):
        visitor = Visitor(live, number)
        assert visitor.add("SHEA").status_code == 303
        assert len(set(ten_times(visitor.check_out))) == 1
        assert len(set(ten_times(lambda: visitor.give("40")))) == 1  # noqa: B023
    sessions = live.control("GET", "dump")["objects"]["checkout.session"]
    references = [session["client_reference_id"] for session in sessions]
    assert len(references) == len(set(references)) == 2 * ROUNDS
    found = state(live)
    assert (len(found["orders"]), len(found["gifts"])) == (ROUNDS, ROUNDS)
    assert found["shelves"] == {"SHEA": [ROUNDS, ROUNDS]}
    assert found["wrong"] == []
