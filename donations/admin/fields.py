"""Fields that forms about gifts share."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.models import OrganisationSettings
from core.money import format_amount
from donations.models import Instalment

# Money that reaches the field stays in its own currency; nothing adds it to dollars.
FURTHER_CURRENCIES = ("XOF", "EUR")
# So long before its day an instalment can be chosen: some come early.
SOON = timedelta(days=90)


def currency_codes() -> list[str]:
    return list(dict.fromkeys([OrganisationSettings.load().currency, *FURTHER_CURRENCIES]))


class DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y"],
            error_messages={"invalid": gettext_lazy("Enter a day such as 2026-11-20.")},
            **options,
        )


class InstalmentField(forms.ModelChoiceField):
    """What is expected, as a clerk knows it again: who, what for, when, how much."""

    def show(self, *, currency: str, until: date, chosen: int | None) -> None:
        """Offer what is expected until that day, and what was chosen before."""
        expected = Instalment.objects.expected().filter(due_on__lte=until)
        offered = Q(pk__in=expected.values("pk"))
        if chosen:
            offered |= Q(pk=chosen)
        self.queryset = Instalment.objects.with_promise().filter(offered, currency=currency)

    def label_from_instance(self, instalment: Instalment) -> str:
        amount = format_amount(instalment.amount, instalment.currency, get_language() or "en")
        promise = instalment.grant or _("pledge")
        day = date_format(instalment.due_on, "SHORT_DATE_FORMAT")
        return f"{instalment.giver}: {promise}, {day}, {amount}"
