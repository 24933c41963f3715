"""A gift of a batch that its giver split: how much of it goes to which other funds."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.forms import AmountField
from donations.models import BatchRow
from donations.services.offline.batches import Parts
from ledger.models import Fund

NUMBERS = (2, 3, 4)  # of the other funds; who names more writes two rows


def add_part_fields(form: forms.BaseForm, row: BatchRow, funds: QuerySet[Fund]) -> None:
    """Fields for other funds and what they get, as the row says now."""
    known = list(row.parts.all()) if row.pk else []
    by_key = {str(fund.pk): fund for fund in funds}  # asked for once for all of them
    choices = [("", "–"), *((key, fund.local_name) for key, fund in by_key.items())]
    for number, part in zip_longest(NUMBERS, known[: len(NUMBERS)]):
        form.fields[f"fund_{number}"] = forms.TypedChoiceField(
            label=_("Another fund, if it is split") if number == NUMBERS[0] else _("Another fund"),
            choices=choices,
            coerce=by_key.get,
            empty_value=None,
            required=False,
            initial=part and part.fund_id,
        )
        form.fields[f"amount_{number}"] = AmountField(
            label=_("Its part"),
            required=False,
            currency=row.batch.currency,
            initial=part and part.amount,
        )


def read_parts(form: Any) -> Parts:
    """What was typed, in order, else what the giver of a transfer asked for; a fund without an
    amount, or the reverse, is an error beside it."""
    parts = []
    for number in NUMBERS:
        fund = form.cleaned_data.get(f"fund_{number}")
        amount = form.cleaned_data.get(f"amount_{number}")
        if fund and amount is None and f"amount_{number}" not in form.errors:
            form.add_error(f"amount_{number}", _("Enter how much of the gift goes there."))
        elif amount is not None and fund is None and f"fund_{number}" not in form.errors:
            form.add_error(f"fund_{number}", _("Choose the fund that it goes to."))
        elif fund:
            parts.append((fund, amount))
    return parts or _parts_of_transfer(form)


def _parts_of_transfer(form: Any) -> Parts:
    """As the giver of a transfer wanted it split, in the same shares of what came; once, when its
    code is typed. Where one of these funds is closed since then, all of it goes to the first one,
    and the clerk decides."""
    transfer, fund = form.cleaned_data.get("transfer_code"), form.cleaned_data.get("fund")
    if transfer is None or form.instance.transfer_id == transfer.pk:
        return ()
    parts = transfer.parts_of(form.cleaned_data.get("amount") or transfer.amount)
    if fund not in parts or not all(one.takes_gifts for one in parts):
        return ()
    return [(one, part) for one, part in parts.items() if one != fund]


def names_part(form: Any) -> bool:
    return any(form[f"fund_{number}"].value() for number in NUMBERS)
