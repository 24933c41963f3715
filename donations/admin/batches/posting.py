"""Posting a batch, and printing its letters."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.log_actions import log

from core.admin import money_text
from core.files import pdf_response
from donations.admin.batches.views import (
    MAY_POST,
    MAY_SEE,
    OfBatch,
    rows_shown,
    sums_of_funds,
)
from donations.exceptions import BatchError
from donations.services.documents.letters import receipts_to_post, render_letters
from donations.services.offline.batches import (
    Review,
    mark_letters_printed,
    post_batch,
    require_second_person,
    review_batch,
)

POSTED = "donations.giftbatch.post"


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
            "rows": rows_shown(self.review),
            "funds": sums_of_funds(rows),
            "total": money_text(self.review.total, self.batch.currency),
            "mails": sum(bool(row.email) for row in rows),
            "letters": sum(not row.email for row in rows),
            "back": self.batch_url,
        }


class LettersView(OfBatch, View):
    """The letters of a posted batch, as one file. What was printed before says that it is a copy;
    what has taken the place of another since is an original."""

    permission = MAY_SEE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        receipts = receipts_to_post(self.batch)
        if not receipts:
            messages.warning(request, _("There is no letter to print: all have an e-mail."))
            return redirect(self.batch_url)
        before = mark_letters_printed(self.batch)
        content = render_letters(receipts, printed_at=timezone.now(), printed_before=before)
        name = f"letters-{self.batch.deposited_on:%Y-%m-%d}-{self.batch.pk}.pdf"
        return pdf_response(content, name=name)
