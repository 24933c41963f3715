"""Disputes and fraud warnings as staff see them, with what to do about each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyViewSet,
)
from core.dates import date_format
from core.files import pdf_response
from ledger.fund_fields import FundColumn, with_names
from payments.admin.causes import CauseColumn
from payments.admin.links import AboutPaymentView, refund_links
from payments.exceptions import PaymentError
from payments.models import Dispute, FraudWarning
from payments.services.disputes import leave_warning, settle_dispute, settle_warning
from payments.services.evidence import render_evidence


def last_moment(dispute: Dispute) -> str:
    """Written out: Wagtail tells of dates as of something past."""
    return date_format(localtime(dispute.due_by), "DATETIME_FORMAT") if dispute.due_by else ""


DISPUTED_LINES = InspectTable(
    _("What is disputed of each line"),
    [
        Column("line.get_kind_display", label=_("Kind")),
        Column("line", label=_("What")),
        FundColumn("line.fund", label=_("Fund")),
        MoneyColumn("amount", label=_("Disputed"), currency="dispute.currency"),
        MoneyColumn("lost", label=_("Lost"), currency="dispute.currency"),
    ],
    lambda dispute: with_names(dispute.lines.select_related("dispute", "line__fund"), "line__fund"),
)
DISPUTES_OF_PAYMENT = InspectTable(
    _("Disputes"),
    [
        TitleColumn(
            "stripe_dispute",
            label=_("Dispute"),
            get_url=lambda dispute: reverse("disputes:inspect", args=[dispute.pk]),
        ),
        MoneyColumn("amount", label=_("Amount")),
        Column("get_reason_display", label=_("Reason")),
        Column("get_status_display", label=_("Status")),
        Column("due_by", accessor=last_moment, label=_("Answer by")),
    ],
    lambda payment: payment.disputes.all(),
)
MOVES = InspectTable(
    _("History"),
    [
        Column("get_before_display", label=_("From")),
        Column("get_after_display", label=_("To")),
        CauseColumn(),
        DateColumn("moved_at", label=_("When")),
    ],
    lambda dispute: dispute.moves.all(),
)


def ask_stripe_about_dispute(dispute: Dispute, _user: Any) -> str:
    """Bring the dispute to what Stripe says now."""
    settle_dispute(dispute.stripe_dispute, cause="staff")
    dispute.refresh_from_db()
    return str(_("Stripe says: %(status)s") % {"status": dispute.get_status_display()})


def ask_stripe_about_warning(warning: FraudWarning, _user: Any) -> None:
    settle_warning(warning.stripe_warning, cause="staff")


class DisputeFilterSet(WagtailFilterSet):
    opened_at = DateFromToRangeFilter(label=_("Opened"), widget=DateRangePickerWidget)

    class Meta:
        model = Dispute
        fields = ["status", "reason", "opened_at"]


class FraudWarningInspectView(AboutPaymentView):
    def get_links(self) -> list[Link]:
        """The way to refund the payment, where the warning can be acted on."""
        if not self.object.is_to_decide:
            return []
        return refund_links(self.object.payment, self.request.user)


class DisputeInspectView(AboutPaymentView):
    template_name = "payments/admin/dispute_inspect.html"
    evidence_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "evidence_url_name": self.evidence_url_name}


class EvidencePdfView(PermissionCheckedMixin, View):
    """The evidence pack, ready to upload at Stripe. It holds a person's name and address."""

    http_method_names = ["get"]
    permission_required = "view"
    model = Dispute

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        dispute = get_object_or_404(Dispute.objects.select_related("payment__supporter"), pk=pk)
        wanted = request.GET.get("language", "")
        language = wanted if wanted in {"en", "fr"} else (get_language() or "en")
        content = render_evidence(dispute, language=language)
        return pdf_response(content, name=f"evidence-{dispute}.pdf")


class DisputeViewSet(ReadOnlyViewSet):
    """Payments that a bank takes back, or asks about, and by when it wants an answer."""

    model = Dispute
    name = "disputes"
    menu_label = _("Disputes")
    icon = "warning"
    inspect_view_class = DisputeInspectView
    list_select_related = ("payment",)
    money = {
        "amount": "currency",
        "withdrawn": "settled_currency",
        "reinstated": "settled_currency",
        "fee": "settled_currency",
    }
    list_display = (
        Column("stripe_dispute", label=_("Dispute")),
        Column("payment.name", label=_("Name"), sort_key="payment__name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("get_reason_display", label=_("Reason"), sort_key="reason"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda dispute: dispute.needs_answer,
        ),
        Column("due_by", accessor=last_moment, label=_("Answer by"), sort_key="due_by"),
        DateColumn("opened_at", label=_("Opened"), sort_key="opened_at"),
    )
    filterset_class = DisputeFilterSet
    search_fields = ("stripe_dispute", "payment__name", "payment__email", "payment__stripe_charge")
    list_export = (
        "stripe_dispute",
        "payment.uuid",
        "status",
        "reason",
        "amount",
        "currency",
        "withdrawn",
        "reinstated",
        "fee",
        "settled_currency",
        "opened_at",
        "due_by",
        "closed_at",
    )
    export_headings = {"payment.uuid": _("Payment"), "settled_currency": _("Settled in")}
    inspect_view_fields = (
        "status",
        "reason",
        "amount",
        "due_by",
        "has_evidence",
        "times_submitted",
        "is_past_due",
        "payment",
        "withdrawn",
        "reinstated",
        "fee",
        "funds_withdrawn_at",
        "funds_reinstated_at",
        "closing_entry",
        "opened_at",
        "closed_at",
        "stripe_dispute",
    )
    inspect_tables = (DISPUTED_LINES, MOVES)
    row_actions = (
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_dispute",
            run=ask_stripe_about_dispute,
            errors=(PaymentError,),
        ),
    )

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"evidence_url_name": self.get_url_name("evidence"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        evidence = self.construct_view(EvidencePdfView)
        return [*super().get_urlpatterns(), path("evidence/<int:pk>/", evidence, name="evidence")]


class FraudWarningViewSet(ReadOnlyViewSet):
    """Payments that a bank suspects before anybody disputes them."""

    model = FraudWarning
    name = "fraud-warnings"
    inspect_view_class = FraudWarningInspectView
    menu_label = _("Fraud warnings")
    icon = "view"
    list_select_related = ("payment",)
    money = {"payment.amount": "payment.currency"}
    list_display = (
        Column("stripe_warning", label=_("Warning")),
        Column("payment.name", label=_("Name"), sort_key="payment__name"),
        MoneyColumn("payment.amount", label=_("Amount"), currency="payment.currency"),
        Column("get_fraud_type_display", label=_("Suspicion"), sort_key="fraud_type"),
        StatusTagColumn(
            "state",
            label=_("Status"),
            accessor=lambda warning: warning.state,
            primary=lambda warning: warning.is_to_decide,
        ),
        DateColumn("warned_at", label=_("Warned"), sort_key="warned_at"),
    )
    search_fields = ("stripe_warning", "payment__name", "payment__email")
    list_export = ("stripe_warning", "payment.uuid", "fraud_type", "is_actionable", "warned_at")
    export_headings = {"payment.uuid": _("Payment"), "state": _("Status")}
    inspect_view_fields = (
        "state",
        "fraud_type",
        "payment",
        "warned_at",
        "left_at",
        "left_by",
        "stripe_warning",
    )
    row_actions = (
        Action(
            name="leave",
            label=_("Leave the payment as it is"),
            permission="payments.change_fraudwarning",
            run=lambda warning, user: leave_warning(warning=warning, by=user),
            offered=lambda warning: warning.is_to_decide,
        ),
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_fraudwarning",
            run=ask_stripe_about_warning,
            errors=(PaymentError,),
        ),
    )
