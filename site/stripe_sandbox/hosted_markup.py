"""The payment page's HTML. Every value that comes from outside goes through `text()`; there is no
script and no inline style.
"""

from __future__ import annotations

import html
from collections.abc import Mapping

from . import money
from .cards import BANK_DEBITS, CARDS, grouped
from .errors import Json
from .hosted_form import FIELDS, PaymentForm
from .hosted_texts import TEXTS

STYLE_PATH = "/c/page.css"
INPUT_HINTS = {
    "email": 'type="email" autocomplete="email"',
    # `off`: the browser must not offer the visitor's own card to a page that wants none.
    "number": 'inputmode="numeric" autocomplete="off"',
    "expiry": 'autocomplete="off"',
    "cvc": 'inputmode="numeric" autocomplete="off" maxlength="4"',
    "name": 'autocomplete="name"',
}
SUBMIT_WORDS = {"donate": "donate", "book": "book"}


def text(value: object) -> str:
    return html.escape(str(value), quote=True)


class Page:
    """One answer to one visitor, in one language."""

    def __init__(self, language: str, merchant: str) -> None:
        self.language = language
        self.merchant = merchant
        self._words: Mapping[str, str] = TEXTS[language]

    def say(self, name: str, **values: object) -> str:
        """A text of the page, escaped whole."""
        return text(self._words[name].format(**values))

    def amount(self, amount: int, currency: str) -> str:
        return money.shown(amount, currency, self.language)

    def rhythm(self, price: Json, quantity: int) -> str:
        """`$20.00 every month`, not yet escaped."""
        recurring = price["recurring"]
        interval, count = recurring["interval"], recurring["interval_count"]
        plural = "s" if interval in ("month", "year") and count > 1 else ""
        amount = self.amount(price["unit_amount"] * quantity, price["currency"])
        return self._words[f"every_{interval}{plural}"].format(amount=amount, count=count)

    def document(self, title: str, content: str, *, offers_cards: bool = False) -> bytes:
        link = f' <a href="#test-cards">{self.say("choose_card")}</a>' if offers_cards else ""
        return f"""<!doctype html>
<html lang="{self.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
<header class="banner"><p><strong>{self.say("test_mode")}</strong>
{self.say("test_mode_more")}{link}</p></header>
{content}
</body>
</html>
""".encode()

    def notice(self, name: str, url: str | None = None) -> bytes:
        """A page with a title, a sentence and perhaps a way on: `paid`, `expired`, `unknown`,
        `home`.
        """
        way_on = (
            f'<p><a class="button" href="{text(url)}">{self.say(f"{name}_link")}</a></p>'
            if url
            else ""
        )
        title = self.say(f"{name}_title")
        content = (
            f'<main class="notice"><h1>{title}</h1><p>{self.say(f"{name}_text")}</p>{way_on}</main>'
        )
        return self.document(title, content)

    def authenticate(self, session: Json, address: str) -> bytes:
        total = self.amount(session["amount_total"], session["currency"])
        title = self.say("authenticate_title")
        content = f"""<main class="notice">
<h1>{title}</h1>
<p>{self.say("authenticate_text", merchant=self.merchant, total=total)}</p>
<form method="post" action="{text(address)}">
<button class="primary" name="answer" value="complete">{self.say("authenticate_complete")}</button>
<button class="quiet" name="answer" value="fail">{self.say("authenticate_fail")}</button>
</form>
</main>"""
        return self.document(title, content)

    def payment(
        self, session: Json, items: list[Json], form: PaymentForm, address: str, refusal: str | None
    ) -> bytes:
        """The page to pay on. `refusal` names the text that says why the last try failed."""
        fixed = {"email"} if session["customer_email"] else set()
        title = self.say("pay_merchant", merchant=self.merchant)
        content = f"""<main class="checkout">
{self._problems(form, refusal)}
<header class="order">
<h1>{title}</h1>
{self._summary(session, items)}
</header>
<section class="details" id="payment" aria-labelledby="details-title">
<h2 id="details-title">{self.say("form")}</h2>
<form method="post" action="{text(address)}" id="pay" novalidate>
{"".join(self._field(name, form, is_fixed=name in fixed) for name in FIELDS)}
{self._submit(session)}
</form>
{self._cancel(session)}
</section>
{self._test_cards(session, address)}
</main>"""
        return self.document(title, content, offers_cards=True)

    def _summary(self, session: Json, items: list[Json]) -> str:
        total = self.amount(session["amount_total"], session["currency"])
        lines = "".join(self._line(item) for item in items)
        return f"""<h2>{self.say("summary")}</h2>
<p class="amount">{text(total)}</p>
<ul class="lines">{lines}</ul>
<p class="total"><span>{self.say("total")}</span> <strong>{text(total)}</strong></p>"""

    def _line(self, item: Json) -> str:
        unit = self.amount(item["price"]["unit_amount"], item["currency"])
        several = (
            f"<small>{self.say('quantity', quantity=item['quantity'], unit=unit)}</small>"
            if item["quantity"] > 1
            else ""
        )
        price = item["price"]
        if price["recurring"]:
            several += f"<small>{text(self.rhythm(price, item['quantity']))}</small>"
        total = text(self.amount(item["amount_total"], item["currency"]))
        return (
            f"<li><span>{text(item['description'])}{several}</span> <span "
            f'class="price">{total}</span></li>'
        )

    def _problems(self, form: PaymentForm, refusal: str | None) -> str:
        if refusal:
            return f'<div class="problems" role="alert"><p>{self.say(refusal)}</p></div>'
        if not form.errors:
            return ""
        links = "".join(
            f'<li><a href="#{name}">{self.say(f"error_{name}")}</a></li>' for name in form.errors
        )
        return (
            '<div class="problems" '
            f'role="alert"><p>{self.say("problems")}</p><ul>{links}</ul></div>'
        )

    def _field(self, name: str, form: PaymentForm, *, is_fixed: bool) -> str:
        attributes, described, below = INPUT_HINTS[name], [], ""
        if name in ("expiry", "cvc"):
            described.append(f"{name}-hint")
            below += f'<small id="{name}-hint">{self.say(f"{name}_hint")}</small>'
        if name in form.errors:
            described.append(f"{name}-error")
            attributes += ' aria-invalid="true"'
            below += f'<small class="error" id="{name}-error">{self.say(f"error_{name}")}</small>'
        if described:
            attributes += f' aria-describedby="{" ".join(described)}"'
        fixed = " readonly" if is_fixed else ""
        return f"""<div class="field field-{name}">
<label for="{name}">{self.say(name)}</label>
<input id="{name}" name="{name}" value="{text(form.shown(name))}"
 {attributes} required{fixed}>{below}
</div>
"""

    def _submit(self, session: Json) -> str:
        word = SUBMIT_WORDS.get(session["submit_type"] or "", "pay")
        total = self.amount(session["amount_total"], session["currency"])
        message = (session["custom_text"].get("submit") or {}).get("message")
        below = f'<p class="message">{text(message)}</p>' if message else ""
        return (
            '<button class="primary" name="action" '
            f'value="pay">{self.say(word, total=total)}</button>{below}'
        )

    def _cancel(self, session: Json) -> str:
        if not session["cancel_url"]:
            return ""
        return (
            '<p class="cancel"><a '
            f'href="{text(session["cancel_url"])}">{self.say("cancel")}</a></p>'
        )

    def _test_cards(self, session: Json, address: str) -> str:
        """After the form in the page's order, so that Enter in a field presses Pay, not a card.

        Only these buttons lead to `#payment`: a browser would carry the fragment through the
        redirect after Pay and into the shop's address.
        """
        offered = [card for card in CARDS if card.is_offered]
        if "us_bank_account" in session["payment_method_types"]:
            offered += BANK_DEBITS
        buttons = "".join(
            f'<li><button form="pay" formaction="{text(address)}#payment" name="fill"'
            f' value="{card.number}" class="card">'
            f"<code>{card.number if card.is_bank_debit else grouped(card.number)}</code>"
            f" <span>{self.say(f'card_{card.number}')}</span></button></li>"
            for card in offered
        )
        return f"""<aside class="cards" id="test-cards" aria-labelledby="cards-title">
<h2 id="cards-title">{self.say("choose_card")}</h2>
<p>{self.say("cards_intro")}</p>
<ul>{buttons}</ul>
</aside>"""
