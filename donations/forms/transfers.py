"""What somebody tells us who will give by bank transfer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import AmountField, currency_name
from core.money import AmountError, format_plain, parse_amount
from ledger.models import Fund


class TransferForm(forms.Form):
    amount = AmountField()
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should stand on your receipt."),
        error_messages={"required": _("Enter your name, so that the receipt is yours.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "For the bank details, and later your receipt. Without it the receipt comes by post: "
            "have your bank send us your address, or write to us."
        ),
        error_messages={"invalid": _("Enter an e-mail address such as awa@example.org.")},
    )
    fund = forms.ChoiceField(
        label=_("Where it goes"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("We know no such fund. Choose one of these.")},
    )
    anonymous = forms.BooleanField(
        label=_("Give anonymously"),
        required=False,
        help_text=_("Your name is shown to nobody outside. Your receipt still carries it."),
    )
    message = forms.CharField(
        label=_("A few words to us"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, currency: str, funds: Sequence[Fund], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.currency = currency
        self.funds = {fund.code: fund for fund in funds}
        self.default_fund = next(fund for fund in funds if fund.is_default)
        amount, fund = self._field("amount"), self._field("fund")
        amount.currency = currency
        amount.label = _("Amount, in %(currency)s") % {
            "currency": currency_name(currency, get_language() or "en")
        }
        fund.choices = [(one.code, one.local_name) for one in funds]
        self.initial.setdefault("fund", self.default_fund.code)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def shows_funds(self) -> bool:
        return "fund" in self.errors or self["fund"].value() != self.default_fund.code

    @property
    def shows_options(self) -> bool:
        return any(self[name].errors or self[name].value() for name in ("anonymous", "message"))

    def prefill(self, values: Mapping[str, str]) -> None:
        """Take over from a link what makes sense, ignore the rest."""
        try:
            amount = parse_amount(values.get("amount", ""), self.currency)
            self.initial["amount"] = format_plain(amount, self.currency, get_language() or "en")
        except AmountError:
            pass
        if values.get("fund") in self.funds:
            self.initial["fund"] = values["fund"]

    def clean_fund(self) -> Fund:
        return self.funds.get(self.cleaned_data["fund"]) or self.default_fund
