"""Every page of the public site in every state, reached as a visitor reaches it.

A walk is a generator: it goes on to the next state, yields the state's name, and whoever follows it
looks at the page as it stands: takes pictures, measures, checks. `sights` follows all of them.
"""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from django.utils import timezone
from playwright.sync_api import Page, Response

from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite
from tests.looks.clerk import end_campaign, post_gift, show_names, void_receipt

LANGUAGES = ("en", "fr")
PATIENCE = 60  # seconds that a webhook may take on a busy machine


@dataclass
class Visit:
    """One visitor, reading in one language."""

    live: LiveSite
    page: Page
    language: str

    def open(self, path: str) -> None:
        """Open the page that stands at this address in English, in the visitor's language."""
        self.page.goto(self.live.url + self.address(path))

    def address(self, path: str) -> str:
        if self.language == "en":
            return path
        with urlopen(self.live.url + path, timeout=30) as response:
            html = response.read().decode()
        found = re.search(rf'hreflang="{self.language}" href="[^"]*?//[^/"]+(/[^"]*)"', html)
        return found.group(1) if found else f"/{self.language}{path}"

    def fill(self, **values: str) -> None:
        """Type into the fields of these names, wherever the language put their labels."""
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]")
            if field.first.evaluate("field => field.localName") == "select":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, action: str) -> None:
        """Press the first button of the form that is sent to this address."""
        self.page.locator(f"main form[action$='{action}'] button").first.click()

    def wait_for(self, sign: str) -> None:
        """Open the page again until what happens behind the scenes shows on it."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.locator(sign).count():
            assert time.monotonic() < deadline, f"no {sign} at {self.page.url}"
            self.page.reload()

    def give_back(self, amount: int | None = None) -> None:
        """Refund the newest payment at Stripe's dashboard, in part or whole."""
        intents = self.live.control("GET", "dump")["objects"]["payment_intent"]
        wanted = {"payment_intent": intents[-1]["id"]}
        self.live.control("POST", "refund", wanted | ({"amount": amount} if amount else {}))

    def code_from_mail(self) -> str:
        """The code in the newest mail."""
        text = self.live.mails()[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text, re.MULTILINE)
        assert found, text
        return found.group(1)

    def link_from_mail(self, path: str, *, to: str = "") -> str:
        """The first link to such a path in the newest mails, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for mail in reversed(self.live.mails()):
                if to not in str(mail["to"]):
                    continue
                text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
                if found := re.search(rf"{self.live.url}\S*{path}\S*", text):
                    return found.group()
            time.sleep(0.1)
        raise AssertionError(f"no mail links to {path}")


Walk = Callable[[Visit], Iterator[str]]


def reading(visit: Visit) -> Iterator[str]:
    pages = {
        "home": "/",
        "stories": "/stories/",
        "story": "/stories/the-first-pot/",
        "story with pictures": "/stories/three-moments/",
        "story of a group": "/stories/one-hundred-francs/",
        "story with a voice": "/stories/five-weeks-to-a-bar/",
        "story with a film": "/stories/the-way-up-to-lassa/",
        "groups": "/groups/",
        "group": "/groups/sabalibougou/",
        "soaps": "/shop/",
        "soap": "/shop/shea-toilet-soap/",
        "soap of one size": "/shop/honey-soap/",
        "page": "/about/",
        "values": "/about/values/",
        "interview": "/about/seven-questions/",
        "open books": "/open-books/",
    }
    for name, path in pages.items():
        visit.open(path)
        for transcript in visit.page.locator(".recording summary").all():
            transcript.click()
        yield name


def searching(visit: Visit) -> Iterator[str]:
    visit.open("/stories/")
    visit.fill(theme="work")
    visit.page.locator(".filters button").click()
    visit.fill(place=str(visit.page.locator("[name=place] option").nth(1).get_attribute("value")))
    visit.page.locator(".filters button").click()
    yield "stories filtered twice"
    visit.page.goto(f"{visit.page.url.partition('?')[0]}?theme=work&place=Bamako&group=1")
    yield "stories filtered to none"
    visit.open("/search/")
    yield "search"
    visit.open("/search/?q=karite" if visit.language == "fr" else "/search/?q=soap")
    yield "search with results"
    visit.open("/search/?q=zzzz")
    yield "search without results"


def giving(visit: Visit) -> Iterator[str]:
    visit.open("/donate/")
    yield "give"
    visit.page.locator("main summary").last.click()
    visit.fill(amount="1", name="Awa Sample", email="awa", told_name="Mariam Sample")
    visit.press("/donate/start/")
    yield "give with errors"
    visit.page.goto(visit.live.url + visit.address("/donate/") + "?amount=50&fund=handwashing")
    yield "give from a link"
    visit.fill(name="Awa Sample", email=f"giving.{visit.language}@example.org")
    visit.page.locator("main summary").last.click()
    visit.page.locator("main [name=tribute][value=memory]").check()
    visit.fill(honouree="Fanta Sample", told_name="Mariam Sample", told_address="Sample Street")
    visit.page.locator("main details details summary").click()
    visit.fill(split_fund_1="mothers-newborns", split_amount_1="20")
    without_scripts(visit.page)
    visit.press("/donate/start/")
    yield "give reviewed"
    visit.press("/donate/start/")
    visit.page.wait_for_url("**/pay/**")
    yield from paying(visit, "gift")
    visit.give_back(1500)
    visit.wait_for(".notice a")
    yield "gift receipt replaced"
    visit.page.locator(".notice a").click()
    yield "gift receipt after a refund"
    visit.give_back()
    visit.wait_for(".notice a")
    visit.page.locator(".notice a").click()
    yield "gift statement of refund"


def following_an_appeal(visit: Visit) -> Iterator[str]:
    visit.open("/before-the-rains/")
    address = visit.page.url
    yield "campaign"
    visit.page.locator("main a.button").first.click()
    thanks = visit.page.locator("[name=thanks]")
    visit.page.locator("main details", has=thanks).locator("summary").click()
    thanks.check()
    visit.page.locator("main [name=anonymous]").check()
    visit.fill(name="Awa Sample", email=f"appeal.{visit.language}@example.org")
    visit.press("/donate/start/")
    yield "give to a campaign with errors"
    visit.page.locator("main [name=anonymous]").uncheck()
    without_scripts(visit.page)
    visit.press("/donate/start/")
    yield "gift to a campaign reviewed"
    visit.press("/donate/start/")
    visit.page.wait_for_url("**/pay/**")
    pay(visit)
    show_names(visit.live)
    visit.page.goto(address)
    yield "campaign with thanks"
    end_campaign(visit.live, language=visit.language)
    visit.page.reload()
    yield "campaign that is over"


def giving_every_month(visit: Visit) -> Iterator[str]:
    visit.page.goto(visit.live.url + visit.address("/donate/") + "?amount=20&interval=month")
    visit.fill(name="Awa Sample", email=f"monthly.{visit.language}@example.org")
    without_scripts(visit.page)
    visit.press("/donate/start/")
    yield "monthly gift reviewed"
    visit.press("/donate/start/")
    visit.page.wait_for_url("**/pay/**")
    pay(visit)
    yield "monthly gift paid"
    visit.page.goto(visit.link_from_mail("/my/gift/"))
    yield "monthly gift"
    visit.page.locator("#amount summary").click()
    visit.fill(amount="1")
    visit.press("/amount/")
    yield "monthly gift with an error"
    visit.page.locator("#pause summary").click()
    visit.fill(until=f"{timezone.localdate() + dt.timedelta(days=90)}")
    visit.press("/pause/")
    yield "monthly gift paused"
    visit.page.locator("main a[href$='/end/']").click()
    yield "monthly gift before its end"
    visit.page.locator("main form button").click()
    yield "monthly gift ended"


def giving_by_transfer(visit: Visit) -> Iterator[str]:
    visit.open("/donate/transfer/")
    yield "give by transfer"
    visit.page.locator("main summary").last.click()
    visit.fill(amount="1", name="", email="awa", told_name="Mariam Sample")
    visit.page.locator("main form button").last.click()
    yield "give by transfer with errors"
    email = f"transfer.{visit.language}@example.org"
    visit.page.locator("main [name=tribute][value=honour]").check()
    visit.fill(amount="250", name="Awa Sample", email=email)
    visit.fill(honouree="Fanta Sample", told_address="Sample Street")
    visit.page.locator("main form button").last.click()
    visit.page.wait_for_url("**/transfer/*.*/")
    yield "bank details"
    post_gift(visit.live, email=email, language=visit.language, amount=25000)
    visit.page.reload()
    yield "transfer received"
    visit.page.goto(visit.link_from_mail("/receipts/", to=email))
    yield "transfer receipt"
    void_receipt(visit.live, email=email)
    visit.page.reload()
    yield "receipt declared void"


def buying(visit: Visit) -> Iterator[str]:
    visit.open("/basket/")
    yield "basket empty"
    visit.page.locator("#gift summary").last.click()
    visit.fill(told_name="Mariam Sample")
    visit.page.locator("#gift button").last.click()
    yield "basket with errors"
    for path in ("/shop/shea-toilet-soap/", "/shop/honey-soap/"):
        visit.open(path)
        visit.fill(quantity="2")
        visit.press("/basket/add/")
    visit.page.locator("#gift summary").last.click()
    visit.page.locator("#gift [name=tribute][value=memory]").check()
    visit.fill(amount="40", honouree="Fanta Sample")
    visit.press("/basket/gift/")
    yield "basket full"
    visit.page.goto(f"{visit.live.url}{visit.address('/checkout/')}")
    yield "checkout"
    visit.press("/checkout/")
    visit.page.locator("main form .receipt .button").click()
    yield "checkout with errors"
    visit.fill(email=f"buying.{visit.language}@example.org", name="Awa Sample", country="US")
    visit.fill(line1="1 Sample Street", city="Durham", region="NC", postcode="27701")
    visit.page.locator("main form .receipt .button").click()
    yield "checkout with the total"
    visit.page.locator("main form .receipt .button").click()
    visit.page.wait_for_url("**/pay/**")
    yield from paying(visit, "order")


def paying(visit: Visit, what: str) -> Iterator[str]:
    """From the payment page, which is not ours, back to us: cancelled first, then paid."""
    address = visit.page.url
    visit.page.locator(".cancel a").click()
    yield f"{what} not paid"
    visit.page.goto(address)
    pay(visit)
    yield f"{what} paid"
    visit.page.locator("main a[href*='/receipts/']").first.click()
    visit.page.wait_for_url("**/receipts/**")
    yield f"{what} receipt"


def pay(visit: Visit) -> None:
    visit.fill(number="4242 4242 4242 4242", expiry="12 / 34", cvc="123", name="Awa Sample")
    visit.page.locator("button.primary").click()
    visit.page.wait_for_url("**/thanks/**")


def signing_in(visit: Visit) -> Iterator[str]:
    visit.open("/accounts/login/")
    yield "sign in"
    visit.fill(login="no address")
    visit.page.locator("main form button").first.click()
    yield "sign in with errors"
    ask_for_code(visit, f"buying.{visit.language}@example.org")
    yield "sign in by code"
    visit.fill(code="000-000")
    visit.page.locator("main form button").first.click()
    yield "sign in by a wrong code"
    enter_code(visit)
    yield "my page"


def looking_back(visit: Visit) -> Iterator[str]:
    """Gifts of last year, their statement, and the one that takes its place."""
    email = f"years.{visit.language}@example.org"

    def give(amount: int) -> None:
        post_gift(
            visit.live, email=email, language=visit.language, amount=amount, is_of_last_year=True
        )

    give(12000)
    give(7500)
    visit.link_from_mail("/receipts/", to=email)
    visit.open("/accounts/login/")
    ask_for_code(visit, email)
    enter_code(visit)
    yield "my page with a year that is over"
    visit.page.locator("#id_news").check()
    visit.press("/my/news/")
    visit.page.locator("#id_news:checked").wait_for()
    visit.press("/my/statements/")
    visit.page.wait_for_url("**/statements/**")
    yield "year-end statement"
    give(2500)
    visit.page.reload()
    yield "year-end statement replaced"
    token = visit.live.run(
        "from accounts.models import Supporter; from accounts.tokens import news_token; "
        "answer = news_token(Supporter.objects.get(hears_of_stories=True, email=email).uuid)",
        email=email,
    )
    visit.open(f"/news/{token}/")
    yield "end news of stories"


def ask_for_code(visit: Visit, email: str) -> None:
    visit.fill(login=email)
    visit.page.locator("main form button").first.click()


def enter_code(visit: Visit) -> None:
    visit.fill(code=visit.code_from_mail())
    visit.page.locator("main form button").first.click()
    visit.page.wait_for_url("**/my/")


def getting_lost(visit: Visit) -> Iterator[str]:
    visit.open("/accounts/login/password/")
    yield "sign in with a password"
    visit.page.goto(f"{visit.live.url}{'/fr' if visit.language == 'fr' else ''}/not-here/")
    yield "not found"


def being_refused(visit: Visit) -> Iterator[str]:
    """Pages that nobody should meet, from the style guide; and the guide itself, which is in
    English only."""
    seen = ("paid", "cancelled", "monthly-active", "monthly-paused", "monthly-ended")
    seen += ("monthly-end", "404")
    visit.open("/styleguide/")
    links = visit.page.locator("main a[href*='/styleguide/']").evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    for path in links:
        *_rest, folder, name, _end = path.split("/")
        if folder == "mails" or name in seen or (folder != "pages" and visit.language != "en"):
            continue
        visit.page.goto(visit.live.url + path)
        yield f"{'page' if folder == 'pages' else 'style guide'} {name}"


WALKS: tuple[Walk, ...] = (
    reading,
    searching,
    giving,
    giving_by_transfer,
    giving_every_month,
    following_an_appeal,
    buying,
    signing_in,
    looking_back,
    getting_lost,
    being_refused,
)


def without_scripts(page: Page) -> None:
    """As a browser without scripts leaves it: nothing told the server what was seen."""
    page.evaluate("document.querySelector('[name=seen]').value = ''")


@dataclass
class Sight:
    """A page in one state, with the answer that it was drawn from."""

    name: str
    page: Page
    response: Response


def sights(live: LiveSite, pages: WatchedPages, language: str, **browser: Any) -> Iterator[Sight]:
    """Every state of all walks; each walk is a visitor of its own, with such a browser."""
    for walk in WALKS:
        page = pages.open(locale=language, **browser)
        answers: list[Response] = []

        def keep(response: Response, answers: list[Response] = answers) -> None:
            if response.request.is_navigation_request():
                answers[:] = [response]

        page.on("response", keep)
        with closing(walk(Visit(live, page, language))) as states:
            for name in states:
                page.wait_for_load_state()  # a click waits for its answer to begin, not to end
                yield Sight(name, page, answers[0])
        page.context.close()
