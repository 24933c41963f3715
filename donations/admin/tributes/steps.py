"""Changing a card, closing its task, and recording one of a gift that came without: each a form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core.admin import Link
from donations.admin.tributes.forms import CloseForm, StaffTributeForm, values_of
from donations.exceptions import TributeError
from donations.models import Donation, Tribute
from donations.services.tributes import change_tribute, close_tribute, record_tribute

MAY_TELL = "donations.change_tribute"
LOG_ACTIONS = {
    "donations.tribute.change": gettext_lazy("Change"),
    "donations.tribute.close": gettext_lazy("Close without a card"),
    "donations.tribute.record": gettext_lazy("Record in whose honour or memory it is"),
}


def step_urls() -> list[URLPattern]:
    return [
        path("change/<int:pk>/", ChangeView.as_view(), name="change"),
        path("close/<int:pk>/", CloseView.as_view(), name="close"),
        path("record/<int:pk>/", RecordView.as_view(), name="record"),
    ]


@method_decorator(never_cache, name="dispatch")
class TributeStepView(WagtailAdminTemplateMixin, FormView):
    """A form about one tribute, one service, back to its page."""

    template_name = "core/admin/form.html"
    header_icon = "mail"
    label: Any = ""
    name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_TELL):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def tribute(self) -> Tribute:
        return get_object_or_404(Tribute.objects.select_related("donation"), pk=self.kwargs["pk"])

    @property
    def back(self) -> str:
        return reverse("tributes:inspect", args=[self.tribute.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            tribute = self.do(form, self.request.user)
        except TributeError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        log(tribute, f"donations.tribute.{self.name}", user=self.request.user)
        messages.success(self.request, _("Done."))
        return redirect("tributes:inspect", tribute.pk)

    def do(self, form: Any, by: Any) -> Tribute:
        raise NotImplementedError

    def get_page_title(self) -> str:
        return str(self.label)

    def get_page_subtitle(self) -> str:
        return self.tribute.named

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": self.back, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"label": self.label, "back": self.back}


class ChangeView(TributeStepView):
    name = "change"
    form_class = StaffTributeForm
    label = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        return values_of(self.tribute)

    def get_page_title(self) -> str:
        return _("Change the card")

    def do(self, form: StaffTributeForm, by: Any) -> Tribute:
        asked = form.cleaned_data
        change_tribute(
            tribute=self.tribute,
            wish=form.wish,
            language=asked["language"],
            story=asked["story"],
            by=by,
        )
        return self.tribute


class RecordView(TributeStepView):
    """Of a gift that came without it: its giver told us later, or on paper."""

    name = "record"
    form_class = StaffTributeForm
    label = gettext_lazy("Record it")

    @cached_property
    def donation(self) -> Donation:
        gifts = Donation.objects.arrived().filter(recurring=None)
        return get_object_or_404(gifts, pk=self.kwargs["pk"])

    @property
    def back(self) -> str:
        return reverse("gifts:inspect", args=[self.donation.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.donation.language}

    def get_page_title(self) -> str:
        return _("In honour or in memory")

    def get_page_subtitle(self) -> str:
        return self.donation.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        introduction = _(
            "The receipt that went out stays as it is; replace it if the giver wants it to say so."
        )
        return super().get_context_data(**kwargs) | {"introduction": introduction}

    def do(self, form: StaffTributeForm, by: Any) -> Tribute:
        asked = form.cleaned_data
        return record_tribute(
            donation=self.donation,
            wish=form.wish,
            language=asked["language"],
            story=asked["story"],
        )


class CloseView(TributeStepView):
    name = "close"
    form_class = CloseForm
    label = gettext_lazy("Close without a card")

    def do(self, form: CloseForm, by: Any) -> Tribute:
        close_tribute(tribute=self.tribute, note=form.cleaned_data["note"], by=by)
        return self.tribute


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
