"""What forms ask of a gift that is to go to more than one fund."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import AmountField
from donations.exceptions import TooMuchToOthersError
from donations.forms.gifts import GiftForm
from donations.splits import FURTHER
from ledger.models import Fund

LABELS = {
    1: (gettext_lazy("A second fund"), gettext_lazy("How much to the second fund")),
    2: (gettext_lazy("A third fund"), gettext_lazy("How much to the third fund")),
}
NUMBERS = range(1, FURTHER + 1)


def split_initial(parts: Mapping[Fund, int]) -> dict[str, Any]:
    """What fills in the form for a gift that is split so; the first fund is chosen elsewhere."""
    values: dict[str, Any] = {}
    for number, (fund, amount) in zip(NUMBERS, list(parts.items())[1:], strict=False):
        values |= {f"split_fund_{number}": fund.code, f"split_amount_{number}": amount}
    return values


class SplitForm(GiftForm):
    """Up to two funds beside the one that was chosen, each with its part; what is left goes to the
    chosen one, so the parts make the gift without anybody adding them up."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [("", "–"), *self._field("fund").choices]
        self.can_be_split = len(self.funds) > 1
        for number in NUMBERS if self.can_be_split else ():
            fund_label, amount_label = LABELS[number]
            self.fields[f"split_fund_{number}"] = forms.ChoiceField(
                label=fund_label,
                choices=choices,
                required=False,
                error_messages={
                    "invalid_choice": gettext_lazy(
                        "This fund takes no gifts now. Choose one of these."
                    )
                },
            )
            self.fields[f"split_amount_{number}"] = AmountField(
                label=amount_label,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def ask_in(self, currency: str) -> None:
        """Every amount of the form is in this currency."""
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency

    @property
    def split_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("split_")]

    @property
    def shows_split(self) -> bool:
        """Whether the folded part is open: something in it was said, or is wrong."""
        return any(field.errors or field.value() for field in self.split_fields)

    @property
    def shows_funds(self) -> bool:
        return super().shows_funds or self.shows_split

    def read_parts(self, cleaned: dict[str, Any]) -> dict[Fund, int] | None:
        """Fund → its part, the chosen one first; None where the gift goes to that one whole. Call
        it once amount and fund are known."""
        further = dict(self._further(cleaned))
        amount, fund = cleaned.get("amount"), cleaned.get("fund")
        if not further or not amount or fund is None:
            return None
        if fund in further:
            name = next(name for name, one in self._funds(cleaned) if one == fund)
            self.add_error(name, _("Name each fund once."))
            return None
        rest = amount - sum(further.values())
        if rest < 1:
            self.add_error("split_amount_1", str(TooMuchToOthersError()))
            return None
        return {fund: rest, **further}

    def _further(self, cleaned: dict[str, Any]) -> Iterator[tuple[Fund, int]]:
        """What was typed in full; the halves of the others are errors beside them."""
        seen: set[Fund] = set()
        for name, fund in self._funds(cleaned):
            amount_name = name.replace("fund", "amount")
            amount = cleaned.get(amount_name)
            if fund in seen:
                self.add_error(name, _("Name each fund once."))
            elif fund and amount is None and amount_name not in self.errors:
                self.add_error(amount_name, _("Enter how much of the gift goes there."))
            elif fund is None and amount is not None and name not in self.errors:
                self.add_error(name, _("Choose the fund that it goes to."))
            elif fund and amount == 0:
                self.add_error(amount_name, _("Enter an amount above zero."))
            elif fund and amount:
                seen.add(fund)
                yield fund, amount

    def _funds(self, cleaned: dict[str, Any]) -> Iterator[tuple[str, Fund | None]]:
        for number in NUMBERS if self.can_be_split else ():
            name = f"split_fund_{number}"
            yield name, self.funds.get(cleaned.get(name) or "")
