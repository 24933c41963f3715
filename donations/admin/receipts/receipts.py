"""Documents as staff find them, and the two lists of them that must be empty."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import LogActionRegistry

from core.admin import InspectTable, Link, MoneyColumn, ReadOnlyViewSet
from core.files import pdf_response
from donations.admin.receipts.corrections import LOG_ACTIONS, correction_links, correction_urls
from donations.enums import ReceiptStatus
from donations.models import Donation, Receipt
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.services.documents.receipt_reports import mixed_without_value, unreceipted_gifts
from payments.admin.links import AboutPaymentView


class ReceiptFilterSet(WagtailFilterSet):
    issued_on = DateFromToRangeFilter(label=_("Issued"), widget=DateRangePickerWidget)

    class Meta:
        model = Receipt
        fields = ["kind", "status", "series", "issued_on"]


class ReceiptInspectView(AboutPaymentView):
    template_name = "donations/admin/receipt_inspect.html"
    pdf_url_name = ""

    def get_links(self) -> list[Link]:
        return correction_links(self.object, self.request.user)

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
        return pdf_response(render_pdf(receipt, is_copy=True), name=receipt.file_name)


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

    inspect_tables = (
        InspectTable(
            heading=_("What happened"),
            columns=(
                DateColumn("moved_at", label=_("When")),
                Column("get_after_display", label=_("Status")),
                Column("reason", label=_("Why")),
                Column("moved_by", label=_("By")),
            ),
            rows=lambda receipt: receipt.moves.select_related("moved_by"),
        ),
    )

    def rows(self) -> Any:
        return super().rows().defer("pdf")

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"pdf_url_name": self.get_url_name("pdf"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        pdf_view = self.construct_view(ReceiptPdfView)
        return [
            *super().get_urlpatterns(),
            path("pdf/<int:pk>/", pdf_view, name="pdf"),
            *correction_urls(),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=[f"{verb}_receipt" for verb in ("view", "void", "resend")],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for action, label in LOG_ACTIONS.items():
            registry.register_action(action, label, label)


class UnreceiptedGiftViewSet(ReadOnlyViewSet):
    """Gifts that arrived and of which no document was written. It must be empty."""

    model = Donation
    inspect_view_class = AboutPaymentView
    name = "unreceipted-gifts"
    icon = "warning"
    menu_label = _("Unreceipted gifts")
    list_select_related = ("fund",)
    money = {"amount": "currency"}
    list_display = (
        Column("name", label=_("Name"), sort_key="name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("fund", label=_("Fund"), sort_key="fund__name"),
        Column("received_on", label=_("Received on"), sort_key="received_on"),
    )
    list_export = ("uuid", "name", "email", "amount", "currency", "fund.code", "received_on")
    export_headings = {"fund.code": _("Fund")}
    inspect_view_fields = ("name", "email", "amount", "fund", "received_on", "payment", "uuid")

    def rows(self) -> QuerySet[Donation]:
        return unreceipted_gifts().select_related(*self.list_select_related)


class MixedWithoutValueViewSet(ReadOnlyViewSet):
    """Gift receipts of payments that bought goods too, and that do not say what those are worth.
    It must be empty."""

    model = Receipt
    inspect_view_class = AboutPaymentView
    name = "receipts-without-value"
    icon = "warning"
    menu_label = _("Mixed, without a value")
    money = {"paid": "currency", "goods_value": "currency"}
    list_display = (
        Column("code", label=_("Number")),
        Column("supporter_name", label=_("Name")),
        MoneyColumn("paid", label=_("Paid")),
        MoneyColumn("goods_value", label=_("Fair market value")),
        DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
    )
    list_export = ("code", "supporter_name", "paid", "goods_value", "currency", "issued_on")
    export_headings = ReceiptViewSet.export_headings
    inspect_view_fields = ("code", "kind", "status", "issued_on", "payment")

    def rows(self) -> QuerySet[Receipt]:
        return mixed_without_value().defer("pdf")
