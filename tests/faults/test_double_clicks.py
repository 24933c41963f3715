"""A10: however often and wherever a wish is sent, it opens one payment page."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page

from tests.faults.scale import Rounds
from tests.faults.shelves import GIVE_PAGE, state, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

BUTTON = "button[data-amount-label]"
A_PAYMENT = "**/c/pay/**"


def ten_times(act: Callable[[], object]) -> list[str]:
    """Ten of the same at once; where each led."""
    with ThreadPoolExecutor(10) as pool:
        answers = [future.result() for future in [pool.submit(act) for _click in range(10)]]
    assert {answer.status_code for answer in answers} == {303}
    return [answer.headers["Location"] for answer in answers]


@pytest.mark.promise("A10", "times ten posts at once")
def test_ten_identical_posts_open_one_page(live: LiveSite, rounds: Rounds) -> None:
    stock(live, SHEA=1000)
    live.run(GIVE_PAGE)
    count = 0
    for number in rounds(ci=6, soak=500, share=0.05, worth=2):
        visitor = Visitor(live, number)
        assert visitor.add("SHEA").status_code == 303
        assert len(set(ten_times(visitor.check_out))) == 1
        assert len(set(ten_times(lambda: visitor.give("40")))) == 1  # noqa: B023
        count += 1
    sessions = live.control("GET", "dump")["objects"]["checkout.session"]
    references = [session["client_reference_id"] for session in sessions]
    assert len(references) == len(set(references)) == 2 * count
    found = state(live)
    assert (len(found["orders"]), len(found["gifts"])) == (count, count)
    assert found["shelves"] == {"SHEA": [1000, count]}
    assert found["wrong"] == []


@pytest.mark.browser
@pytest.mark.promise("A10", "walks of a browser")
def test_double_click_back_button_second_tab_and_impatience_open_one_page(
    live: LiveSite, pages: WatchedPages, rounds: Rounds
) -> None:
    live.run(GIVE_PAGE)
    count = 0
    for number in rounds(ci=1, soak=40, share=0.02):
        tab = pages.open()
        addresses = []
        for page in (tab, tab, tab.context.new_page()):
            page.goto(f"{live.url}/donate/")
            type_the_wish(page, "40", number)
            page.locator(BUTTON).dblclick()
            page.wait_for_url(A_PAYMENT)
            addresses.append(page.url.partition("#")[0])
        tab.go_back()
        tab.locator(BUTTON).click()
        tab.wait_for_url(A_PAYMENT)
        addresses.append(tab.url.partition("#")[0])
        assert len(set(addresses)) == 1, number
        # Another wish: sent, the page opened again before the answer came, and sent again.
        tab.goto(f"{live.url}/donate/")
        type_the_wish(tab, "41", number)
        live.control("POST", "barriers", {"route": "POST /v1/checkout/sessions", "when": "after"})
        tab.locator(BUTTON).click(no_wait_after=True)
        live.sandbox.wait_for(10, lambda: live.control("GET", "barriers")["waiting"])
        tab.goto(f"{live.url}/donate/")
        live.control("DELETE", "barriers")
        type_the_wish(tab, "41", number)
        tab.locator(BUTTON).click()
        tab.wait_for_url(A_PAYMENT)
        tab.context.close()
        count += 1
    assert state(live)["payments"] == ["pending"] * 2 * count


def type_the_wish(page: Page, amount: str, number: int) -> None:
    page.fill("#id_amount", amount)
    page.fill("#id_name", "Awa Sample")
    page.fill("#id_email", f"awa{number}@example.org")
