"""Gifts, receipts and funds for staff. Money is only read here; funds can be written."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from core.admin import (
    InspectTable,
    Link,
    MoneyColumn,
    NeverDeletedPolicy,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.batch_admin import BankTransferPledgeViewSet, GiftBatchViewSet
from donations.enums import DonationStatus, ReceiptStatus
from donations.models import Donation, Receipt
from donations.services.documents import read_out, render_pdf
from donations.services.funds import has_been_used
from ledger.enums import Restriction
from ledger.models import Fund
from payments.admin.links import refund_links


class GiftFilterSet(WagtailFilterSet):
    received_on = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)

    class Meta:
        model = Donation
        fields = ["status", "fund", "received_on", "is_anonymous", "language"]


class GiftInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        return refund_links(self.object.payment, self.request.user)


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
    )


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


class FundForm(WagtailAdminModelForm):
    """A fund that money knows keeps its code and its restriction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and has_been_used(self.instance):
            for name in ("code", "restriction"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Fixed, since money was given under it.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        restriction = cleaned.get("restriction")
        if self.instance.is_default and (
            cleaned.get("is_closed") or restriction != Restriction.NONE
        ):
            raise ValidationError(_("The default fund stays open and without restrictions."))
        if restriction != Restriction.NONE and not cleaned.get("restriction_reason", "").strip():
            self.add_error(
                "restriction_reason", _("Say whose wish restricts this fund, in which words.")
            )
        return cleaned


# A fund is closed, never deleted: its past gifts and entries need it.
register_permission_policy(Fund, NeverDeletedPolicy(Fund), exact_class=True)


class FundViewSet(ModelViewSet):
    """What gifts may be used for. Unrestricted is the rule, a restriction needs its reason."""

    model = Fund
    name = "funds"
    icon = "folder-open-1"
    menu_label = _("Funds")
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(Fund.panels, base_form_class=FundForm)
    list_display = (
        "name",
        Column("code", label=_("Code"), sort_key="code"),
        StatusTagColumn(
            "get_restriction_display",
            label=_("Restriction"),
            sort_key="restriction",
            primary=lambda fund: not fund.is_restricted,
        ),
        BooleanColumn("is_default", label=_("Default")),
        BooleanColumn("is_closed", label=_("Closed")),
    )
    list_filter = ("restriction", "is_closed")
    search_fields = ("name", "code")


class GivingViewSetGroup(ModelViewSetGroup):
    items = (
        GiftViewSet,
        GiftBatchViewSet,
        BankTransferPledgeViewSet,
        ReceiptViewSet,
        FundViewSet,
    )
    menu_label = _("Giving")
    menu_icon = "pick"
    menu_order = 300
