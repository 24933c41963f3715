"""Changing a card, closing its task, and recording one of a gift that came without: each a form."""

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import Link
from donations.admin.steps import StepView
from donations.admin.tributes.forms import CloseForm, StaffTributeForm, values_of
from donations.exceptions import TributeError
from donations.models import Donation, Tribute
from donations.services.tributes.tributes import change_tribute, close_tribute, record_tribute

MAY_TELL = "donations.change_tribute"


class OfTribute(StepView):
    model = Tribute
    permission = MAY_TELL
    errors = (TributeError,)
    header_icon = "mail"

    @property
    def back(self) -> str:
        return reverse("tributes:inspect", args=[self.about.pk])

    @classmethod
    def log_name(cls) -> str:
        return f"donations.tribute.{cls.name}"


class ChangeView(OfTribute):
    name = "change"
    form_class = StaffTributeForm
    page_title = gettext_lazy("Change the card")

    def get_initial(self) -> dict[str, Any]:
        return values_of(self.about)

    def take(self, wanted: dict[str, Any]) -> Tribute:
        by: Any = self.request.user
        change_tribute(tribute=self.about, by=by, **wanted)
        return self.about


class CloseView(OfTribute):
    name = "close"
    form_class = CloseForm
    page_title = gettext_lazy("Close without a card")
    submit_label = page_title

    def take(self, wanted: dict[str, Any]) -> Tribute:
        by: Any = self.request.user
        close_tribute(tribute=self.about, note=wanted["note"], by=by)
        return self.about


class RecordView(OfTribute):
    """Of a gift that came without it: its giver told us later, or on paper."""

    name = "record"
    form_class = StaffTributeForm
    page_title = gettext_lazy("Record in whose honour or memory it is")
    submit_label = gettext_lazy("Record it")
    introduction = gettext_lazy(
        "The receipt that went out stays as it is; replace it if the giver wants it to say so."
    )

    @cached_property
    def about(self) -> Donation:
        gifts = Donation.objects.arrived().filter(recurring=None)
        return get_object_or_404(gifts, pk=self.kwargs["pk"])

    @property
    def back(self) -> str:
        return reverse("gifts:inspect", args=[self.about.pk])

    def way_on(self, about: Model) -> str:
        return reverse("tributes:inspect", args=[about.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.about.language}

    def get_page_subtitle(self) -> str:
        return self.about.name

    def take(self, wanted: dict[str, Any]) -> Tribute:
        return record_tribute(donation=self.about, **wanted)


STEPS = (ChangeView, CloseView, RecordView)


def step_urls() -> list[URLPattern]:
    return [path(f"{view.name}/<int:pk>/", view.as_view(), name=view.name) for view in STEPS]


def record_links(donation: Donation, user: Any) -> list[Link]:
    """From a gift to whom it honours, or to the form that says so."""
    if hasattr(donation, "tribute"):
        url = reverse("tributes:inspect", args=[donation.tribute.pk])
        return [Link(donation.tribute.named, url, "mail")]
    is_once = donation.has_arrived and donation.recurring_id is None and donation.kept
    if not is_once or not user.has_perm(MAY_TELL):
        return []
    url = reverse("tributes:record", args=[donation.pk])
    return [Link(_("It is in honour or in memory of somebody"), url, "mail")]
