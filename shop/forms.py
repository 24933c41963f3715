"""Forms check shape; what can be had, and for how much, the services decide."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.fields import NewsField
from core.attribution import page_named
from core.forms import AmountField
from donations.enums import Interval
from donations.forms.splits import SplitForm
from donations.forms.tributes import TributeForm
from ledger.models import Fund
from shop.addresses import Address

# What a postcode looks like where we ship often; other countries have their own ways.
POSTCODES = {
    "US": re.compile(r"\d{5}(-\d{4})?"),
    "CA": re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", re.IGNORECASE),
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE),
    "FR": re.compile(r"\d{5}"),
    "DE": re.compile(r"\d{5}"),
}

REGION_NEEDED = {"US", "CA"}


class QuantityField(forms.IntegerField):
    """How many bars. Whether so many are left is for the shelf to say."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Quantity"))
        super().__init__(
            min_value=1,
            max_value=1_000_000_000,
            error_messages={
                "required": _("Enter a quantity."),
                "invalid": _("Enter a whole number, such as 2."),
                "min_value": _("Enter a quantity of at least 1."),
                "max_value": _("Enter a smaller quantity."),
            },
            **kwargs,
        )
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})


class AddForm(forms.Form):
    sku = forms.CharField(
        max_length=40,
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a soap first.")},
    )
    quantity = QuantityField(initial=1)
    source = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_source(self) -> Page | None:
        """The page whose link led to the soap, when it is live; anything else counts as none."""
        return page_named(self.cleaned_data["source"])


class BasketGiftForm(TributeForm, SplitForm):
    """The one gift of a basket; giver and address come at the checkout."""

    amount = AmountField(label=_("Amount"))
    interval = forms.ChoiceField(
        required=False,
        label=_("How often"),
        choices=Interval.choices,
        initial=Interval.ONCE,
        error_messages={"invalid_choice": _("Choose how often: once, or one of the others.")},
    )
    covers_fee = forms.BooleanField(
        label=_("Add the card fee"),
        required=False,
        help_text=_("What the payment service keeps of your gift. It is a gift on your receipt."),
    )

    field_order = ("amount", "interval", "fund", "covers_fee", "anonymous", "message")

    def __init__(
        self,
        data: Any = None,
        *,
        currency: str,
        funds: Sequence[Fund],
        offers_fee_cover: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, funds=funds, auto_id="gift_%s", **kwargs)
        if not offers_fee_cover:
            del self.fields["covers_fee"]
        self.ask_in(currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["parts"] = self.read_parts(cleaned)
        return cleaned

    def clean_interval(self) -> str:
        return str(self.cleaned_data["interval"] or Interval.ONCE)


class BuyerForm(forms.Form):
    """Who pays: all that a basket with only a gift needs."""

    email = forms.EmailField(
        label=_("Your e‑mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For your receipt and for news of your parcel. Nothing else unless you ask."),
        error_messages={
            "required": _("Enter your e‑mail address, so that we can send the receipt."),
            "invalid": _("Enter an e‑mail address such as awa@example.org."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    news = NewsField()

    field_order: tuple[str, ...] = ("email", "news", "name")

    def address(self) -> Address | None:
        return None


class CheckoutForm(BuyerForm):
    """Who pays and where the parcel goes."""

    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose a country, so that we know what the parcel costs."),
            "invalid_choice": _("We do not ship there yet. Write to us and we find a way."),
        },
    )
    line1 = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={"required": _("Enter the street and number.")},
    )
    line2 = forms.CharField(
        label=_("Flat, floor, care of"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Enter the city.")},
    )
    region = forms.CharField(
        label=_("State or region"),
        max_length=100,
        required=False,
        help_text=_("Needed in the United States and Canada."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=20,
        required=False,
        help_text=_("Where the country has postcodes."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        help_text=_("Only for the carrier, should the parcel get lost."),
    )

    field_order = (
        "email",
        "news",
        "name",
        "country",
        "line1",
        "line2",
        "postcode",
        "city",
        "region",
        "phone",
    )

    def __init__(
        self, data: Any = None, *, countries: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["country"]
        field.choices = [("", _("Choose a country")), *countries]
        if len(countries) == 1:
            self.initial.setdefault("country", countries[0][0])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pattern = POSTCODES.get(cleaned.get("country", ""))
        if pattern and not pattern.fullmatch(cleaned.get("postcode", "").strip()):
            self.add_error("postcode", _("Enter a postcode as that country writes it."))
        if cleaned.get("country") in REGION_NEEDED and not cleaned.get("region"):
            self.add_error("region", _("Enter the state or province."))
        return cleaned

    def chosen_country(self) -> str:
        """The country as chosen so far, "" when it is none of ours. Needs no other field."""
        chosen = str(self["country"].value() or "")
        field: Any = self.fields["country"]
        return chosen if field.valid_value(chosen) else ""

    def address(self) -> Address:
        names = ("line1", "line2", "city", "region", "postcode", "country", "phone")
        return Address(**{name: self.cleaned_data[name] for name in names})
