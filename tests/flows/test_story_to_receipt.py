"""The main job, as people do it: a story, a bar of soap and a gift in one basket, one payment, one
receipt that keeps them apart, and what staff then see; and giving alone. Once with nothing but the
keyboard, once in French on a phone without JavaScript."""

import re
from email.message import EmailMessage
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from config.management.commands.demo import STAFF_EMAIL, STAFF_PASSWORD
from tests.flows.hands import Keyboard, Pointer
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(params=["keyboard", "French without JavaScript"])
def hand(request: pytest.FixtureRequest, pages: WatchedPages) -> Pointer:
    if request.param == "keyboard":
        return Keyboard(pages.open(viewport=DESKTOP))
    return Pointer(pages.open(viewport=PHONE, javascript=False, locale="fr"))


def test_reader_becomes_buyer_and_giver(
    demo_site: LiveSite, pages: WatchedPages, hand: Pointer
) -> None:
    language = "en" if isinstance(hand, Keyboard) else "fr"
    email = f"buyer.{language}@example.org"
    page = hand.page
    page.goto(f"{demo_site.url}{'/' if language == 'en' else '/fr/'}")
    read_a_story(hand)
    put_soap_in_basket(hand)
    put_gift_in_basket(hand, "40")
    total = check_out(hand, email, country="United States" if language == "en" else "États-Unis")
    pay(hand, total)
    thanks, gift = ("Thank you", "$40.00") if language == "en" else ("Merci", "40,00\xa0$US")
    expect(page.get_by_role("heading", level=1)).to_contain_text(thanks)
    expect(page.locator("main")).to_contain_text(gift)
    hand.press(page.locator("main a[href*='/receipts/']").first)
    expect(page.locator("main")).to_contain_text(re.compile(r"R-\d{4}-\d{6}"))

    mail = receipt_mail(demo_site, email)
    text = re.sub(r"\s", " ", pdf_text(mail))
    assert gift.replace("\xa0", " ") in text
    assert total.replace("\xa0", " ") in text
    if language == "en":
        staff_see_order_gift_and_entry(pages.open(), demo_site, email, total)


@pytest.mark.faults
def test_giver_gives(demo_site: LiveSite, pages: WatchedPages, hand: Pointer) -> None:
    pages.expect("status of 422")  # the form with an error
    page = hand.page
    is_french = not isinstance(hand, Keyboard)
    page.goto(f"{demo_site.url}{'/fr' if is_french else ''}/donate/")
    if isinstance(hand, Keyboard):
        hand.press(page.locator(".skip-link"))
        hand.press(page.locator("[name=suggested]").first)
        expect(page.locator("[data-amount-label]")).to_have_text("Give $25")
    else:
        page.get_by_text("25 $").first.click()
    fields = {"name": "Awa Sample", "email": "no address"}
    for name, text in fields.items():
        hand.type(page.locator(f"main [name={name}]"), text)
    hand.press(page.locator("main button[type=submit]"))
    expect(page.locator(".error-summary")).to_be_focused()
    hand.press(page.locator(".error-summary a"))
    hand.type(page.locator("main [name=email]"), "giver@example.org")
    hand.press(page.locator("main button[type=submit]"))
    if is_french:  # the amount could not stand in the button
        expect(page.get_by_role("heading", level=1)).to_contain_text("25,00\xa0$US")
        hand.press(page.locator("main form button").first)
    pay(hand, "25")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Awa Sample")


def read_a_story(hand: Pointer) -> None:
    page = hand.page
    hand.press(page.locator("main .first-story a"))
    expect(page.locator("h1")).to_be_visible()
    # The soap of her group stands at the end of her story.
    hand.press(page.locator("main a[href*='/shop/']").first)


def put_soap_in_basket(hand: Pointer) -> None:
    hand.press(hand.page.locator("main form[action*='/basket/add/'] button"))
    expect(hand.page).to_have_url(re.compile(r"/basket/$"))
    expect(hand.page.locator("main .notice")).to_be_visible()


def put_gift_in_basket(hand: Pointer, amount: str) -> None:
    hand.type(hand.page.locator("#gift [name=amount]"), amount)
    hand.press(hand.page.locator("#gift form button"))
    expect(hand.page.locator("main .notice")).to_be_visible()


def check_out(hand: Pointer, email: str, *, country: str) -> str:
    """Fill in the form; the page shows the total before it can be paid. Returns the total."""
    page = hand.page
    hand.press(page.locator("main a[href$='/checkout/']"))
    hand.type(page.locator("main [name=email]"), email)
    hand.type(page.locator("main [name=name]"), "Awa Sample")
    hand.choose(page.locator("main [name=country]"), country)
    address = {"line1": "1 Sample Street", "postcode": "27701", "city": "Durham", "region": "NC"}
    for name, text in address.items():
        hand.type(page.locator(f"main [name={name}]"), text)
    hand.press(page.locator("main form .receipt button"))
    total = page.locator("main .receipt .total dd")
    expect(total).to_be_visible()
    words = total.inner_text().strip()
    button = page.locator("main form .receipt button")
    expect(button).to_contain_text(words)
    hand.press(button)
    return words


def pay(hand: Pointer, total: str) -> None:
    page = hand.page
    page.wait_for_url("**/pay/**")
    expect(page.locator("body")).to_contain_text(total)
    card = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "A Sample"}
    for name, text in card.items():
        hand.type(page.locator(f"[name={name}]"), text)
    hand.press(page.locator("button.primary"))
    page.wait_for_url("**/thanks/**")


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
    page.get_by_label("E\u2011mail", exact=False).fill(STAFF_EMAIL)
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
