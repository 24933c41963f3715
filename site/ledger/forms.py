"""What the treasurer asks of an export or a report, what the accounting program calls things, and
what is recorded about a fund."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.forms import AmountField
from core.models import OrganisationSettings
from core.money import format_amount
from ledger.enums import ExportDetail, ExportProgram, ExportTerm, MovementKind
from ledger.fund_fields import FundChoiceField
from ledger.models import Account, ExportName, Fund
from ledger.services.balances import balances_now
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


class DecisionForm(forms.Form):
    """`token` becomes the uuid of what is recorded, so that a double click records it once. `seen`
    is what had been recorded last when the page was opened, so that the same typed in a second tab
    is noticed."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    happened_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        start = {"token": uuid4(), "happened_on": OrganisationSettings.today()}
        super().__init__(*args, **{**kwargs, "initial": {**start, **kwargs.get("initial", {})}})

    def look_again(self, latest: int) -> None:
        """What was recorded meanwhile is shown now: sent once more, the form knows of it."""
        self.data = {**self.data, "seen": latest}


class UndoForm(DecisionForm):
    pass


REASONS = {
    MovementKind.OPENING: _("Where the figure is from"),
    MovementKind.SPENDING: _("What it was spent on"),
    MovementKind.RELEASE_SPENT: _("What it was spent on"),
    MovementKind.RELEASE_TIME: _("Which restriction ended, and when"),
    MovementKind.TRANSFER: _("Who decided it, when, and what for"),
}


class MovementForm(DecisionForm):
    """What is recorded about one fund. Services decide whether it can be."""

    amount = AmountField(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"))
    to_fund = FundChoiceField(label=_("To fund"), queryset=Fund.objects.none())
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        required=False,
        help_text=_("Where the proof is: the number of an invoice, the minutes of the board."),
    )
    field_order = (
        "token",
        "seen",
        "to_fund",
        "amount",
        "currency",
        "happened_on",
        "reason",
        "document",
    )

    def __init__(self, *args: Any, fund: Fund, kind: MovementKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = balances_now([fund]).get(fund.pk, {})
        own = OrganisationSettings.load().currency
        known = dict.fromkeys([own, *held])
        chosen = self.data.get("currency") or own
        amount, currency = self.fields["amount"], self.fields["currency"]
        assert isinstance(amount, AmountField)
        assert isinstance(currency, forms.ChoiceField)
        currency.choices = [(code, code) for code in known]
        amount.currency = chosen if chosen in known else own
        if len(known) == 1:
            currency.widget = forms.HiddenInput()
            currency.initial = own
        language = get_language() or "en"
        texts = [format_amount(total, code, language) for code, total in held.items()]
        amount.help_text = _("In this fund now: %(amounts)s.") % {
            "amounts": ", ".join(texts) or format_amount(0, own, language)
        }
        self.fields["reason"].label = REASONS[kind]
        if kind == MovementKind.TRANSFER:
            target = self.fields["to_fund"]
            assert isinstance(target, forms.ModelChoiceField)
            others = Fund.objects.exclude(pk=fund.pk)
            target.queryset = others.prefetch_related("translations")
        else:
            del self.fields["to_fund"]


class PeriodForm(forms.Form):
    """From one day to another, both counted; this year until today unless somebody says."""

    start = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    @staticmethod
    def usual() -> dict[str, date]:
        today = OrganisationSettings.today()
        return {"start": today.replace(month=1, day=1), "end": today}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "start" in cleaned and "end" in cleaned and cleaned["start"] > cleaned["end"]:
            self.add_error("end", _("The last day comes before the first."))
        return cleaned
