"""One small form for each thing that a giver can change of a monthly gift."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import AmountField
from core.models import OrganisationSettings
from donations.models import RecurringGift
from donations.services.giving.recurring import LAST_DAY
from ledger.models import Fund


class AmountForm(forms.Form):
    amount = AmountField(label=_("Amount"))
    covers_fee = forms.BooleanField(
        label=_("Add the card fee"),
        required=False,
        help_text=_("So much as the payment service keeps of that amount."),
    )

    def __init__(self, data: Any = None, *, gift: RecurringGift, **kwargs: Any) -> None:
        subscription = gift.subscription
        initial = {"amount": subscription.amount, "covers_fee": bool(subscription.fee_cover)}
        super().__init__(data, initial=initial, **kwargs)
        field: Any = self.fields["amount"]
        field.currency = subscription.currency
        if not (subscription.stripe_fee_product and OrganisationSettings.load().has_card_fee):
            del self.fields["covers_fee"]


class DayForm(forms.Form):
    day = forms.IntegerField(
        label=_("Day of the month"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 3}),
        error_messages={
            "required": _("Enter a day, such as 5."),
            "invalid": _("Enter a day, such as 5."),
        },
    )

    def __init__(self, data: Any = None, *, gift: RecurringGift, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": gift.next_day.day if gift.next_day else None}
        super().__init__(data, **kwargs)
        # Not above: `%` would settle the language when the module is loaded.
        self.fields["day"].help_text = _("From 1 to %(last)s.") % {"last": LAST_DAY}


class FundForm(forms.Form):
    fund = forms.ChoiceField(
        label=_("Where it goes"),
        error_messages={
            "required": _("Choose a fund."),
            "invalid_choice": _("This fund takes no gifts now. Choose one of these."),
        },
    )

    def __init__(
        self, data: Any = None, *, gift: RecurringGift, funds: Sequence[Fund], **kwargs: Any
    ) -> None:
        self.funds = {fund.code: fund for fund in funds}
        super().__init__(data, initial={"fund": gift.subscription.fund.code}, **kwargs)
        field: Any = self.fields["fund"]
        field.choices = [(fund.code, fund.local_name) for fund in funds]

    def clean_fund(self) -> Fund:
        return self.funds[self.cleaned_data["fund"]]


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Pause until"),
        help_text=_("Nothing is taken before that day, and nothing is owed for the time before."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the day until which to pause."),
            "invalid": _("Enter a date such as 2027-01-31."),
        },
    )

    def __init__(self, data: Any = None, *, gift: RecurringGift, **kwargs: Any) -> None:
        super().__init__(data, initial={"until": gift.resume_day}, **kwargs)
