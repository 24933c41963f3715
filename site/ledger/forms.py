"""What the treasurer asks of an export, and what the accounting program calls things."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OrganisationSettings
from ledger.enums import ExportDetail, ExportProgram, ExportTerm
from ledger.models import Account, ExportName, Fund
from ledger.services.exports import USUAL, currencies

Thing = Account | Fund | ExportTerm


class MonthField(forms.DateField):
    """A month, as browsers send it: the date is its first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m"], **options)


class JournalExportForm(forms.Form):
    month = MonthField(
        label=_("Month"),
        error_messages={"invalid": _("Give a month such as 2026-03.")},
        help_text=_("By the day an entry is booked on, in the organisation's zone."),
    )
    program = forms.ChoiceField(label=_("Program"), choices=ExportProgram.choices)
    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("One file holds one currency; sums never cross them.")
    )
    detail = forms.ChoiceField(label=_("Detail"), choices=ExportDetail.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = OrganisationSettings.load().currency
        known = dict.fromkeys([own, *currencies()])
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(currency, currency) for currency in known]

    @staticmethod
    def last_month() -> date:
        today = timezone.localdate(timezone=OrganisationSettings.load().zone)
        return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


class ExportNamesForm(forms.Form):
    """One field for each thing and program; what is left empty keeps our name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            (row.program, row.account_id, row.fund_id, row.term): row.name
            for row in ExportName.objects.all()
        }
        self._fields: dict[str, tuple[ExportProgram, Thing]] = {}
        self.rows: dict[str, list[tuple[str, list[forms.BoundField]]]] = {}
        things: list[tuple[str, Thing]] = [
            *(("accounts", account) for account in Account.objects.all()),
            *(("funds", fund) for fund in Fund.objects.all()),
            *(("terms", term) for term in ExportTerm),
        ]
        for group, thing in things:
            cells = []
            for program in ExportProgram:
                known_by = thing.value if isinstance(thing, ExportTerm) else thing.pk
                name = f"{program}-{group}-{known_by}"
                self.fields[name] = forms.CharField(
                    label=f"{program.label}: {_label(thing)}",
                    max_length=100,
                    required=False,
                    initial=known.get((program.value, *_columns(thing)), ""),
                    widget=forms.TextInput(attrs={"placeholder": _ours(thing, program)}),
                )
                self._fields[name] = program, thing
                cells.append(self[name])
            self.rows.setdefault(group, []).append((_label(thing), cells))

    def names(self, program: ExportProgram) -> dict[Thing, str]:
        return {
            thing: self.cleaned_data[name]
            for name, (owner, thing) in self._fields.items()
            if owner == program
        }


def _columns(thing: Thing) -> tuple[int | None, int | None, str]:
    if isinstance(thing, Account):
        return thing.pk, None, ""
    return (None, thing.pk, "") if isinstance(thing, Fund) else (None, None, thing.value)


def _label(thing: Thing) -> str:
    return str(thing.label if isinstance(thing, ExportTerm) else thing)


def _ours(thing: Thing, program: ExportProgram) -> str:
    """What is written where nothing else is said."""
    if isinstance(thing, Account):
        return thing.code if program == ExportProgram.XERO else thing.name
    return thing.name if isinstance(thing, Fund) else USUAL[thing]
