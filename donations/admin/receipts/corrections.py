"""Voiding, replacing and sending a document again: each asks for a permission and a recent proof of
who is asking."""

from typing import Any
from uuid import uuid4

from allauth.account.decorators import reauthentication_required
from django import forms
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
from donations.enums import ReceiptKind
from donations.exceptions import ReceiptError
from donations.models import Receipt
from donations.services.documents.corrections import replace_receipt, resend_receipt, void_receipt

MAY_VOID = "donations.void_receipt"
MAY_RESEND = "donations.resend_receipt"
LOG_ACTIONS = {
    "donations.receipt.void": gettext_lazy("Void"),
    "donations.receipt.replace": gettext_lazy("Replace"),
    "donations.receipt.resend": gettext_lazy("Send again"),
}


def correction_links(receipt: Receipt, user: Any) -> list[Link]:
    """What the reader may do to a document; nothing to one that another has replaced."""
    if hasattr(receipt, "superseded_by"):
        return []
    links = []
    if receipt.is_issued and user.has_perm(MAY_RESEND):
        links.append(_link("resend", _("Send it again"), "mail", receipt))
    if user.has_perm(MAY_VOID):
        links.append(_link("replace", _("Replace it: another name or address"), "edit", receipt))
        if receipt.is_issued and receipt.kind != ReceiptKind.REFUND:
            links.append(_link("void", _("Declare it void"), "cross", receipt))
    return links


def _link(name: str, label: str, icon: str, receipt: Receipt) -> Link:
    return Link(label, reverse(f"receipts:{name}", args=[receipt.pk]), icon)


def correction_urls() -> list[URLPattern]:
    return [
        path("resend/<int:pk>/", ResendView.as_view(), name="resend"),
        path("replace/<int:pk>/", ReplaceView.as_view(), name="replace"),
        path("void/<int:pk>/", VoidView.as_view(), name="void"),
    ]


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For us alone: the supporter does not read it."),
    )


class VoidForm(forms.Form):
    reason = _reason_field()


class ReplaceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The new document goes there. Empty: nobody gets a mail."),
    )
    reason = _reason_field()


class ResendForm(forms.Form):
    """`token` names the mail, so that a double click sends one."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    is_to_be_kept = forms.BooleanField(
        label=gettext_lazy("This is the supporter’s address from now on"), required=False
    )


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class CorrectionView(WagtailAdminTemplateMixin, FormView):
    template_name = "donations/admin/correction.html"
    header_icon = "doc-full"
    permission = MAY_VOID
    label: Any = ""
    explanation: Any = ""
    name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def receipt(self) -> Receipt:
        receipts = Receipt.objects.defer("pdf").select_related("payment")
        return get_object_or_404(receipts, pk=self.kwargs["pk"])

    def url_of(self, receipt: Receipt) -> str:
        return reverse("receipts:inspect", args=[receipt.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            receipt, said = self.correct(form.cleaned_data)
        except ReceiptError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        log(receipt, f"donations.receipt.{self.name}", user=self.request.user)
        messages.success(self.request, said)
        return redirect(self.url_of(receipt))

    def correct(self, asked: dict[str, Any]) -> tuple[Receipt, str]:
        raise NotImplementedError

    def get_page_title(self) -> str:
        return str(self.label)

    def get_page_subtitle(self) -> str:
        return self.receipt.code

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("receipts:index"), "label": _("Receipts")},
            {"url": self.url_of(self.receipt), "label": self.receipt.code},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "label": self.label,
            "explanation": self.explanation,
            "back": self.url_of(self.receipt),
        }


class VoidView(CorrectionView):
    name = "void"
    form_class = VoidForm
    label = gettext_lazy("Declare it void")
    explanation = gettext_lazy(
        "Nothing takes its place until you replace it. The supporter is told by mail, and a "
        "year-end statement that counted it is corrected. The gift and the books stay as they are."
    )

    def correct(self, asked: dict[str, Any]) -> tuple[Receipt, str]:
        by: Any = self.request.user
        void_receipt(receipt=self.receipt, reason=asked["reason"], by=by)
        return self.receipt, _("%(code)s is void.") % {"code": self.receipt.code}


class ReplaceView(CorrectionView):
    name = "replace"
    form_class = ReplaceForm
    label = gettext_lazy("Replace it")
    explanation = gettext_lazy(
        "A document with the next number takes its place and says so. The old one stays, marked."
    )

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.receipt.supporter_name, "email": self.receipt.supporter_email}

    def correct(self, asked: dict[str, Any]) -> tuple[Receipt, str]:
        by: Any = self.request.user
        made = replace_receipt(receipt=self.receipt, by=by, **asked)
        return made, _("%(code)s takes its place.") % {"code": made.code}


class ResendView(CorrectionView):
    name = "resend"
    form_class = ResendForm
    permission = MAY_RESEND
    label = gettext_lazy("Send it again")
    explanation = gettext_lazy("A mail with a copy of the document; the copy says that it is one.")

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "email": self.receipt.supporter_email}

    def correct(self, asked: dict[str, Any]) -> tuple[Receipt, str]:
        mail = resend_receipt(receipt=self.receipt, **asked)
        return self.receipt, _("A copy is on its way to %(email)s.") % {"email": mail.to}
