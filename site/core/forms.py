"""Form fields that more than one app needs."""

from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.numbers import get_currency_name
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import OrganisationSettings
from core.money import MAX_CHARGE, AmountError, exponent, format_amount, format_plain, parse_amount


class AmountField(forms.CharField):
    """Money as a person types it, in major units; cleans to minor units, or None when optional.

    The currency is the organisation's unless one is given. Whatever cannot be read as an amount
    says what to do instead.
    """

    def __init__(self, *, currency: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self._currency = currency
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "transaction-amount")

    @property
    def currency(self) -> str:
        return self._currency or OrganisationSettings.load().currency

    @currency.setter
    def currency(self, code: str) -> None:
        self._currency = code

    def prepare_value(self, value: Any) -> Any:
        """Minor units are shown as `parse_amount` reads them; typed text is kept as typed."""
        if not isinstance(value, int):
            return value
        return format_plain(value, self.currency, get_language() or "en")

    def clean(self, value: Any) -> int | None:
        text = self.to_python(value) or ""
        self.run_validators(text)
        try:
            return parse_amount(text, self.currency)
        except AmountError as error:
            if error.code == "empty" and not self.required:
                return None
            raise ValidationError(
                amount_error_message(error.code, self.currency), code=error.code
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def amount_error_message(code: str, currency: str) -> str:
    """What to tell somebody whose typed amount is none (`AmountError.code`)."""
    language = get_language() or "en"
    if code == "too_precise" and exponent(currency) == 0:
        return _("Enter a whole amount, without decimals.")
    messages = {
        "empty": _("Enter an amount."),
        "not_a_number": _("Enter the amount in figures, such as 40 or 12.50."),
        "negative": _("Enter an amount above zero."),
        "too_precise": _("Enter the amount with at most %(decimals)s decimals, such as 12.50."),
        "too_large": _("Enter an amount of at most %(maximum)s."),
        "foreign_currency": _("Enter the amount in %(currency)s."),
    }
    return messages[code] % {
        "decimals": exponent(currency),
        "maximum": format_amount(MAX_CHARGE, currency, language),
        "currency": currency_name(currency, language),
    }


@lru_cache(maxsize=64)
def currency_name(currency: str, language: str) -> str:
    """The currency in words, as an amount of it is counted: "US dollars"."""
    name = get_currency_name(currency, count=2, locale=Locale.parse(language, sep="-"))
    return str(name).replace("-", "\N{NON-BREAKING HYPHEN}")  # États‑Unis in one line
