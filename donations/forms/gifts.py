"""What every form of a gift asks, wherever it stands: which fund, whether anonymously, and a few
words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.models import Fund


class GiftForm(forms.Form):
    fund = forms.ChoiceField(
        label=_("Where it goes"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This fund takes no gifts now. Choose one of these.")},
    )
    anonymous = forms.BooleanField(
        label=_("Give anonymously"),
        required=False,
        help_text=_("Your name is shown to nobody outside. Your receipt still carries it."),
    )
    message = forms.CharField(
        label=_("A few words to us"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, funds: Sequence[Fund], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.funds = {fund.code: fund for fund in funds}
        self.default_fund = next((fund for fund in funds if fund.is_default), None)
        self._field("fund").choices = [(fund.code, fund.local_name) for fund in funds]
        if self.default_fund:
            self.initial.setdefault("fund", self.default_fund.code)

    @property
    def shows_funds(self) -> bool:
        """Whether the folded list of funds is open: something in it was chosen or is wrong."""
        chosen = self["fund"].value()
        return "fund" in self.errors or bool(
            chosen and self.default_fund and chosen != self.default_fund.code
        )

    @property
    def shows_options(self) -> bool:
        names = self.fields.keys() & {"anonymous", "thanks", "covers_fee", "message"}
        return any(self[name].errors or self[name].value() for name in names)

    def clean_fund(self) -> Fund | None:
        """Nothing chosen means the fund without conditions."""
        return self.funds.get(self.cleaned_data["fund"]) or self.default_fund

    def _field(self, name: str) -> Any:
        return self.fields[name]
