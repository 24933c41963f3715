"""Fields that forms about gifts share."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import date_format
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import InstalmentStatus
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
        """Offer what is expected until that day, the next one of each promise, and what was chosen
        before."""
        same = Q(grant=OuterRef("grant")) | Q(pledge=OuterRef("pledge"))
        earlier = Instalment.objects.filter(
            same, status=InstalmentStatus.EXPECTED, due_on__lt=OuterRef("due_on")
        )
        expected = Instalment.objects.expected().filter(Q(due_on__lte=until) | ~Exists(earlier))
        offered = Q(pk__in=expected.values("pk"))
        if chosen:
            offered |= Q(pk=chosen)
        self.queryset = Instalment.objects.with_promise().filter(offered, currency=currency)

    def label_from_instance(self, instalment: Instalment) -> str:
        amount = format_amount(instalment.amount, instalment.currency, get_language() or "en")
        promise = instalment.grant or _("pledge")
        day = date_format(instalment.due_on)
        return f"{instalment.giver}: {promise}, {day}, {amount}"


class StaffField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Responsible"),
            queryset=User.objects.none(),
            help_text=gettext_lazy("Gets the reminders."),
            **options,
        )

    def show(self, chosen: int | None) -> None:
        staff = Q(is_staff=True, is_active=True) | Q(is_superuser=True, is_active=True)
        self.queryset = User.objects.filter(staff | Q(pk=chosen)).order_by("email")
