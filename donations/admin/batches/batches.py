"""Batches of gifts and expected transfers, as staff find them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from core.admin import Action, MoneyColumn, ReadOnlyIndexView, ReadOnlyViewSet
from donations.admin.batches import posting, views
from donations.enums import BatchStatus, TransferStatus
from donations.exceptions import TransferError
from donations.models import ExpectedTransfer, GiftBatch
from donations.services.offline.transfers import expect_again, withdraw
from ledger.fund_fields import FundColumn, FundFilter


class BatchFilterSet(WagtailFilterSet):
    deposited_on = DateFromToRangeFilter(label=_("Deposited"), widget=DateRangePickerWidget)

    class Meta:
        model = GiftBatch
        fields = ["status", "method", "currency", "deposited_on"]


class BatchIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(views.MAY_BEGIN):
            return []
        return [HeaderButton(_("New batch"), url=reverse("gift-batches:add"), icon_name="plus")]


class GiftBatchViewSet(ReadOnlyViewSet):
    """Deposits of cheques, days of transfers: what was counted, entered and posted."""

    model = GiftBatch
    name = "gift-batches"
    icon = "clipboard-list"
    menu_label = _("Batches of gifts")
    index_view_class = BatchIndexView
    money = {"expected_total": "currency", "entered_total": "currency"}
    list_display = (
        Column("__str__", label=_("Batch"), sort_key="deposited_on"),
        NumberColumn("expected_count", label=_("Counted")),
        NumberColumn("entered_count", label=_("Entered")),
        MoneyColumn("expected_total", label=_("Control total")),
        MoneyColumn("entered_total", label=_("Entered total")),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda batch: batch.status == BatchStatus.OPEN,
        ),
        Column("entered_by", label=_("Entered by")),
        DateColumn("posted_at", label=_("Posted"), sort_key="posted_at"),
    )
    list_select_related = ("entered_by",)
    filterset_class = BatchFilterSet
    search_fields = ("note", "rows__name", "rows__organisation", "rows__reference")
    list_export = (
        "id",
        "method",
        "deposited_on",
        "expected_count",
        "entered_count",
        "expected_total",
        "entered_total",
        "currency",
        "status",
        "entered_by",
        "posted_by",
        "posted_at",
    )
    export_headings = {"entered_count": _("Entered"), "entered_total": _("Entered total")}

    def rows(self) -> QuerySet[GiftBatch]:
        return GiftBatch.objects.with_totals().select_related(*self.list_select_related)

    def get_urlpatterns(self) -> list[URLPattern]:
        of_batch = "inspect/<int:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", views.BeginView.as_view(), name="add"),
            path(of_batch, views.BatchView.as_view(), name="inspect"),
            path(f"{of_batch}correct/", views.CorrectView.as_view(), name="correct"),
            path(f"{of_batch}post/", posting.PostView.as_view(), name="post"),
            path(f"{of_batch}letters/", posting.LettersView.as_view(), name="letters"),
            path(f"{of_batch}discard/", views.DiscardView.as_view(), name="discard"),
            path(f"{of_batch}row/<int:row>/", views.RowView.as_view(), name="row"),
            path(
                f"{of_batch}row/<int:row>/remove/",
                views.RemoveRowView.as_view(),
                name="remove",
            ),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=[f"{verb}_giftbatch" for verb in ("view", "add", "change", "post")],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(posting.POSTED, _("Post"), _("Post"))


class TransferFilterSet(WagtailFilterSet):
    expected_by = DateFromToRangeFilter(label=_("Expected by"), widget=DateRangePickerWidget)
    fund = FundFilter(label=_("Fund"))

    class Meta:
        model = ExpectedTransfer
        fields = ["status", "fund", "expected_by"]


class ExpectedTransferViewSet(ReadOnlyViewSet):
    """Transfers that people said they would send: who to look for when one comes without a code."""

    model = ExpectedTransfer
    name = "expected-transfers"
    icon = "time"
    menu_label = _("Expected transfers")
    list_select_related = ("fund",)
    list_prefetch_related = ("fund__translations",)
    money = {"amount": "currency"}
    list_display = (
        Column("shown_code", label=_("Code"), sort_key="code"),
        Column("name", label=_("Name"), sort_key="name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        FundColumn("fund", label=_("Fund"), sort_key="fund__name"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda transfer: transfer.status == TransferStatus.OPEN,
        ),
        Column("expected_by", label=_("Expected by"), sort_key="expected_by"),
        BooleanColumn("is_late", label=_("Late")),
        DateColumn("created_at", label=_("Promised"), sort_key="created_at"),
    )
    filterset_class = TransferFilterSet
    search_fields = ("code", "name", "email")
    list_export = (
        "shown_code",
        "status",
        "name",
        "email",
        "amount",
        "currency",
        "fund.code",
        "expected_by",
        "created_at",
    )
    export_headings = {
        "shown_code": _("Code"),
        "fund.code": _("Fund"),
        "funds_in_words": _("Fund"),
        "tribute_named": _("In honour or in memory"),
    }
    inspect_view_fields = (
        "shown_code",
        "status",
        "name",
        "email",
        "amount",
        "funds_in_words",
        "is_anonymous",
        "tribute_named",
        "told_name",
        "message",
        "language",
        "expected_by",
        "created_at",
        "donation",
    )
    row_actions = (
        Action(
            name="withdraw",
            label=_("Expect it no longer"),
            icon="cross",
            permission="donations.change_expectedtransfer",
            run=lambda transfer, _user: withdraw(transfer),
            offered=lambda transfer: transfer.is_open,
            errors=(TransferError,),
        ),
        Action(
            name="expect-again",
            label=_("Expect it again"),
            icon="rotate",
            permission="donations.change_expectedtransfer",
            run=lambda transfer, _user: expect_again(transfer),
            offered=lambda transfer: transfer.status == TransferStatus.WITHDRAWN,
            errors=(TransferError,),
        ),
    )
