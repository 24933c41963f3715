"""Entering, posting and printing a batch of gifts. Every step works without a script; what was
typed comes back with the words of what is wrong."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core.admin import money_text
from core.files import pdf_response
from donations.admin.batches.forms import BatchForm, RowForm
from donations.exceptions import BatchError
from donations.models import BatchRow, GiftBatch
from donations.services.batches import (
    Review,
    change_batch,
    discard_batch,
    enter_row,
    mark_letters_printed,
    open_batch,
    post_batch,
    remove_row,
    require_second_person,
    review_batch,
)
from donations.services.duplicates import suggest_supporters
from donations.services.letters import receipts_to_post, render_letters
from ledger.fund_fields import with_names

MAY_SEE = "donations.view_giftbatch"
MAY_BEGIN = "donations.add_giftbatch"
MAY_ENTER = "donations.change_giftbatch"
MAY_POST = "donations.post_giftbatch"
POSTED = "donations.giftbatch.post"


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
        return {**super().get_form_kwargs(), "batch": self.batch} | (
            {} if self.request.method == "POST" else {"initial": self._counted()}
        )

    def _counted(self) -> dict[str, Any]:
        return {name: getattr(self.batch, name) for name in BatchForm.base_fields}

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
            enter_row(form.instance, by=by)
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
        "rows": _rows(review),
        "total": money_text(review.total, batch.currency),
        "expected_total": money_text(batch.expected_total, batch.currency),
        "short": money_text(batch.expected_total - review.total, batch.currency),
        "short_count": batch.expected_count - review.entered,
    }


def _posted_figures(batch: GiftBatch) -> dict[str, Any]:
    rows = list(with_names(batch.rows.select_related("fund", "donation", "batch")))
    return {
        "rows": [
            {
                "row": row,
                "amount": money_text(row.amount, batch.currency),
                "gift_url": reverse("gifts:inspect", args=[row.donation_id]),
            }
            for row in rows
        ],
        "total": money_text(sum(row.amount for row in rows), batch.currency),
        "letters": sum(not row.email for row in rows),
        "mails": sum(bool(row.email) for row in rows),
    }


def _rows(review: Review) -> list[dict[str, Any]]:
    prefetch_related_objects(review.rows, "fund__translations")
    return [
        {
            "row": row,
            "amount": money_text(row.amount, row.batch.currency),
            "warnings": review.warnings.get(row.pk, []),
            "suggestions": review.suggestions.get(row.pk, []),
        }
        for row in review.rows
    ]


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
            enter_row(form.instance, by=by)
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


class PostForm(forms.Form):
    read = forms.BooleanField(
        label=gettext_lazy("I have looked at the warnings, and it is right so."),
        error_messages={"required": gettext_lazy("Look at the warnings first.")},
    )

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["read"]


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class PostView(OfBatch, FormView):
    """Read what will happen, then say yes. Pressed twice, it is posted once."""

    permission = MAY_POST
    form_class = PostForm
    label = gettext_lazy("Post")
    template_name = "donations/admin/batch_post.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        if not self.batch.is_open:
            messages.success(request, _("The batch is posted."))
            return redirect(self.batch_url)
        by: Any = request.user
        try:
            require_second_person(self.batch, self.review.rows, by)
        except BatchError as error:
            return self.refuse(request, error)
        if self.review.problems:
            return self.refuse(request, BatchError(" ".join(self.review.problems)))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def review(self) -> Review:
        return review_batch(self.batch)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "has_warnings": bool(self.review.warnings)}

    def form_valid(self, form: PostForm) -> HttpResponse:
        by: Any = self.request.user
        try:
            batch = post_batch(self.batch, by=by, has_read_warnings=bool(form.fields))
        except BatchError as error:
            return self.refuse(self.request, error)
        log(batch, POSTED, user=by)
        messages.success(self.request, _("The batch is posted."))
        return redirect(self.batch_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = self.review.rows
        return context | {
            "batch": self.batch,
            "rows": _rows(self.review),
            "total": money_text(self.review.total, self.batch.currency),
            "mails": sum(bool(row.email) for row in rows),
            "letters": sum(not row.email for row in rows),
            "back": self.batch_url,
        }


class LettersView(OfBatch, View):
    """The letters of a posted batch, as one file. The first time they are originals; from then on
    each says that it is a copy."""

    permission = MAY_SEE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        receipts = receipts_to_post(self.batch)
        if not receipts:
            messages.warning(request, _("There is no letter to print: all have an e-mail."))
            return redirect(self.batch_url)
        is_first = mark_letters_printed(self.batch)
        content = render_letters(receipts, printed_at=timezone.now(), is_copy=not is_first)
        name = f"letters-{self.batch.deposited_on:%Y-%m-%d}-{self.batch.pk}.pdf"
        return pdf_response(content, name=name)
