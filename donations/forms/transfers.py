"""What somebody tells us who will give by bank transfer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import AmountField, currency_name
from core.money import AmountError, format_plain, parse_amount
from donations.forms.splits import SplitForm
from donations.forms.tributes import TributeForm
from ledger.models import Fund


class TransferForm(TributeForm, SplitForm):
    amount = AmountField()
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should stand on your receipt."),
        error_messages={"required": _("Enter your name, so that the receipt is yours.")},
    )
    email = forms.EmailField(
        label=_("Your e‑mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "For the bank details, and later your receipt. Without it the receipt comes by post: "
            "have your bank send us your address, or write to us."
        ),
        error_messages={"invalid": _("Enter an e‑mail address such as awa@example.org.")},
    )
    field_order = ("amount", "name", "email", "fund", "anonymous", "message")

    def __init__(
        self, data: Any = None, *, currency: str, funds: Sequence[Fund], **kwargs: Any
    ) -> None:
        super().__init__(data, funds=funds, **kwargs)
        self.currency = currency
        self.ask_in(currency)
        self._field("amount").label = _("Amount, in %(currency)s") % {
            "currency": currency_name(currency, get_language() or "en")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["parts"] = self.read_parts(cleaned)
        return cleaned

    def prefill(self, values: Mapping[str, str]) -> None:
        """Take over from a link what makes sense, ignore the rest."""
        try:
            amount = parse_amount(values.get("amount", ""), self.currency)
            self.initial["amount"] = format_plain(amount, self.currency, get_language() or "en")
        except AmountError:
            pass
        if values.get("fund") in self.funds:
            self.initial["fund"] = values["fund"]
