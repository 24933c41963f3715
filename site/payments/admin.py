"""Payments and webhook events as staff see them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.admin import Action, InspectTable, MoneyColumn, ReadOnlyViewSet
from payments.dispute_admin import DisputeViewSet, FraudWarningViewSet
from payments.enums import EventStatus, PaymentStatus
from payments.exceptions import PaymentError
from payments.models import Payment, WebhookEvent
from payments.payout_admin import PayoutLineViewSet, PayoutViewSet
from payments.services.inbox import process_event
from payments.services.settlement import settle

LINES = InspectTable(
    _("Lines"),
    [
        Column("get_kind_display", label=_("Kind")),
        Column("description", label=_("What")),
        Column("quantity", label=_("Quantity")),
        MoneyColumn("amount", label=_("Amount"), currency="payment.currency"),
        MoneyColumn("fair_market_value", label=_("Fair market value"), currency="payment.currency"),
        Column("fund", label=_("Fund")),
    ],
    lambda payment: payment.lines.select_related("payment", "fund"),
)
MOVES = InspectTable(
    _("History"),
    [
        Column("get_before_display", label=_("From")),
        Column("get_after_display", label=_("To")),
        Column("cause", label=_("Because of")),
        Column("moved_at", label=_("When")),
    ],
    lambda payment: payment.moves.all(),
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


class PaymentFilterSet(WagtailFilterSet):
    created_at = DateFromToRangeFilter(label=_("Started"), widget=DateRangePickerWidget)
    succeeded_at = DateFromToRangeFilter(label=_("Paid"), widget=DateRangePickerWidget)

    class Meta:
        model = Payment
        fields = ["status", "currency", "created_at", "succeeded_at"]


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
    money = {
        "amount": "currency",
        "settled_amount": "settled_currency",
        "fee": "settled_currency",
    }
    list_display = (
        Column("name", label=_("Name"), sort_key="name"),
        Column("email", label=_("E-mail"), sort_key="email"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
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
    inspect_tables = (LINES, MOVES, EVENTS)
    row_actions = (
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_payment",
            run=ask_stripe,
            errors=(PaymentError,),
        ),
    )


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
        "happened_at",
        "received_at",
        "finished_at",
        "id",
    )
    row_actions = (
        Action(
            name="process-again",
            label=_("Process again"),
            icon="rotate",
            permission="payments.change_webhookevent",
            run=lambda event, _user: process_event(event),
            offered=lambda event: event.status in {EventStatus.FAILED, EventStatus.RECEIVED},
            errors=(PaymentError,),
        ),
    )


class PaymentViewSetGroup(ModelViewSetGroup):
    items = (
        PaymentViewSet,
        PayoutViewSet,
        PayoutLineViewSet,
        DisputeViewSet,
        FraudWarningViewSet,
        WebhookEventViewSet,
    )
    menu_label = _("Payments")
    menu_icon = "tick-inverse"
    menu_order = 340
