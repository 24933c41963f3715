"""What the treasurer does when a buyer sends one of two bars back: by clicking only."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from config.roles import setup_roles
from core.models import OutboxMail
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.services.checkout import start_checkout
from payments.services.settlement import settle
from shop.models import Order
from tests.factories.accounts import make_user
from tests.factories.shop import make_order, make_variant, make_zone
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "sample pass phrase"


def test_one_of_two_bars_is_refunded_and_the_gift_kept(
    live_server: LiveServer, pages: WatchedPages, sandbox: Sandbox, client: Client
) -> None:
    order = paid_order_with_a_gift(sandbox)
    page = pages.open(javascript=False)
    sign_in_as_treasurer(page, live_server, client)
    page.goto(f"{live_server.url}/admin/orders/inspect/{order.pk}/")
    page.get_by_role("link", name="Refund", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    page.get_by_label(re.compile("How many of")).fill("1")
    page.get_by_label("Put the goods back on the shelf").check()
    page.get_by_label("Reason").select_option("returned")
    page.get_by_role("button", name="Go on: read what will happen").click()
    expect(page.locator("main")).to_contain_text("$8.50 go back to the payer")
    expect(page.locator("main")).to_contain_text("1 piece goes back on the shelf")
    page.get_by_role("button", name="Refund $8.50 now").click()

    expect(page.locator("main")).to_contain_text("partly refunded")
    order.refresh_from_db()
    line = order.lines.get()
    line.variant.refresh_from_db()
    assert (order.status, line.to_send, line.variant.on_hand) == ("paid", 1, 9)  # 10 - 2 + 1
    assert Donation.objects.get().status == "received"
    assert [receipt.status for receipt in Receipt.objects.order_by("pk")] == [
        "superseded",
        "issued",
    ]
    assert OutboxMail.objects.latest("pk").subject == "We have given back $8.50"
    assert {name: found for name, found in verify().items() if found} == {}


def paid_order_with_a_gift(sandbox: Sandbox) -> Order:
    """Two bars at 8.50, shipping of 5.00 and a gift of 40.00."""
    make_zone()
    order = make_order((make_variant(on_hand=10), 2), gift=4000)
    start_checkout(order.payment)
    sandbox.pay(order.payment.stripe_session or "")
    settle(order.payment, cause="test")
    return order


def sign_in_as_treasurer(page: Page, live_server: LiveServer, client: Client) -> None:
    setup_roles()
    user = make_user(password=PASSWORD)
    user.groups.add(Group.objects.get(name="Treasurer"))
    client.force_login(user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    page.context.add_cookies([{**cookie, "value": client.cookies[cookie["name"]].value}])
