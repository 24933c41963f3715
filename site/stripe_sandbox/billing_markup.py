"""The HTML of the billing portal and of the invoice page, in the frame of the payment page."""

from __future__ import annotations

from datetime import UTC, datetime

from . import subscriptions
from .errors import Json
from .hosted_form import FIELDS, PaymentForm
from .hosted_markup import Page, text

CARD_FIELDS = tuple(name for name in FIELDS if name != "email")
MONTHS_FR = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


class BillingPage(Page):
    """One answer to one visitor of the portal or of an invoice."""

    def portal(
        self,
        running: list[Json],
        names: dict[str, str],
        method: Json | None,
        address: str,
        back: str | None,
    ) -> bytes:
        title = self.say("portal_title", merchant=self.merchant)
        cards = "".join(
            self._subscription(subscription, names[subscription["id"]], address)
            for subscription in running
        )
        content = f"""<main class="notice portal"><h1>{title}</h1>
{cards or f"<p>{self.say('portal_none')}</p>"}
<section><h2>{self.say("portal_card")}</h2><p>{self._card(method)}</p>
<p><a class="button" href="{text(address)}/card">{self.say("portal_change_card")}</a></p></section>
{self._back(back, "portal_back")}
</main>"""
        return self.document(title, content)

    def _subscription(self, subscription: Json, name: str, address: str) -> str:
        end = subscriptions.period_of(subscription)[1]
        paused = subscription["pause_collection"] and subscription["status"] == "active"
        status = "collection_paused" if paused else subscription["status"]
        rows = (
            ("portal_amount", text(self._rhythm(subscription))),
            ("portal_status", self.say(f"status_{status}")),
            ("portal_next", text(self.day(end))),
        )
        facts = "".join(
            f"<div><dt>{self.say(label)}</dt><dd>{value}</dd></div>" for label, value in rows
        )
        cancel = f"{address}/cancel/{subscription['id']}"
        return (
            f"<section><h2>{text(name)}</h2><dl>{facts}</dl>"
            f'<p><a href="{text(cancel)}">{self.say("portal_cancel")}</a></p></section>'
        )

    def _rhythm(self, subscription: Json) -> str:
        items = subscription["items"]["data"]
        total = sum(item["price"]["unit_amount"] * item["quantity"] for item in items)
        return self.rhythm({**items[0]["price"], "unit_amount": total}, 1)

    def day(self, moment: int) -> str:
        day = datetime.fromtimestamp(moment, UTC)
        if self.language == "fr":
            return f"{day.day} {MONTHS_FR[day.month - 1]} {day.year}"
        return f"{day.day} {day:%B} {day.year}"

    def _card(self, method: Json | None) -> str:
        if method is None or "card" not in method:
            return self.say("portal_no_card")
        card = method["card"]
        return self.say(
            "portal_card_ends",
            brand=card["brand"].capitalize(),
            last4=card["last4"],
            month=card["exp_month"],
            year=card["exp_year"],
        )

    def card_form(self, form: PaymentForm, address: str, back: str, refusal: str | None) -> bytes:
        title = self.say("card_title")
        content = f"""<main class="checkout">
{self._problems(form, refusal)}
<section class="details" id="payment">
<h1>{title}</h1>
{self._form(form, address, self.say("card_save"))}
{self._back(back, "card_back")}
</section>
{self._test_cards({"payment_method_types": ["card"]}, address)}
</main>"""
        return self.document(title, content, offers_cards=True)

    def _form(self, form: PaymentForm, address: str, label: str) -> str:
        fields = "".join(self._field(name, form, is_fixed=False) for name in CARD_FIELDS)
        return f"""<form method="post" action="{text(address)}" id="pay" novalidate>
{fields}
<button class="primary" name="action" value="pay">{label}</button>
</form>"""

    def confirm_card(self, address: str) -> bytes:
        """The bank asks before a card is kept."""
        return self._question(
            self.say("authenticate_title"),
            self.say("confirm_text", merchant=self.merchant),
            address,
            ("complete", self.say("confirm_complete")),
            ("fail", self.say("confirm_fail")),
        )

    def confirm_payment(self, invoice: Json, address: str) -> bytes:
        """The bank asks before an invoice is paid."""
        total = self.amount(invoice["amount_due"], invoice["currency"])
        return self._question(
            self.say("authenticate_title"),
            self.say("authenticate_text", merchant=self.merchant, total=total),
            address,
            ("complete", self.say("authenticate_complete")),
            ("fail", self.say("authenticate_fail")),
        )

    def confirm_cancel(self, subscription: Json, name: str, address: str, back: str) -> bytes:
        words = self.say("cancel_text", what=name, rhythm=self._rhythm(subscription))
        return self._question(
            self.say("cancel_title"),
            words,
            address,
            ("cancel", self.say("cancel_confirm")),
            back=back,
        )

    def _question(
        self,
        title: str,
        words: str,
        address: str,
        *answers: tuple[str, str],
        back: str | None = None,
    ) -> bytes:
        kinds = ("primary", "quiet")
        buttons = "".join(
            f'<button class="{kind}" name="answer" value="{value}">{label}</button>'
            for kind, (value, label) in zip(kinds, answers, strict=False)
        )
        content = f"""<main class="notice"><h1>{title}</h1><p>{words}</p>
<form method="post" action="{text(address)}">{buttons}</form>
{self._back(back, "cancel_keep")}
</main>"""
        return self.document(title, content)

    def invoice(
        self,
        invoice: Json,
        method: Json | None,
        form: PaymentForm,
        address: str,
        refusal: str | None,
    ) -> bytes:
        title = self.say("invoice_title", number=invoice["number"], merchant=self.merchant)
        total = self.amount(invoice["amount_due"], invoice["currency"])
        rows = "".join(
            f"<li><span>{text(line['description'])}</span> "
            f'<span class="price">{text(self.amount(line["amount"], line["currency"]))}</span></li>'
            for line in invoice["lines"]["data"]
        )
        usual = ""
        if method and "card" in method:
            label = self.say("invoice_usual", total=total, last4=method["card"]["last4"])
            usual = (
                f'<form method="post" action="{text(address)}">'
                f'<button class="primary" name="action" value="usual">{label}</button></form>'
            )
        content = f"""<main class="checkout">
{self._problems(form, refusal)}
<header class="order"><h1>{title}</h1><h2>{self.say("invoice_due")}</h2>
<p class="amount">{text(total)}</p><ul class="lines">{rows}</ul>{usual}</header>
<section class="details" id="payment"><h2>{self.say("invoice_other")}</h2>
{self._form(form, address, self.say("pay", total=total))}
</section>
{self._test_cards({"payment_method_types": ["card"]}, address)}
</main>"""
        return self.document(title, content, offers_cards=True)

    def _back(self, url: str | None, words: str) -> str:
        if not url:
            return ""
        return f'<p><a href="{text(url)}">{self.say(words, merchant=self.merchant)}</a></p>'
