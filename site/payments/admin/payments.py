"""Payments and webhook events as staff see them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from accounts.staff_links import OfSupporterFilterSet
from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
    money_text,
)
from ledger.fund_fields import FundColumn, with_names
from payments.admin.causes import CauseColumn
from payments.admin.disputes import DISPUTES_OF_PAYMENT, DisputeViewSet, FraudWarningViewSet
from payments.admin.links import refund_links
from payments.admin.payouts import PayoutLineViewSet, PayoutViewSet
from payments.admin.refunds import LOG_ACTION, RefundView, RefundViewSet
from payments.enums import EventStatus, PaymentStatus
from payments.exceptions import AlreadyMatchedError, PaymentError
from payments.models import Payment, ReconcileRun, Remittance, UnmatchedObject, WebhookEvent
from payments.services.inbox import process_event
from payments.services.settlement import settle
from payments.services.unmatched import set_aside

LINES = InspectTable(
    _("Lines"),
    [
        Column("get_kind_display", label=_("Kind")),
        Column("description", label=_("What")),
        Column("quantity", label=_("Quantity")),
        MoneyColumn("amount", label=_("Amount"), currency="payment.currency"),
        MoneyColumn("fair_market_value", label=_("Fair market value"), currency="payment.currency"),
        FundColumn("fund", label=_("Fund")),
    ],
    lambda payment: with_names(payment.lines.select_related("payment", "fund")),
)
REMITTANCE = InspectTable(
    _("How it came"),
    [
        Column("reference", label=_("Reference")),
        Column("description", label=_("What was given")),
        Column("organisation", label=_("Organisation")),
        Column("person", label=_("Person")),
        Column("note", label=_("Note")),
        Column("recorded_by", label=_("Recorded by")),
    ],
    lambda payment: Remittance.objects.filter(payment=payment).select_related("recorded_by"),
)
MOVES = InspectTable(
    _("History"),
    [
        Column("get_before_display", label=_("From")),
        Column("get_after_display", label=_("To")),
        CauseColumn(),
        Column("moved_at", label=_("When")),
    ],
    lambda payment: payment.moves.all(),
)
REFUNDS = InspectTable(
    _("Refunds"),
    [
        TitleColumn(
            "created_at",
            label=_("Asked for"),
            get_url=lambda refund: reverse("refunds:inspect", args=[refund.pk]),
        ),
        MoneyColumn("amount", label=_("Amount")),
        Column("get_status_display", label=_("Status")),
        Column("get_reason_display", label=_("Reason")),
    ],
    lambda payment: payment.refunds.all(),
)
EVENTS = InspectTable(
    _("What Stripe sent"),
    [
        Column("type", label=_("Event")),
        Column("get_status_display", label=_("Status")),
        Column("received_at", label=_("Received")),
    ],
    lambda payment: payment.events.all(),
)


def ask_stripe(payment: Payment, _user: Any) -> str:
    """Bring the payment to what Stripe says now."""
    settle(payment, cause="staff")
    return str(_("Stripe says: %(status)s") % {"status": payment.get_status_display()})


class PaymentInspectView(ReadOnlyInspectView):
    def get_page_subtitle(self) -> str:
        """Who paid how much; the uuid stands below."""
        payment = self.object
        return f"{payment.name or payment.email}, {money_text(payment.amount, payment.currency)}"

    def get_links(self) -> list[Link]:
        return refund_links(self.object, self.request.user)


class PaymentFilterSet(OfSupporterFilterSet):
    created_at = DateFromToRangeFilter(label=_("Started"), widget=DateRangePickerWidget)
    succeeded_at = DateFromToRangeFilter(label=_("Paid"), widget=DateRangePickerWidget)

    class Meta:
        model = Payment
        fields = ["status", "method", "currency", "created_at", "succeeded_at"]


class EventFilterSet(WagtailFilterSet):
    received_at = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)

    class Meta:
        model = WebhookEvent
        fields = ["status", "type", "received_at"]


class PaymentViewSet(ReadOnlyViewSet):
    """Every attempt to pay, whatever became of it."""

    model = Payment
    name = "payments"
    url_namespace = "payment-listing"  # "payments" is the public pages' own
    icon = "tick-inverse"
    inspect_view_class = PaymentInspectView
    money = {
        "amount": "currency",
        "settled_amount": "settled_currency",
        "fee": "settled_currency",
    }
    list_display = (
        Column("name", label=_("Name"), sort_key="name"),
        Column("email", label=_("E-mail"), sort_key="email"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("get_method_display", label=_("Method"), sort_key="method"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda payment: payment.status == PaymentStatus.SUCCEEDED,
        ),
        DateColumn("created_at", label=_("Started"), sort_key="created_at"),
    )
    filterset_class = PaymentFilterSet
    search_fields = ("email", "name", "stripe_session", "stripe_payment_intent", "stripe_charge")
    list_export = (
        "uuid",
        "status",
        "method",
        "name",
        "email",
        "amount",
        "currency",
        "settled_amount",
        "fee",
        "settled_currency",
        "created_at",
        "succeeded_at",
        "stripe_payment_intent",
        "stripe_charge",
    )
    inspect_view_fields = (
        "status",
        "method",
        "name",
        "email",
        "supporter",
        "amount",
        "settled_amount",
        "fee",
        "language",
        "created_at",
        "succeeded_at",
        "expires_at",
        "uuid",
        "stripe_session",
        "stripe_payment_intent",
        "stripe_charge",
    )
    inspect_tables = (LINES, REMITTANCE, REFUNDS, DISPUTES_OF_PAYMENT, MOVES, EVENTS)
    row_actions = (
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_payment",
            run=ask_stripe,
            offered=lambda payment: payment.is_through_stripe,
            errors=(PaymentError,),
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        refund = self.construct_view(RefundView)
        return [*super().get_urlpatterns(), path("refund/<int:pk>/", refund, name="refund")]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        refunding = Permission.objects.filter(
            content_type__app_label="payments", codename="add_refund"
        )
        return super().get_permissions_to_register() | refunding

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(LOG_ACTION, _("Refund"), _("Refund"))


class WebhookEventViewSet(ReadOnlyViewSet):
    """The inbox: what Stripe told us, and what we made of it."""

    model = WebhookEvent
    name = "webhook-events"
    icon = "download"
    list_select_related = ("payment",)
    list_display = (
        Column("type", label=_("Event"), sort_key="type"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda event: event.status == EventStatus.FAILED,
        ),
        DateColumn("happened_at", label=_("Happened"), sort_key="happened_at"),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
    )
    filterset_class = EventFilterSet
    search_fields = ("id", "object_id", "type")
    list_export = ("id", "type", "object_id", "status", "attempts", "error", "received_at")
    inspect_view_fields = (
        "type",
        "status",
        "payment",
        "object_id",
        "attempts",
        "error",
        "api_version",
        "was_delivered",
        "happened_at",
        "received_at",
        "finished_at",
        "id",
    )
    row_actions = (
        Action(
            name="process-again",
            label=_("Try again"),
            icon="rotate",
            permission="payments.change_webhookevent",
            run=lambda event, _user: process_event(event),
            offered=lambda event: event.status in {EventStatus.FAILED, EventStatus.RECEIVED},
            errors=(PaymentError,),
        ),
    )


OUTCOME = InspectTable(
    _("What came of it"),
    [
        Column("what", label=_("What"), accessor=lambda row: row["what"]),
        Column("name", label=_("Payment or id at Stripe"), accessor=lambda row: row["name"]),
        Column("error", label=_("Error"), accessor=lambda row: row["error"]),
    ],
    lambda run: [
        *({"what": _("could not be healed"), "name": n, "error": e} for n, e in run.failed.items()),
        *({"what": _("rebuilt"), "name": name, "error": ""} for name in run.rebuilt),
        *({"what": _("healed"), "name": name, "error": ""} for name in run.healed),
    ],
)


class ReconcileRunViewSet(ReadOnlyViewSet):
    """Every comparison with Stripe of the last weeks."""

    model = ReconcileRun
    name = "reconcile-runs"
    icon = "history"
    list_display = (
        Column("__str__", label=_("Started"), sort_key="started_at"),
        DateColumn("finished_at", label=_("Finished"), sort_key="finished_at"),
        Column("counts", label=_("Looked at")),
        NumberColumn("healed_count", label=_("Healed")),
        NumberColumn("rebuilt_count", label=_("Rebuilt")),
        NumberColumn("failed_count", label=_("Could not be healed")),
        Column("error", label=_("Error"), sort_key="error"),
    )
    list_filter = ("started_at",)
    list_export = (
        "started_at",
        "finished_at",
        "since",
        "counts",
        "healed",
        "rebuilt",
        "failed",
        "error",
    )
    export_headings = {"counts": _("Looked at")}
    inspect_view_fields = ("started_at", "finished_at", "since", "counts", "error")
    inspect_tables = (OUTCOME,)


class UnmatchedObjectViewSet(ReadOnlyViewSet):
    """Money at Stripe without a place in our books, until it has one or somebody sets it aside."""

    model = UnmatchedObject
    name = "unmatched-objects"
    icon = "warning"
    money = {"amount": "currency"}
    list_display = (
        Column("stripe_id", label=_("Id at Stripe"), sort_key="stripe_id"),
        Column("get_reason_display", label=_("Reason"), sort_key="reason"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        DateColumn("found_at", label=_("Found"), sort_key="found_at"),
        DateColumn("matched_at", label=_("Matched"), sort_key="matched_at"),
        DateColumn("set_aside_at", label=_("Set aside"), sort_key="set_aside_at"),
    )
    list_filter = ("reason", "found_at")
    search_fields = ("stripe_id", "detail")
    list_export = (
        "stripe_id",
        "reason",
        "detail",
        "amount",
        "currency",
        "found_at",
        "matched_at",
        "set_aside_at",
    )
    inspect_view_fields = (
        "stripe_id",
        "reason",
        "detail",
        "amount",
        "found_at",
        "matched_at",
        "set_aside_at",
        "set_aside_by",
    )
    row_actions = (
        Action(
            name="set-aside",
            label=_("Set aside: somebody looked, and it does not belong here"),
            icon="cross",
            permission="payments.change_unmatchedobject",
            run=lambda unmatched, user: set_aside(unmatched=unmatched, by=user),
            offered=lambda unmatched: (
                unmatched.matched_at is None and unmatched.set_aside_at is None
            ),
            errors=(AlreadyMatchedError,),
        ),
    )


class PaymentViewSetGroup(ModelViewSetGroup):
    items = (
        PaymentViewSet,
        RefundViewSet,
        PayoutViewSet,
        PayoutLineViewSet,
        DisputeViewSet,
        FraudWarningViewSet,
        WebhookEventViewSet,
        ReconcileRunViewSet,
        UnmatchedObjectViewSet,
    )
    menu_label = _("Payments")
    menu_icon = "tick-inverse"
    menu_order = 340
