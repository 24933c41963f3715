"""The page on which staff move a gift to another fund."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Link, money_text
from core.forms import AmountField
from core.models import OrganisationSettings
from donations.exceptions import GiftError
from donations.models import Donation, Reallocation
from donations.services.funds.allocations import reallocate
from ledger.decision_views import DecisionView
from ledger.forms import DecisionForm
from ledger.fund_fields import FundChoiceField
from ledger.models import Fund

MAY_MOVE = "donations.add_reallocation"
MOVED = "donations.reallocation"


class ReallocationForm(DecisionForm):
    from_fund = FundChoiceField(label=_("From fund"), queryset=Fund.objects.none())
    to_fund = FundChoiceField(label=_("To fund"))
    amount = AmountField(label=_("Amount"))
    decided_on = forms.DateField(
        label=_("Decided on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    consent = forms.CharField(
        label=_("The donor’s written consent"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The donor’s words, their date, and where the letter or mail is kept. Needed as soon "
            "as one of the two funds is restricted: only the donor decides on that."
        ),
    )
    happened_on = None  # type: ignore[assignment]  # here it is the day of the decision
    field_order = (
        "token",
        "seen",
        "from_fund",
        "to_fund",
        "amount",
        "decided_on",
        "reason",
        "consent",
    )

    def __init__(self, *args: Any, donation: Donation, **kwargs: Any) -> None:
        parts = list(donation.allocations.select_related("fund"))
        start: dict[str, Any] = {"decided_on": OrganisationSettings.today()}
        if len(parts) == 1:
            start |= {"from_fund": parts[0].fund_id, "amount": parts[0].amount}
        super().__init__(*args, **{**kwargs, "initial": {**start, **kwargs.get("initial", {})}})
        self.fields["from_fund"].queryset = Fund.objects.prefetch_related("translations").filter(  # type: ignore[attr-defined]
            pk__in=[part.fund_id for part in parts]
        )
        if len(parts) == 1:
            self.fields["from_fund"].widget = forms.HiddenInput()
        self.fields["amount"].currency = donation.currency  # type: ignore[attr-defined]
        self.fields["amount"].help_text = _(
            "Of the gift as it was given: %(parts)s. Its part of the fee, and of what was given "
            "back, goes along."
        ) % {
            "parts": ", ".join(
                f"{part.fund.local_name} {money_text(part.amount, donation.currency)}"
                for part in parts
            )
        }


class ReallocationView(DecisionView):
    form_class = ReallocationForm
    permission = MAY_MOVE
    errors = (GiftError,)
    header_icon = "pick"
    page_title = _("Move to another fund")
    introduction = _(
        "The gift goes on saying which fund its giver named, and its receipt stays as it is. The "
        "books move the money on the day you give, and keep your reason."
    )
    submit_label = _("Move it")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.donation = get_object_or_404(Donation.objects.arrived(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        return reverse("gifts:inspect", args=[self.donation.pk])

    def recorded(self) -> QuerySet[Reallocation]:
        return self.donation.reallocations.all()

    def is_decided(self, token: UUID) -> bool:
        return self.donation.reallocations.filter(uuid=token).exists()

    def get_page_subtitle(self) -> str:
        gift = self.donation
        return f"{gift.name or gift.email}, {money_text(gift.amount, gift.currency)}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"donation": self.donation}

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        moved = reallocate(
            uuid=wanted["token"],
            donation=self.donation,
            from_fund=wanted["from_fund"],
            to_fund=wanted["to_fund"],
            amount=wanted["amount"],
            decided_on=wanted["decided_on"],
            reason=wanted["reason"],
            consent=wanted["consent"],
            by=self.request.user,
            seen=wanted["seen"],
        )
        return self.donation, MOVED, {"reallocation": str(moved.uuid)}


def reallocation_links(donation: Donation, user: Any) -> list[Link]:
    """The way to the form, for who may move gifts, where there is something to move."""
    if not (donation.has_arrived and donation.kept and user.has_perm(MAY_MOVE)):
        return []
    url = reverse("gifts:reallocate", args=[donation.pk])
    return [Link(label=_("Move to another fund"), url=url, icon="resubmit")]
