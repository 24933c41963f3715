"""A giver begins a monthly gift with a bar of soap in one payment, changes it, has a card fail and
puts it right, pauses, goes on and ends it: by clicking only, without JavaScript, while the clock of
Stripe is moved in between."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.models import OutboxMail
from donations.models import Donation, Receipt, RecurringGift
from ledger.verification import verify
from shop.models import Order
from tests.donations.recurring_world import FAILS_LATER, World
from tests.factories.shop import make_soap_page, make_variant, make_zone
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOD = "4242 4242 4242 4242"
CARD = {"expiry": "12 / 34", "cvc": "123", "name": "Awa Sample"}
PHONE = {"width": 390, "height": 844}


def test_giver_keeps_a_monthly_gift_in_hand(
    live_server: LiveServer, pages: WatchedPages, sandbox: Sandbox, client: Client, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    world = World(client, sandbox)
    page = pages.open(javascript=False, viewport=PHONE)
    main = page.locator("main")
    put_soap_and_gift_in_basket(page, live_server.url)
    expect(main).to_contain_text("comes again every month, until you end it")
    expect(main).to_contain_text("Gift to cover the card fee")
    check_out(page)
    pay(page, card=FAILS_LATER)
    world.tell()
    assert (Order.objects.get().status, Receipt.objects.count()) == ("paid", 1)

    page.goto(link_in_last_mail("recurring_started"))
    expect(page.get_by_role("heading", level=1)).to_have_text("$20.91, every month")
    change(page, "amount", amount="35")
    expect(page.get_by_role("heading", level=1)).to_have_text("$36.35, every month")

    world.pass_days(31.5)  # the card fails
    page.goto(link_in_last_mail("recurring_failed"))
    expect(main).to_contain_text("The last gift did not go through")
    page.get_by_role("button", name="Change the card").first.click()
    fill_card(page, GOOD)
    page.locator("button.primary").click()
    expect(main).to_contain_text("Your card has been changed.")
    page.get_by_role("button", name="Pay $36.35 now").click()
    expect(main).to_contain_text("Your gift has arrived.")
    world.tell()
    assert Donation.objects.arrived().latest("pk").amount == 3500

    gift = RecurringGift.objects.get()
    assert gift.next_day
    change(page, "pause", until=f"{gift.next_day + timedelta(days=20)}")
    expect(main).to_contain_text("Your gift is paused.")
    world.pass_days(31.5)
    assert Donation.objects.arrived().count() == 2  # nothing was taken
    page.reload()
    page.get_by_role("button", name="Go on now").click()
    expect(main).to_contain_text("Your gift goes on.")
    world.pass_days(31.5)
    assert Donation.objects.arrived().count() == 3

    page.reload()
    page.get_by_role("link", name="End this gift").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(main).to_contain_text("Nothing more is taken.")
    world.pass_days(62)
    assert Donation.objects.arrived().count() == Receipt.objects.count() == 3
    assert OutboxMail.objects.filter(template__endswith="recurring_ended").count() == 1
    assert {name: found for name, found in verify().items() if found} == {}


def put_soap_and_gift_in_basket(page: Page, site: str) -> None:
    make_zone()
    soap = make_soap_page(product=make_variant(on_hand=10).product)
    page.goto(f"{site}{soap.url}")
    page.locator("main form[action*='/basket/add/'] button").click()
    page.locator("#gift [name=amount]").fill("20")
    page.locator("#gift [name=interval]").select_option("month")
    page.locator("#gift summary").first.click()
    page.locator("#gift [name=covers_fee]").check()
    page.locator("#gift form button").click()


def check_out(page: Page) -> None:
    page.get_by_role("link", name="Go to checkout").click()
    address = {"line1": "1 Sample Street", "postcode": "27701", "city": "Durham", "region": "NC"}
    for name, text in {"email": "awa@example.org", "name": "Awa Sample", **address}.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main [name=country]").select_option("US")
    page.locator("main form .receipt button").click()


def fill_card(page: Page, card: str) -> None:
    for name, text in {**CARD, "number": card}.items():
        page.locator(f"[name={name}]").fill(text)


def pay(page: Page, *, card: str) -> None:
    page.wait_for_url("**/pay/**")
    fill_card(page, card)
    page.locator("button.primary").click()
    page.wait_for_url("**/thanks/**")


def change(page: Page, what: str, **typed: str) -> None:
    page.locator(f"#{what} summary").click()
    for name, text in typed.items():
        page.locator(f"#{what} [name={name}]").fill(text)
    page.locator(f"#{what} button").click()


def link_in_last_mail(template: str) -> str:
    mail = OutboxMail.objects.filter(template__endswith=template).latest("pk")
    found = re.search(r"http\S+/my/gift/\S+", mail.text)
    assert found, mail.text
    return found.group()
