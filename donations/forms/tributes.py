"""What forms ask of a gift in honour or in memory of somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.enums import Interval, TributeKind
from donations.tribute_wishes import NAMED, TributeWish, faults_of, wish_of

NAMES = ("tribute", *NAMED, "tell_at_once")


class TributeForm(forms.Form):
    """Who is honoured, who is told, and how. Empty when the gift honours nobody."""

    tribute = forms.ChoiceField(
        label=_("In honour or in memory"),
        required=False,
        choices=[("", pgettext_lazy("tribute", "neither")), *TributeKind.choices],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    honouree = forms.CharField(
        label=_("Their name"),
        required=False,
        max_length=200,
        help_text=_("As it should stand on the card and on your receipt."),
    )
    told_name = forms.CharField(
        label=_("Who should we tell?"),
        required=False,
        max_length=200,
        help_text=_("They get a card. It never says how much you gave."),
    )
    told_email = forms.EmailField(
        label=_("Their e‑mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e‑mail address such as awa@example.org.")},
    )
    told_address = forms.CharField(
        label=_("Or their postal address"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Street, town and country, as on an envelope."),
    )
    told_words = forms.CharField(
        label=_("A few words to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tell_at_once = forms.BooleanField(
        label=_("Mail the card as soon as my gift has arrived"),
        required=False,
        help_text=_("Otherwise one of us reads it first and sends it within a few days."),
    )

    @property
    def tribute_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NAMES if name in self.fields]

    @property
    def shows_tribute(self) -> bool:
        """Whether the folded part is open: something in it was said, or is wrong."""
        return any(field.errors or field.value() for field in self.tribute_fields)

    @property
    def wish(self) -> TributeWish:
        return wish_of(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        interval = cleaned.get("interval") or Interval.ONCE
        giver = cleaned.get("name", "")
        for name, sentence in faults_of(wish_of(cleaned), interval=interval, giver=giver):
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned
