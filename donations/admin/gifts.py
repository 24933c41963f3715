"""Gifts and receipts for staff. Money is only read here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from core.admin import (
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.admin.batches import ExpectedTransferViewSet, GiftBatchViewSet
from donations.admin.funds import FundViewSet
from donations.admin.reallocation import MOVED, ReallocationView, reallocation_links
from donations.admin.recurring import FailingGiftViewSet, RecurringGiftViewSet
from donations.enums import DonationStatus, ReceiptStatus
from donations.models import Donation, Receipt
from donations.services.documents import read_out, render_pdf
from payments.admin.links import refund_links


class GiftFilterSet(WagtailFilterSet):
    received_on = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)

    class Meta:
        model = Donation
        fields = ["status", "payment__method", "fund", "received_on", "is_anonymous", "language"]


class GiftInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        gift, user = self.object, self.request.user
        return [*reallocation_links(gift, user), *refund_links(gift.payment, user)]


class GiftViewSet(ReadOnlyViewSet):
    """Every gift, waiting or received. An anonymous one is marked, so that nobody thanks aloud."""

    model = Donation
    name = "gifts"
    icon = "pick"
    menu_label = _("Gifts")
    inspect_view_class = GiftInspectView
    list_select_related = ("fund",)
    money = {"amount": "currency", "refunded": "currency"}
    list_display = (
        Column("name", label=_("Name"), sort_key="name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("fund", label=_("Fund"), sort_key="fund__name"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda gift: gift.status == DonationStatus.RECEIVED,
        ),
        BooleanColumn("is_anonymous", label=_("Anonymous"), sort_key="is_anonymous"),
        Column("received_on", label=_("Received on"), sort_key="received_on"),
        DateColumn("created_at", label=_("Started"), sort_key="created_at"),
    )
    filterset_class = GiftFilterSet
    search_fields = ("name", "email", "message")
    list_export = (
        "uuid",
        "name",
        "email",
        "is_anonymous",
        "amount",
        "refunded",
        "currency",
        "fund.code",
        "status",
        "received_on",
        "received_at",
        "language",
        "message",
    )
    export_headings = {"fund.code": _("Fund"), "is_anonymous": _("Anonymous")}
    inspect_view_fields = (
        "name",
        "email",
        "is_anonymous",
        "amount",
        "refunded",
        "fund",
        "status",
        "received_on",
        "received_at",
        "message",
        "language",
        "source",
        "created_at",
        "payment",
        "matches",
        "uuid",
    )
    inspect_tables = (
        InspectTable(
            heading=_("What happened"),
            columns=(
                DateColumn("moved_at", label=_("When")),
                Column("get_before_display", label=_("Before")),
                Column("get_after_display", label=_("After")),
                Column("cause", label=_("Cause")),
            ),
            rows=lambda gift: gift.moves.all(),
        ),
        InspectTable(
            heading=_("Soft credit"),
            columns=(
                Column("supporter", label=_("Supporter")),
                Column("supporter.email", label=_("E-mail")),
            ),
            rows=lambda gift: gift.soft_credits.select_related("supporter"),
        ),
        InspectTable(
            heading=_("Matched by"),
            columns=(
                Column("name", label=_("Employer")),
                Column("received_on", label=_("Received on")),
                MoneyColumn("amount", label=_("Amount")),
            ),
            rows=lambda gift: gift.matched_by.all(),
        ),
        InspectTable(
            heading=_("The funds it belongs to"),
            columns=(
                Column("fund", label=_("Fund")),
                MoneyColumn("amount", label=_("Amount"), currency="donation.currency"),
            ),
            rows=lambda gift: gift.allocations.select_related("fund", "donation"),
        ),
        InspectTable(
            heading=_("Moved to another fund"),
            columns=(
                Column("decided_on", label=_("Decided on")),
                Column("from_fund", label=_("From fund")),
                Column("to_fund", label=_("To fund")),
                MoneyColumn("amount", label=_("Amount"), currency="donation.currency"),
                Column("reason", label=_("Reason")),
                Column("consent", label=_("The donor’s written consent")),
                Column("recorded_by", label=_("Recorded by")),
            ),
            rows=lambda gift: gift.reallocations.select_related(
                "donation", "from_fund", "to_fund", "recorded_by"
            ),
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        move = path("move/<int:pk>/", ReallocationView.as_view(), name="reallocate")
        return [*super().get_urlpatterns(), move]

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(MOVED, _("Move to another fund"), _("Moved to another fund"))


class ReceiptFilterSet(WagtailFilterSet):
    issued_on = DateFromToRangeFilter(label=_("Issued"), widget=DateRangePickerWidget)

    class Meta:
        model = Receipt
        fields = ["kind", "status", "series", "issued_on"]


class ReceiptInspectView(ReadOnlyInspectView):
    template_name = "donations/admin/receipt_inspect.html"
    pdf_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "document": read_out(self.object),
            "pdf_url_name": self.pdf_url_name,
        }


class ReceiptPdfView(PermissionCheckedMixin, View):
    """A reprint for staff: it says that it is a copy."""

    http_method_names = ["get"]
    permission_required = "view"
    model = Receipt

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        receipt = get_object_or_404(Receipt, pk=pk)
        response = HttpResponse(render_pdf(receipt, is_copy=True), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{receipt.file_name}"'
        return response


class ReceiptViewSet(ReadOnlyViewSet):
    """Every document that went out, by number."""

    model = Receipt
    name = "receipts"
    icon = "doc-full"
    menu_label = _("Receipts")
    inspect_view_class = ReceiptInspectView
    money = {"paid": "currency", "goods_value": "currency", "deductible": "currency"}
    list_display = (
        Column("code", label=_("Number")),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("supporter_name", label=_("Name")),
        MoneyColumn("paid", label=_("Paid")),
        MoneyColumn("deductible", label=_("Gift")),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda receipt: receipt.status == ReceiptStatus.ISSUED,
        ),
        DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
    )
    filterset_class = ReceiptFilterSet
    search_fields = ("payment__name", "payment__email", "number")
    list_export = (
        "code",
        "kind",
        "status",
        "supporter_name",
        "supporter_email",
        "paid",
        "goods_value",
        "deductible",
        "currency",
        "issued_on",
    )
    export_headings = {
        "code": _("Number"),
        "supporter_name": _("Name"),
        "supporter_email": _("E-mail"),
        "paid": _("Paid"),
        "goods_value": _("Fair market value"),
        "deductible": _("Gift"),
        "currency": _("Currency"),
    }
    inspect_view_fields = ("code", "kind", "status", "issued_on", "issued_at", "payment")

    def rows(self) -> Any:
        return super().rows().defer("pdf")

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"pdf_url_name": self.get_url_name("pdf"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        pdf_view = self.construct_view(ReceiptPdfView)
        return [*super().get_urlpatterns(), path("pdf/<int:pk>/", pdf_view, name="pdf")]


class GivingViewSetGroup(ModelViewSetGroup):
    items = (
        GiftViewSet,
        RecurringGiftViewSet,
        FailingGiftViewSet,
        GiftBatchViewSet,
        ExpectedTransferViewSet,
        ReceiptViewSet,
        FundViewSet,
    )
    menu_label = _("Giving")
    menu_icon = "pick"
    menu_order = 300
