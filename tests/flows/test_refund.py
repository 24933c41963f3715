"""What the treasurer does when a buyer sends one of two bars back: by clicking only."""

import re

import pytest
from playwright.sync_api import Page, expect

from config.management.commands.demo import STAFF_EMAIL, STAFF_PASSWORD
from tests.flows.hands import Pointer
from tests.flows.test_story_to_receipt import check_out, pay, pdf_text, put_gift_in_basket
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.browser

BUYER = "fanta@example.org"


def test_one_of_two_bars_is_refunded_and_the_gift_kept(
    demo_site: LiveSite, pages: WatchedPages
) -> None:
    price = buy_two_bars_and_give(Pointer(pages.open(javascript=False)), demo_site)
    page = pages.open()
    sign_in(page, demo_site)
    page.goto(f"{demo_site.url}/admin/payments/?q={BUYER}")
    page.locator("main td a").first.click()
    page.get_by_role("link", name="Refund", exact=True).click()
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Continue").click()

    page.get_by_label(re.compile("^How many of")).first.fill("1")
    page.get_by_label("Put the goods back on the shelf").check()
    page.get_by_label("Reason").select_option("returned")
    page.get_by_role("button", name="Go on: read what will happen").click()
    expect(page.locator("main")).to_contain_text(f"{price} go back to the payer")
    expect(page.locator("main")).to_contain_text("1 piece goes back on the shelf")
    page.get_by_role("button", name=f"Refund {price} now").click()

    expect(page.locator("main")).to_contain_text("partly refunded")
    page.goto(f"{demo_site.url}/admin/gifts/?q={BUYER}")
    expect(page.locator("main")).to_contain_text("received")
    page.goto(f"{demo_site.url}/admin/orders/?q={BUYER}")
    page.locator("main td a").first.click()
    expect(page.locator("main")).to_contain_text("To send")
    # The supporter has a receipt that says what went back and what is left.
    [told] = [mail for mail in demo_site.mails() if "given back" in mail["Subject"]]
    text = pdf_text(told)
    assert (BUYER in told["To"], f"-{price}" in text, "$40.00" in text) == (True, True, True)
    demo_site.manage("verify_books")


def buy_two_bars_and_give(hand: Pointer, live: LiveSite) -> str:
    """Returns the price of one bar."""
    page = hand.page
    page.goto(f"{live.url}/shop/")
    page.locator("main .card a").first.click()
    price = re.search(r"\$\d+\.\d\d", page.locator("main").inner_text())
    assert price
    hand.type(page.locator("main [name=quantity]"), "2")
    hand.press(page.locator("main form[action*='/basket/add/'] button"))
    put_gift_in_basket(hand, "40")
    pay(hand, check_out(hand, BUYER, country="United States"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    return price.group()


def sign_in(page: Page, live: LiveSite) -> None:
    page.goto(f"{live.url}/accounts/login/password/")
    page.get_by_label("E-mail", exact=False).fill(STAFF_EMAIL)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
