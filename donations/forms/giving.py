"""The give form: checks the shape of what was typed; what may be given the services decide."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.fields import NewsField
from core.attribution import page_named
from core.forms import AmountField, amount_error_message, currency_name
from core.money import MAX_CHARGE, AmountError, format_amount, format_plain, parse_amount
from donations.enums import Interval
from donations.forms.splits import SplitForm
from donations.forms.tributes import TributeForm
from donations.services.giving.fee_cover import fee_cover
from donations.splits import write_shares
from ledger.models import Fund

if TYPE_CHECKING:
    from donations.models import CampaignPage


class DonationForm(TributeForm, SplitForm):
    """`amount` is what counts. `suggested` is the row of ready amounts: choosing one is the same
    as typing it. Choosing one and typing another is a contradiction: we ask, and never guess."""

    suggested = forms.ChoiceField(
        label=_("Amount"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these amounts, or enter your own.")},
    )
    amount = AmountField(required=False)
    interval = forms.ChoiceField(
        label=_("How often"),
        required=False,
        choices=Interval.choices,
        widget=forms.RadioSelect,
        initial=Interval.ONCE,
        error_messages={"invalid_choice": _("Choose how often: once, or one of the others.")},
    )
    currency = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should stand on your receipt."),
        error_messages={"required": _("Enter your name, so that the receipt is yours.")},
    )
    email = forms.EmailField(
        label=_("Your e‑mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For your receipt. We send nothing else unless you ask."),
        error_messages={
            "required": _("Enter your e‑mail address, so that we can send the receipt."),
            "invalid": _("Enter an e‑mail address such as awa@example.org."),
        },
    )
    thanks = forms.BooleanField(
        label=_("Thank me by name on the page of this campaign"),
        required=False,
        help_text=_("Somebody of us reads each name first. The amount is never shown."),
    )
    news = NewsField()
    covers_fee = forms.BooleanField(
        label=_("Add the card fee"),
        required=False,
        help_text=_(
            "What the payment service keeps of a payment. You see the sum before you pay, and it "
            "is on your receipt as a gift."
        ),
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    # What the visitor was shown to be charged, as `terms` has it. Empty: nothing was shown yet.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        "suggested",
        "amount",
        "interval",
        "currency",
        "fund",
        "name",
        "email",
        "news",
        "anonymous",
        "covers_fee",
        "message",
    )

    data: Any

    def __init__(
        self,
        data: Any = None,
        *,
        currency: str,
        amounts: Sequence[int],
        funds: Sequence[Fund],
        offers_fee_cover: bool,
        campaign: "CampaignPage | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(None if data is None else data.copy(), funds=funds, **kwargs)
        if not offers_fee_cover:
            del self.fields["covers_fee"]
        if campaign is None or not campaign.thanks_by_name:
            del self.fields["thanks"]
        self.campaign = campaign
        self.own_currency = currency
        self.ask_in(currency)
        self.amounts = amounts
        language = get_language() or "en"
        self._field("suggested").choices = [
            (self._plain(amount), format_amount(amount, currency, language, whole=True))
            for amount in amounts
        ]
        self._field("amount").label = _("Or any amount, in %(currency)s") % {
            "currency": currency_name(currency, language)
        }
        if campaign and campaign.fund and campaign.fund.code in self.funds:
            self.initial["fund"] = campaign.fund.code

    @property
    def adds_fee(self) -> bool:
        return bool(self.cleaned_data.get("covers_fee"))

    @property
    def fee_cover(self) -> int:
        """What is added to the amount, in minor units."""
        return fee_cover(self.cleaned_data["amount"]) if self.adds_fee else 0

    @property
    def total(self) -> int:
        """What is charged, in minor units."""
        return int(self.cleaned_data["amount"]) + self.fee_cover

    @property
    def parts(self) -> dict[Fund, int] | None:
        """Where the gift is split, how much of it goes to which fund."""
        found: dict[Fund, int] | None = self.cleaned_data.get("parts")
        return found

    @property
    def terms(self) -> str:
        """What is charged and how often, as the page's hidden field carries it: "40 once"; and to
        which funds, where it is split."""
        terms = f"{self._plain(self.total)} {self.cleaned_data['interval']}"
        return f"{terms} {write_shares(self.parts)}" if self.parts else terms

    @property
    def needs_review(self) -> bool:
        """Whether the page must first show what will be charged: it carried the field `seen`, and
        what stands in it is not what was entered. Programs that send no such field go straight on.
        """
        if "seen" not in self.data:
            return False
        if self.parts:  # which no page shows while one types
            return bool(self.cleaned_data["seen"] != self.terms)
        amount, _space, interval = self.cleaned_data["seen"].rpartition(" ")
        try:
            seen = parse_amount(amount, self.own_currency)
        except AmountError:
            return True
        return (seen, interval) != (self.total, self.cleaned_data["interval"])

    @property
    def renews(self) -> bool:
        return Interval(self.cleaned_data["interval"]).renews

    @property
    def rhythm(self) -> Any:
        """In words: once, every month, every three months, every year."""
        return Interval(self.cleaned_data["interval"]).label

    def carry(self) -> None:
        """Ready to be sent again from a page that shows the terms."""
        self.data["seen"] = self.terms

    def keep(self, values: Mapping[str, str]) -> None:
        """Show again what was typed, to be changed."""
        self.initial.update({name: values[name] for name in self.fields if name in values})
        for name in ("news", "anonymous", "thanks", "covers_fee", "tell_at_once"):
            self.initial[name] = values.get(name, "") in {"on", "True"}
        self.initial["seen"] = ""

    def _plain(self, amount: int) -> str:
        """An amount as a link or a radio button carries it: "40", "12.50"."""
        text = format_plain(amount, self.own_currency)
        whole, _point, fraction = text.partition(".")
        return text if fraction.strip("0") else whole

    @property
    def link(self) -> str:
        """The query of a link that `prefill` takes the gift from, for who comes back without having
        paid. Nothing about a person is in it."""
        given = self.cleaned_data
        chosen = {"amount": self._plain(given["amount"]), "interval": given["interval"]}
        if given["fund"] != self.default_fund:
            chosen["fund"] = given["fund"].code
        if given["source"]:
            chosen["source"] = given["source"].pk
        return urlencode(chosen)

    def prefill(self, values: Mapping[str, str]) -> None:
        """Take over from a link what makes sense, ignore the rest."""
        try:
            amount = parse_amount(values.get("amount", ""), self.own_currency)
        except AmountError:
            amount = 0
        if amount in self.amounts:
            self.initial["suggested"] = self._plain(amount)
        elif 0 < amount <= MAX_CHARGE:
            self.initial["amount"] = self._plain(amount)
        if values.get("interval") in Interval.values:
            self.initial["interval"] = values["interval"]
        if values.get("fund") in self.funds:
            self.initial["fund"] = values["fund"]

    def clean_interval(self) -> str:
        return str(self.cleaned_data["interval"] or Interval.ONCE)

    def clean_currency(self) -> str:
        """Nobody chooses a currency here; who names another one must not be charged in ours."""
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and currency != self.own_currency:
            self.add_error("amount", amount_error_message("foreign_currency", self.own_currency))
        return self.own_currency

    def clean_source(self) -> Page | None:
        """The page a gift came from, when it is live; anything else counts as no page."""
        return page_named(self.cleaned_data["source"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("suggested")
        suggested = parse_amount(chosen, self.own_currency) if chosen else None
        typed = cleaned.get("amount")
        if typed is None:
            cleaned["amount"] = suggested
            if suggested is None and not self.errors.keys() & {"amount", "suggested"}:
                self.add_error("amount", amount_error_message("empty", self.own_currency))
        elif suggested not in {None, typed}:
            self._ask_which(typed, suggested)
        cleaned["parts"] = self.read_parts(cleaned)
        if cleaned.get("thanks") and cleaned.get("anonymous"):
            self.add_error(
                "thanks",
                _("You asked to stay anonymous and to be thanked by name. Untick one of the two."),
            )
        return cleaned

    def _ask_which(self, typed: int, suggested: int | None) -> None:
        """Without scripts nobody can let go of a radio button: the page comes back without it."""
        language = get_language() or "en"
        amounts = {
            name: format_amount(amount or 0, self.own_currency, language, whole=True)
            for name, amount in (("typed", typed), ("chosen", suggested))
        }
        self.data["suggested"] = ""
        self.add_error(
            "amount",
            _("You chose %(chosen)s and typed %(typed)s. Is %(typed)s right? Then go on.")
            % amounts,
        )
