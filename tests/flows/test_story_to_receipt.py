"""The main job, as a person does it: a story, a bar of soap and a gift in one basket, one payment,
one receipt that keeps them apart; and what staff then see."""

import re
from email.message import EmailMessage
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from config.management.commands.demo import STAFF_EMAIL, STAFF_PASSWORD
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.mark.parametrize(
    ("javascript", "viewport", "buyer"),
    [(True, DESKTOP, "awa"), (False, PHONE, "binta")],
    ids=["with JavaScript", "without JavaScript"],
)
def test_reader_becomes_buyer_and_giver(
    demo_site: LiveSite,
    pages: WatchedPages,
    javascript: bool,
    viewport: dict[str, int],
    buyer: str,
) -> None:
    page = pages.open(javascript=javascript, viewport=viewport)
    email = f"{buyer}@example.org"

    page.goto(f"{demo_site.url}/")
    read_a_story(page, demo_site)
    put_soap_in_basket(page)
    put_gift_in_basket(page, "40")
    total = check_out(page, email)
    pay(page, total)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    expect(page.locator("main")).to_contain_text("$40.00")
    page.get_by_role("link", name="Open it here").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"R-\d{4}-\d{6}"))

    mail = receipt_mail(demo_site, email)
    text = pdf_text(mail)
    assert "$40.00" in text
    assert total in text
    staff_see_order_gift_and_entry(pages.open(), demo_site, email, total)


def read_a_story(page: Page, live: LiveSite) -> None:
    page.goto(f"{live.url}/stories/")
    page.locator("main .card a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # The soap of her group stands at the end of her story.
    page.locator("main a[href*='/shop/']").first.click()


def put_soap_in_basket(page: Page) -> None:
    page.get_by_role("button", name="Put in basket").click()
    expect(page).to_have_url(re.compile(r"/basket/$"))
    expect(page.locator("main")).to_contain_text("It is in your basket")


def put_gift_in_basket(page: Page, amount: str) -> None:
    page.get_by_label("Amount", exact=False).first.fill(amount)
    page.get_by_role("button", name="Put the gift in the basket").click()
    expect(page.locator("main")).to_contain_text("Your gift is in your basket")


def check_out(page: Page, email: str) -> str:
    """Fill in the form; the page shows the total before it can be paid. Returns the total."""
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_label("Your e-mail").fill(email)
    page.get_by_label("Your name").fill("Awa Sample")
    page.get_by_label("Country").select_option("US")
    page.get_by_label("Street").first.fill("1 Sample Street")
    page.get_by_label(re.compile("City|Town")).fill("Durham")
    page.get_by_label(re.compile("State|Region")).fill("NC")
    page.get_by_label(re.compile("Postcode|ZIP")).fill("27701")
    page.get_by_role("button", name="Go on: see the total").click()
    button = page.get_by_role("button", name=re.compile(r"^Pay "))
    total = (button.text_content() or "").strip().removeprefix("Pay ").strip()
    button.click()
    return total


def pay(page: Page, total: str) -> None:
    expect(page.locator("body")).to_contain_text(total)
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expir", exact=False).fill("12 / 34")
    page.get_by_label(re.compile("CVC|Security code")).fill("123")
    page.get_by_label(re.compile("Name on card|Cardholder|Name")).fill("Awa Sample")
    page.get_by_role("button", name=re.compile("^Pay")).first.click()


def receipt_mail(live: LiveSite, email: str) -> EmailMessage:
    """The one mail that the payer got."""
    [mail] = [mail for mail in live.mails() if email in mail["To"]]
    return mail


def pdf_text(mail: EmailMessage) -> str:
    [attachment] = list(mail.iter_attachments())
    assert attachment.get_content_type() == "application/pdf"
    content = attachment.get_payload(decode=True)
    assert isinstance(content, bytes)
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def staff_see_order_gift_and_entry(page: Page, live: LiveSite, email: str, total: str) -> None:
    page.goto(f"{live.url}/accounts/login/password/")
    page.get_by_label("E-mail", exact=False).fill(STAFF_EMAIL)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live.url}/admin/orders/?q={email}")
    expect(page.locator("main")).to_contain_text("paid")
    page.goto(f"{live.url}/admin/gifts/?q={email}")
    expect(page.locator("main")).to_contain_text("$40.00")
    page.goto(f"{live.url}/admin/payments/?q={email}")
    page.locator("main td a").first.click()
    expect(page.locator("main")).to_contain_text(total)
    uuid = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.locator("main").inner_text())
    assert uuid
    page.goto(f"{live.url}/admin/journal/?q={uuid.group()}")
    page.get_by_role("link", name=re.compile(f"^Payment {uuid.group()}")).click()
    expect(page.locator("main")).to_contain_text("4000 Gifts")
    expect(page.locator("main")).to_contain_text("4100 Soap sales")
