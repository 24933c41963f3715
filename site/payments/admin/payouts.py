"""Payouts as the treasurer sees them: what came to the bank, and of what it consists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from core.admin import (
    Action,
    InspectTable,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from ledger.fund_fields import FundColumn, FundFilter, with_names
from ledger.models import Fund
from payments.admin.causes import CauseColumn
from payments.enums import PayoutCategory, PayoutStatus
from payments.exceptions import PaymentError
from payments.models import Payout, PayoutLine
from payments.services.payouts import entries_of, set_aside, settle_payout


@dataclass(frozen=True, slots=True)
class CategorySum:
    category: Any
    fund: Fund
    amount: int
    currency: str


class DifferenceColumn(MoneyColumn):
    """What is not explained, red where there is something, also when it sums to nothing."""

    cell_template_name = "payments/admin/difference_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["is_wrong"] = instance.has_unexplained
        return context


def link_to(line: PayoutLine) -> str | None:
    """The refund, the dispute, the payout that came back, else the payment."""
    for name, row in (
        ("refunds", line.refund_id),
        ("disputes", line.dispute_id),
        ("payouts", line.returned_id),
        ("payment-listing", line.payment_id),
    ):
        if row is not None:
            return reverse(f"{name}:inspect", args=[row])
    return None


def sums_of(payout: Payout) -> Iterator[CategorySum]:
    """By category and fund, in the order of the categories."""
    rows = payout.lines.values_list("category", "fund").annotate(total=Sum("amount"))
    funds = Fund.objects.prefetch_related("translations").in_bulk(
        [fund for _category, fund, _total in rows]
    )
    places = {value: place for place, value in enumerate(PayoutCategory.values)}
    for category, fund, total in sorted(rows, key=lambda row: (places[row[0]], row[1])):
        yield CategorySum(PayoutCategory(category).label, funds[fund], total, payout.currency)


def lines_of(payout: Payout) -> QuerySet[PayoutLine]:
    return with_names(payout.lines.select_related("payout", "fund", "payment"))


UNEXPLAINED = InspectTable(
    _("Not explained"),
    [
        Column("note", label=_("What Stripe says")),
        Column("stripe_transaction", label=_("Transaction")),
        Column("occurred_at", label=_("When")),
        MoneyColumn("amount", label=_("Amount"), currency="payout.currency"),
    ],
    lambda payout: lines_of(payout).filter(category=PayoutCategory.UNEXPLAINED),
)
SUMS = InspectTable(
    _("By category and fund"),
    [
        Column("category", label=_("Category")),
        FundColumn("fund", label=_("Fund")),
        MoneyColumn("amount", label=_("Amount")),
    ],
    sums_of,
)
LINES = InspectTable(
    _("Lines"),
    [
        TitleColumn("get_category_display", label=_("Category"), get_url=link_to),
        FundColumn("fund", label=_("Fund")),
        Column("occurred_at", label=_("When")),
        Column("stripe_transaction", label=_("Transaction")),
        MoneyColumn("amount", label=_("Amount"), currency="payout.currency"),
    ],
    lines_of,
)
ENTRIES = InspectTable(
    _("Journal"),
    [
        Column("told", label=_("Entry")),
        Column("booked_on", label=_("Booked on")),
    ],
    lambda payout: entries_of(payout).order_by("pk"),
)
MOVES = InspectTable(
    _("History"),
    [
        Column("get_before_display", label=_("From")),
        Column("get_after_display", label=_("To")),
        CauseColumn(),
        Column("moved_at", label=_("When")),
    ],
    lambda payout: payout.moves.all(),
)


def ask_stripe(payout: Payout, _user: Any) -> str:
    """Bring the payout to what Stripe says now."""
    payout = settle_payout(payout.stripe_payout, cause="staff")
    return str(_("Stripe says: %(status)s") % {"status": payout.get_status_display()})


class PayoutFilterSet(WagtailFilterSet):
    arrives_on = DateFromToRangeFilter(label=_("At the bank on"), widget=DateRangePickerWidget)

    class Meta:
        model = Payout
        fields = ["status", "has_unexplained", "currency", "arrives_on"]


class PayoutLineFilterSet(WagtailFilterSet):
    arrives_on = DateFromToRangeFilter(
        field_name="payout__arrives_on", label=_("At the bank on"), widget=DateRangePickerWidget
    )
    fund = FundFilter(label=_("Fund"))

    class Meta:
        model = PayoutLine
        fields = ["payout", "category", "fund", "arrives_on"]


class PayoutInspectView(ReadOnlyInspectView):
    """The payout, what is not explained first, and its lines for a spreadsheet."""

    template_name = "payments/admin/payout_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = f"{reverse('payout-lines:index')}?payout={self.object.pk}&export="
        return super().get_context_data(
            **kwargs, downloads=[("CSV", f"{lines}csv"), ("XLSX", f"{lines}xlsx")]
        )


class PayoutViewSet(ReadOnlyViewSet):
    """What Stripe sent to the bank. The difference is what nothing of ours explains."""

    model = Payout
    name = "payouts"
    icon = "download"
    inspect_view_class = PayoutInspectView
    money = {"amount": "currency", "unexplained": "currency"}
    list_display = (
        Column("arrives_on", label=_("At the bank on"), sort_key="arrives_on"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda payout: payout.status == PayoutStatus.PAID,
        ),
        DifferenceColumn("unexplained", label=_("Difference"), sort_key="unexplained"),
        Column("stripe_payout", label=_("Number at Stripe")),
    )
    filterset_class = PayoutFilterSet
    search_fields = ("stripe_payout",)
    list_export = (
        "arrives_on",
        "stripe_payout",
        "status",
        "amount",
        "unexplained",
        "currency",
        "made_at",
    )
    inspect_view_fields = (
        "arrives_on",
        "amount",
        "status",
        "unexplained",
        "set_aside_at",
        "set_aside_by",
        "failure",
        "made_at",
        "is_automatic",
        "is_reconciled",
        "stripe_payout",
    )
    inspect_tables = (UNEXPLAINED, SUMS, LINES, ENTRIES, MOVES)
    row_actions = (
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_payout",
            run=ask_stripe,
            errors=(PaymentError,),
        ),
        Action(
            name="set-aside",
            label=_("Set aside: it is dealt with"),
            icon="check",
            permission="payments.change_payout",
            run=lambda payout, user: set_aside(payout=payout, by=user),
            offered=lambda payout: payout.has_unexplained and payout.set_aside_at is None,
        ),
    )


class PayoutLineViewSet(ReadOnlyViewSet):
    """One row for each category and fund of each transaction that was paid out."""

    model = PayoutLine
    name = "payout-lines"
    menu_label = _("Payout lines")
    icon = "table"
    list_select_related = ("payout", "fund", "payment")
    list_prefetch_related = ("fund__translations",)
    money = {"amount": "payout.currency"}
    list_display = (
        Column("payout.arrives_on", label=_("At the bank on"), sort_key="payout__arrives_on"),
        Column("get_category_display", label=_("Category"), sort_key="category"),
        FundColumn("fund", label=_("Fund"), sort_key="fund__code"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount", currency="payout.currency"),
        Column("occurred_at", label=_("When"), sort_key="occurred_at"),
    )
    filterset_class = PayoutLineFilterSet
    search_fields = ("stripe_transaction", "note", "payout__stripe_payout")
    list_export = (
        "payout.arrives_on",
        "payout.stripe_payout",
        "occurred_at",
        "category",
        "fund.code",
        "fund.restriction",
        "amount",
        "payout.currency",
        "payment_number",
        "stripe_transaction",
        "note",
    )
    export_headings = {
        "payout.arrives_on": _("At the bank on"),
        "payout.stripe_payout": _("Payout"),
        "payout.currency": _("Currency"),
        "fund.code": _("Fund"),
        "fund.restriction": _("Restriction"),
        "payment_number": _("Payment"),
    }
    inspect_view_fields = (
        "payout",
        "category",
        "fund",
        "amount",
        "occurred_at",
        "payment",
        "refund",
        "dispute",
        "returned",
        "stripe_transaction",
        "note",
    )

    def rows(self) -> QuerySet[PayoutLine]:
        return super().rows().order_by("-payout__arrives_on", "-payout", "pk")
