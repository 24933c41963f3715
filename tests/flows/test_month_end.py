"""The treasurer's month, by clicking only: one of two bars given back and the gift kept, the payout
that holds it, the journal of the month; and all of them tell the same story."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.money import parse_amount
from donations.models import Receipt
from ledger.verification import verify
from payments.services.reconciliation import reconcile
from tests.flows.test_refund import PASSWORD, paid_order_with_a_gift, sign_in_as_treasurer
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.sandbox import Sandbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]


def test_month_is_refunded_explained_and_exported(
    live_server: LiveServer, pages: WatchedPages, sandbox: Sandbox, client: Client
) -> None:
    order = paid_order_with_a_gift(sandbox)
    page = pages.open()
    sign_in_as_treasurer(page, live_server, client)
    refund_one_bar(page, f"{live_server.url}/admin/orders/inspect/{order.pk}/")
    # Days pass: Stripe pays out, the bank has it, the timer compares.
    sandbox.control("POST", "payouts", {"include_pending": True, "arrive": True})
    assert reconcile().failed == {}

    amount = see_the_payout(page, live_server.url)
    journal = export_the_journal(page, live_server.url)
    assert sum(journal.values()) == 0
    assert journal["Bank"] == amount
    assert journal["Stripe balance"] == 0
    # What the funds hold is what lies at the bank.
    assert see_the_fund_balances(page, live_server.url) == amount
    # What the supporter holds in her hands says the same as the books.
    receipt = Receipt.objects.get(status="issued")
    page.goto(f"{live_server.url}/admin/receipts/inspect/{receipt.pk}/")
    expect(page.locator("main")).to_contain_text(receipt.code)
    assert receipt.totals["deductible"] == -(journal["Gifts"] + journal[ABOVE_VALUE])
    assert {name: found for name, found in verify().items() if found} == {}


ABOVE_VALUE = "Gifts paid above the value of goods"


def refund_one_bar(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Refund", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(re.compile("How many of")).fill("1")
    page.get_by_label("Reason").select_option("returned")
    page.get_by_role("button", name="Go on: read what will happen").click()
    page.get_by_role("button", name="Refund $8.50 now").click()
    expect(page.locator("main")).to_contain_text("partly refunded")


def see_the_payout(page: Page, site: str) -> int:
    """From the menu to the payout and its lines, the refund among them; nothing is unexplained.
    Returns its amount."""
    page.goto(f"{site}/admin/")
    page.get_by_role("button", name="Payments", exact=True).click()
    page.get_by_role("link", name="Payouts", exact=True).click()
    expect(page.locator("main .difference")).to_have_count(0)
    page.locator("main tbody a").first.click()
    main = page.locator("main")
    for category in ("Gift", "Goods", "Shipping", "Fees", "Refund"):
        expect(main).to_contain_text(re.compile(category, re.IGNORECASE))
    shown = re.search(r"\$([\d.,]+)", main.inner_text())
    assert shown
    return parse_amount(shown[1], "USD")


def see_the_fund_balances(page: Page, site: str) -> int:
    """From the menu to the balances; returns what all funds hold at the end of the period."""
    page.goto(f"{site}/admin/")
    page.get_by_role("button", name="Books", exact=True).click()
    page.get_by_role("link", name="Balances of the funds", exact=True).click()
    row = page.locator("main table.balances tfoot tr")
    expect(row).to_have_count(1)
    expect(row.locator("th")).to_have_text("All funds")
    return parse_amount(row.locator("td").last.inner_text(), "USD")


def export_the_journal(page: Page, site: str) -> Counter[str]:
    """The file of this month, as QuickBooks takes it: account → balance in cents."""
    page.goto(f"{site}/admin/")
    page.get_by_role("button", name="Books", exact=True).click()
    page.get_by_role("link", name="Journal export", exact=True).click()
    page.get_by_label("Month").fill(page.evaluate("new Date().toISOString().slice(0, 7)"))
    page.get_by_label("Detail").select_option("entry")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    journal: Counter[str] = Counter()
    with Path(download.value.path()).open(newline="") as file:
        for row in csv.DictReader(file):
            for column, sign in (("Debits", 1), ("Credits", -1)):
                if row[column]:
                    journal[row["AccountName"]] += sign * parse_amount(row[column], "USD")
    return journal
