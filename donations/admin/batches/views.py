"""Entering, posting and printing a batch of gifts. Every step works without a script; what was
typed comes back with the words of what is wrong."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.admin import money_text
from donations.admin.batches.forms import BatchForm, RowForm
from donations.exceptions import BatchError
from donations.models import BatchRow, GiftBatch
from donations.services.offline.batches import (
    Review,
    change_batch,
    discard_batch,
    enter_row,
    open_batch,
    remove_row,
    review_batch,
)
from donations.services.offline.duplicates import suggest_supporters
from ledger.fund_fields import with_names
from ledger.models import Fund

MAY_SEE = "donations.view_giftbatch"
MAY_BEGIN = "donations.add_giftbatch"
MAY_ENTER = "donations.change_giftbatch"
MAY_POST = "donations.post_giftbatch"


class StaffPage(WagtailAdminTemplateMixin):
    """A page of batches; without the right to it, it does not open."""

    permission = MAY_ENTER
    header_icon = "clipboard-list"
    label: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("gift-batches:index"), "label": _("Batches of gifts")},
            *self.way_here(),
            {"url": "", "label": self.get_page_title()},
        ]

    def way_here(self) -> list[dict[str, Any]]:
        return []


class OfBatch(StaffPage):
    """A page of one batch."""

    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> GiftBatch:
        return get_object_or_404(GiftBatch, pk=self.kwargs["pk"])

    @property
    def batch_url(self) -> str:
        return reverse("gift-batches:inspect", args=[self.batch.pk])

    def way_here(self) -> list[dict[str, Any]]:
        return [{"url": self.batch_url, "label": str(self.batch)}]

    def refuse(self, request: HttpRequest, error: BatchError) -> HttpResponse:
        messages.error(request, str(error))
        return redirect(self.batch_url)


class BeginView(StaffPage, FormView):
    """Count first, then type."""

    permission = MAY_BEGIN
    form_class = BatchForm
    label = gettext_lazy("New batch")
    template_name = "core/admin/form.html"

    def form_valid(self, form: BatchForm) -> HttpResponse:
        by: Any = self.request.user
        batch = open_batch(by=by, **form.cleaned_data)
        return redirect("gift-batches:inspect", batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"back": reverse("gift-batches:index"), "label": _("Begin")}


class CorrectView(OfBatch, FormView):
    """What was counted was wrong: say it anew."""

    form_class = BatchForm
    label = gettext_lazy("Correct what was counted")
    template_name = "core/admin/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.batch}

    def form_valid(self, form: BatchForm) -> HttpResponse:
        try:
            change_batch(self.batch, **form.cleaned_data)
        except BatchError as error:
            return self.refuse(self.request, error)
        return redirect(self.batch_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"back": self.batch_url, "label": _("Save")}


class BatchView(OfBatch, FormView):
    """The batch: its control figures, its rows, and the form for the next one, ready to type in."""

    permission = MAY_SEE
    form_class = RowForm
    template_name = "donations/admin/batch.html"

    def get_page_title(self) -> str:
        return str(self.batch)

    def way_here(self) -> list[dict[str, Any]]:
        return []

    @property
    def may_enter(self) -> bool:
        return self.batch.is_open and self.request.user.has_perm(MAY_ENTER)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.batch}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_ENTER):
            raise PermissionDenied
        if not self.batch.is_open:
            return self.refuse(
                request, BatchError(_("This batch is posted. Nothing is added to it."))
            )
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: RowForm) -> HttpResponse:
        by: Any = self.request.user
        try:
            enter_row(form.instance, by=by, parts=form.parts)
        except BatchError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(f"{self.batch_url}#next")

    def form_invalid(self, form: RowForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batch = self.batch
        if self.may_enter:
            form = context["form"]
            first = next((field for field in form if field.errors), form.first_fields[0])
            first.field.widget.attrs["autofocus"] = True
        return context | {
            "batch": batch,
            "may_enter": self.may_enter,
            "may_post": batch.is_open and self.request.user.has_perm(MAY_POST),
            **(_open_figures(batch) if batch.is_open else _posted_figures(batch)),
        }


def _open_figures(batch: GiftBatch) -> dict[str, Any]:
    review = review_batch(batch)
    return {
        "review": review,
        "rows": rows_shown(review),
        "funds": sums_of_funds(review.rows),
        "total": money_text(review.total, batch.currency),
        "expected_total": money_text(batch.expected_total, batch.currency),
        "short": money_text(batch.expected_total - review.total, batch.currency),
        "short_count": batch.expected_count - review.entered,
    }


def _posted_figures(batch: GiftBatch) -> dict[str, Any]:
    found = batch.rows.select_related("fund", "donation", "batch", "matches", "soft_credit")
    rows = list(with_names(found.prefetch_related("parts__fund__translations")))
    return {
        "rows": [
            {
                "row": row,
                "amount": money_text(row.amount, batch.currency),
                "parts": _parts(row),
                "gift_url": reverse("gifts:inspect", args=[row.donation_id]),
            }
            for row in rows
        ],
        "funds": sums_of_funds(rows),
        "total": money_text(sum(row.amount for row in rows), batch.currency),
        "letters": sum(not row.email for row in rows),
        "mails": sum(bool(row.email) for row in rows),
    }


def rows_shown(review: Review) -> list[dict[str, Any]]:
    prefetch_related_objects(review.rows, "fund__translations", "parts__fund__translations")
    return [
        {
            "row": row,
            "amount": money_text(row.amount, row.batch.currency),
            "parts": _parts(row),
            "warnings": review.warnings.get(row.pk, []),
            "suggestions": review.suggestions.get(row.pk, []),
        }
        for row in review.rows
    ]


def sums_of_funds(rows: Sequence[BatchRow]) -> list[tuple[Fund, str | None]]:
    """What goes to which fund, to be looked at before it is posted; nothing if all goes to one."""
    sums: Counter[Fund] = Counter()
    for row in rows:
        sums[row.fund] += row.amount
        for part in row.parts.all():
            sums[row.fund] -= part.amount
            sums[part.fund] += part.amount
    if len(sums) < 2:
        return []
    return [(fund, money_text(amount, rows[0].batch.currency)) for fund, amount in sums.items()]


def _parts(row: BatchRow) -> list[tuple[str, str | None]]:
    """The other funds of a gift that is split, each with its part."""
    currency = row.batch.currency
    return [(part.fund.local_name, money_text(part.amount, currency)) for part in row.parts.all()]


class OfRow(OfBatch):
    @cached_property
    def row(self) -> BatchRow:
        rows = BatchRow.objects.select_related(
            "batch", "transfer", "matches__payment", "soft_credit"
        )
        return get_object_or_404(rows, pk=self.kwargs["row"], batch=self.kwargs["pk"])


class RowView(OfRow, FormView):
    """Change a row, and say who gave it."""

    form_class = RowForm
    template_name = "donations/admin/batch_row.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(self.permission) and not self.batch.is_open:
            return redirect(self.batch_url)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.row.donor_name

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = BatchRow(
            pk=self.row.pk,
            method=self.row.method,
            name=self.row.name,
            organisation=self.row.organisation,
            email=self.row.email,
            postcode=self.row.postcode,
            account_ending=self.row.account_ending,
        )
        return {
            **super().get_form_kwargs(),
            "instance": self.row,
            "batch": self.batch,
            "suggestions": suggest_supporters([asked]).get(self.row.pk, []),
        }

    def form_valid(self, form: RowForm) -> HttpResponse:
        by: Any = self.request.user
        try:
            enter_row(form.instance, by=by, parts=form.parts)
        except BatchError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(self.batch_url)

    def form_invalid(self, form: RowForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"batch": self.batch, "row": self.row, "back": self.batch_url}


class RemoveRowView(OfRow, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            remove_row(self.row)
        except BatchError as error:
            return self.refuse(request, error)
        messages.success(request, _("%(name)s is taken out.") % {"name": self.row.donor_name})
        return redirect(self.batch_url)


class DiscardView(OfBatch, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            discard_batch(self.batch)
        except BatchError as error:
            return self.refuse(request, error)
        messages.success(request, _("The batch is discarded. Nothing of it was booked."))
        return redirect("gift-batches:index")
