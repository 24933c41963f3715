"""Gifts for staff. Money is only read here."""

from dataclasses import replace

from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from accounts.staff_links import OfSupporterFilterSet
from core.admin import (
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyViewSet,
    money_text,
)
from core.attribution import SourceFilter
from donations.admin.acknowledgements import THANKS, AcknowledgementViewSet, ask
from donations.admin.batches.batches import ExpectedTransferViewSet, GiftBatchViewSet
from donations.admin.funders.organisations import organisation_links
from donations.admin.funds import FundViewSet
from donations.admin.imports import ImportViewSet
from donations.admin.reallocation import MOVED, ReallocationView, reallocation_links
from donations.admin.receipts.receipts import (
    MixedWithoutValueViewSet,
    ReceiptViewSet,
    UnreceiptedGiftViewSet,
)
from donations.admin.receipts.statements import GivingStatementViewSet
from donations.admin.recurring import FailingGiftViewSet, RecurringGiftViewSet
from donations.admin.thanks import PublicThanksViewSet
from donations.admin.tributes.steps import record_links
from donations.admin.tributes.tributes import TributeViewSet
from donations.enums import DonationStatus
from donations.models import Donation, ImportRow
from ledger.fund_fields import FundColumn, FundFilter, with_names
from payments.admin.causes import CauseColumn
from payments.admin.links import AboutPaymentView, refund_links
from payments.admin.payments import REMITTANCE


class GiftFilterSet(OfSupporterFilterSet):
    received_on = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)
    fund = FundFilter(label=_("Fund"))
    source = SourceFilter(label=_("Page it came from"))

    class Meta:
        model = Donation
        fields = [
            "status",
            "payment__method",
            "fund",
            "source",
            "received_on",
            "is_anonymous",
            "language",
        ]


def _who_gave_what(gift: Donation) -> str:
    return f"{gift.name or gift.email}, {money_text(gift.amount, gift.currency)}"


class GiftInspectView(AboutPaymentView):
    def get_page_subtitle(self) -> str:
        """Who gave how much; the uuid stands below."""
        return _who_gave_what(self.object)

    def get_matches_display_value(self) -> str:
        gift = self.object.matches
        if gift is None:
            return "–"
        url = reverse("gifts:inspect", args=[gift.pk])
        return format_html('<a href="{}">{}</a>', url, _who_gave_what(gift))

    def get_links(self) -> list[Link]:
        gift, user = self.object, self.request.user
        return [
            *organisation_links(gift.supporter, user),
            *record_links(gift, user),
            *reallocation_links(gift, user),
            *refund_links(gift.payment, user),
        ]


class FundsColumn(FundColumn):
    """The fund that a gift names, or all those over which it lies."""

    def get_value(self, instance: Donation) -> str | None:
        names = [part.fund.local_name for part in instance.allocations.all()]
        return " · ".join(names) if len(names) > 1 else super().get_value(instance)


class GiftViewSet(ReadOnlyViewSet):
    """Every gift, waiting or received. An anonymous one is marked, so that nobody thanks aloud."""

    model = Donation
    name = "gifts"
    icon = "pick"
    menu_label = _("Gifts")
    menu_name = "all-gifts"
    inspect_view_class = GiftInspectView
    list_select_related = ("fund", "source", "tribute")
    list_prefetch_related = ("fund__translations", "allocations__fund__translations")
    money = {"amount": "currency", "refunded": "currency"}
    list_display = (
        Column("name", label=_("Name"), sort_key="name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        FundsColumn("fund", label=_("Fund"), sort_key="fund__name"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda gift: gift.status == DonationStatus.RECEIVED,
        ),
        BooleanColumn("is_anonymous", label=_("Anonymous"), sort_key="is_anonymous"),
        Column("source", label=_("Page it came from"), sort_key="source__title"),
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
        "source",
        "tribute_named",
        "message",
    )
    export_headings = {
        "fund.code": _("Fund"),
        "is_anonymous": _("Anonymous"),
        "tribute_named": _("In honour or in memory"),
        "payment.get_method_display": _("How it came"),
    }
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
        "tribute_named",
        "message",
        "language",
        "source",
        "created_at",
        "payment.get_method_display",
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
                CauseColumn(),
            ),
            rows=lambda gift: gift.moves.all(),
        ),
        THANKS,
        replace(REMITTANCE, rows=lambda gift: REMITTANCE.rows(gift.payment_id)),
        InspectTable(
            heading=_("The grant or pledge it was promised by"),
            columns=(
                Column("promise", label=_("Grant or pledge")),
                Column("due_on", label=_("Expected on")),
                MoneyColumn("amount", label=_("Amount")),
            ),
            rows=lambda gift: gift.instalments.with_promise(),
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
                FundColumn("fund", label=_("Fund")),
                MoneyColumn("amount", label=_("Amount"), currency="donation.currency"),
            ),
            rows=lambda gift: with_names(gift.allocations.select_related("fund", "donation")),
        ),
        InspectTable(
            heading=_("Moved to another fund"),
            columns=(
                Column("decided_on", label=_("Decided on")),
                FundColumn("from_fund", label=_("From fund")),
                FundColumn("to_fund", label=_("To fund")),
                MoneyColumn("amount", label=_("Amount"), currency="donation.currency"),
                Column("reason", label=_("Reason")),
                Column("consent", label=_("The donor’s written consent")),
                Column("recorded_by", label=_("Recorded by")),
            ),
            rows=lambda gift: with_names(
                gift.reallocations.select_related(
                    "donation", "from_fund", "to_fund", "recorded_by"
                ),
                *("from_fund", "to_fund"),
            ),
        ),
        InspectTable(
            heading=_("Where it was kept before"),
            columns=(
                Column("batch", label=_("Import")),
                Column("line", label=_("Line")),
                Column("number_there", label=_("Number there")),
                Column("came_from", label=_("Page or campaign it came from")),
                Column("recurring", label=_("Number of the gift that comes again")),
            ),
            rows=lambda gift: ImportRow.objects.filter(donation=gift).select_related("batch"),
        ),
    )

    row_actions = (ask,)

    def get_urlpatterns(self) -> list[URLPattern]:
        move = path("move/<int:pk>/", ReallocationView.as_view(), name="reallocate")
        return [*super().get_urlpatterns(), move]

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(MOVED, _("Move to another fund"), _("Moved to another fund"))


class GivingViewSetGroup(ModelViewSetGroup):
    items = (
        GiftViewSet,
        AcknowledgementViewSet,
        RecurringGiftViewSet,
        FailingGiftViewSet,
        GiftBatchViewSet,
        ExpectedTransferViewSet,
        ReceiptViewSet,
        GivingStatementViewSet,
        UnreceiptedGiftViewSet,
        MixedWithoutValueViewSet,
        ImportViewSet,
        FundViewSet,
        TributeViewSet,
        PublicThanksViewSet,
    )
    menu_label = _("Giving")
    menu_icon = "pick"
    menu_order = 300
