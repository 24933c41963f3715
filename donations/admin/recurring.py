"""Gifts that come again, as staff see them: how each stands, and whose card fails."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from core.models import OutboxMail
from donations.enums import DonationStatus, RecurringState
from donations.exceptions import GiftError
from donations.models import RecurringGift
from donations.services.giving.recurring import end, refresh, send_link
from payments.admin.causes import CauseColumn
from payments.enums import BillingInterval

MAY_CHANGE = "donations.change_recurringgift"

GIFTS = InspectTable(
    _("What has arrived"),
    (
        TitleColumn(
            "received_on",
            label=_("Received on"),
            get_url=lambda gift: reverse("gifts:inspect", args=[gift.pk]),
        ),
        MoneyColumn("amount", label=_("Amount")),
        Column("fund", label=_("Fund")),
        Column("get_status_display", label=_("Status")),
    ),
    lambda gift: gift.gifts.arrived().select_related("fund").order_by("-received_on", "-pk"),
)
CHANGES = InspectTable(
    _("What was asked for"),
    (
        DateColumn("asked_at", label=_("When")),
        Column("get_kind_display", label=_("What")),
        MoneyColumn("amount", label=_("Amount"), currency="subscription.currency"),
        Column("fund", label=_("Fund")),
        DateColumn("moment", label=_("Date")),
        Column("get_status_display", label=_("Status")),
        Column("by_staff", label=_("Asked by staff")),
    ),
    lambda gift: gift.subscription.changes.select_related("subscription", "fund").reverse(),
)
MOVES = InspectTable(
    _("History"),
    (
        DateColumn("moved_at", label=_("When")),
        Column("get_before_display", label=_("From")),
        Column("get_after_display", label=_("To")),
        CauseColumn(),
    ),
    lambda gift: gift.subscription.moves.all(),
)
MAILS = InspectTable(
    _("Mails about the card"),
    (
        TitleColumn(
            "subject",
            label=_("Subject"),
            get_url=lambda mail: reverse("mails:inspect", args=[mail.pk]),
        ),
        Column("get_status_display", label=_("Status")),
        DateColumn("created_at", label=_("Written")),
        DateColumn("sent_at", label=_("Sent")),
    ),
    lambda gift: OutboxMail.objects.filter(
        key__begins=f"recurring:{gift.subscription.uuid}:failed:"
    ),
)


class RecurringGiftFilterSet(WagtailFilterSet):
    state = ChoiceFilter(
        label=_("State"),
        choices=RecurringState.choices,
        method="filter_state",
        empty_label=_("All"),
    )
    subscription__interval = ChoiceFilter(
        label=_("How often"), choices=BillingInterval.choices, empty_label=_("All")
    )
    subscription__next_payment_at = DateFromToRangeFilter(
        label=_("Next gift"), widget=DateRangePickerWidget
    )

    class Meta:
        model = RecurringGift
        fields = ["state", "subscription__interval", "subscription__fund"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["subscription__fund"].label = _("Fund")

    def filter_state(self, gifts: Any, _name: str, state: str) -> Any:
        return gifts.in_state(state)


class RecurringGiftInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        subscription, user = self.object.subscription, self.request.user
        links = []
        if subscription.supporter_id and user.has_perm("accounts.view_supporter"):
            supporter = reverse("supporters:inspect", args=[subscription.supporter_id])
            links.append(Link(_("The supporter"), supporter, "user"))
        if user.has_perm("payments.view_payment"):
            payment = reverse("payment-listing:inspect", args=[subscription.first_line.payment_id])
            links.append(Link(_("The first payment"), payment))
        return links


def ask_stripe(gift: RecurringGift, _user: Any) -> str:
    """Copy what Stripe says now."""
    if not refresh(gift):
        return str(_("The payment service does not answer at the moment."))
    return str(_("Stripe says: %(status)s") % {"status": gift.subscription.get_status_display()})


def send_the_link(gift: RecurringGift, _user: Any) -> str:
    send_link(gift=gift)
    return str(_("A link to the gift is on its way to its giver."))


def end_it(gift: RecurringGift, user: Any) -> str:
    end(gift=gift, by_staff=str(user))
    return str(_("It has ended. Nothing more is taken, and its giver is told by mail."))


class RecurringGiftViewSet(ReadOnlyViewSet):
    """Every gift that comes again. Its giver changes it; staff see it, send the link, and end it
    for a giver who asked by telephone."""

    model = RecurringGift
    name = "recurring-gifts"
    icon = "rotate"
    menu_label = _("Gifts that come again")
    inspect_view_class = RecurringGiftInspectView
    list_select_related = ("subscription__fund", "last_failure_mail")
    money = {
        "subscription.amount": "subscription.currency",
        "subscription.fee_cover": "subscription.currency",
        "subscription.failing_amount": "subscription.currency",
        "given_total": "subscription.currency",
    }
    list_display: Sequence[Column] = (
        Column("subscription.name", label=_("Name"), sort_key="subscription__name"),
        MoneyColumn(
            "subscription.total",
            label=_("Amount"),
            sort_key="subscription__amount",
            currency="subscription.currency",
        ),
        Column("rhythm", label=_("How often"), sort_key="subscription__interval"),
        Column("subscription.fund", label=_("Fund"), sort_key="subscription__fund__name"),
        StatusTagColumn(
            "state.label",
            label=_("State"),
            primary=lambda gift: gift.state == RecurringState.ACTIVE,
        ),
        Column(
            "next_collected_day", label=_("Next gift"), sort_key="subscription__next_payment_at"
        ),
        Column("failing_step", label=_("Mails about the card")),
        DateColumn("created_at", label=_("Started"), sort_key="created_at"),
    )
    filterset_class: type[WagtailFilterSet] | None = RecurringGiftFilterSet
    search_fields = ("subscription__name", "subscription__email", "message")
    list_export: Sequence[str] = (
        "uuid",
        "subscription.name",
        "subscription.email",
        "is_anonymous",
        "subscription.amount",
        "subscription.fee_cover",
        "subscription.currency",
        "subscription.interval",
        "subscription.fund.code",
        "subscription.shares",
        "state",
        "next_collected_day",
        "resume_day",
        "end_day",
        "failing_step",
        "given_count",
        "given_total",
        "created_at",
        "subscription.stripe_subscription",
    )
    export_headings = {
        "subscription.name": _("Name"),
        "subscription.email": _("E-mail"),
        "subscription.amount": _("Amount"),
        "subscription.fee_cover": _("Added for the card fee"),
        "subscription.failing_amount": _("Open amount"),
        "subscription.failing_since": _("Failing since"),
        "subscription.currency": _("Currency"),
        "subscription.interval": _("How often"),
        "subscription.fund": _("Fund"),
        "subscription.fund.code": _("Fund"),
        "subscription.shares": _("Shares of the funds"),
        "funds_in_words": _("Fund"),
        "subscription.stripe_subscription": _("Number at Stripe"),
        "state": _("State"),
        "state.label": _("State"),
        "rhythm": _("How often"),
        "next_collected_day": _("Next gift"),
        "resume_day": _("Paused until"),
        "end_day": _("Ends or ended on"),
        "next_try_day": _("Next try"),
        "card_in_words": _("Card"),
        "failing_step": _("Mails about the card"),
        "mail_state": _("Last mail"),
        "fixable_until": _("Its link works until"),
        "given_count": _("Gifts so far"),
        "given_total": _("Given so far"),
    }
    inspect_view_fields = (
        "subscription.name",
        "subscription.email",
        "is_anonymous",
        "subscription.amount",
        "subscription.fee_cover",
        "rhythm",
        "funds_in_words",
        "state.label",
        "next_collected_day",
        "resume_day",
        "end_day",
        "card_in_words",
        "subscription.failing_since",
        "subscription.failing_amount",
        "next_try_day",
        "failing_step",
        "fixable_until",
        "given_count",
        "given_total",
        "message",
        "source",
        "created_at",
        "subscription.stripe_subscription",
        "uuid",
    )
    inspect_tables = (GIFTS, MAILS, CHANGES, MOVES)
    row_actions = (
        Action(
            name="send-link",
            label=_("Send the giver a link"),
            icon="mail",
            permission=MAY_CHANGE,
            run=send_the_link,
            offered=lambda gift: gift.subscription.is_running,
        ),
        Action(
            name="ask-stripe",
            label=_("Ask Stripe again"),
            icon="rotate",
            permission=MAY_CHANGE,
            run=ask_stripe,
            offered=lambda gift: bool(gift.subscription.stripe_subscription),
        ),
        Action(
            name="end",
            label=_("End it, as the giver asked"),
            icon="cross",
            permission=MAY_CHANGE,
            run=end_it,
            offered=lambda gift: gift.subscription.is_running,
            errors=(GiftError,),
        ),
    )

    def rows(self) -> QuerySet[RecurringGift]:
        arrived = Q(gifts__status__in=DonationStatus.ARRIVED)
        return (
            super()
            .rows()
            .annotate(
                given_count=Count("gifts", filter=arrived),
                given_total=Sum("gifts__amount", filter=arrived, default=0),
            )
        )


class FailingGiftViewSet(RecurringGiftViewSet):
    """Whose card fails now: what they were told, whether it reached them, and whether they can
    still put it right by themselves."""

    name = "failing-gifts"
    icon = "warning"
    menu_label = _("Cards that fail")
    filterset_class = None
    list_display = (
        Column("subscription.name", label=_("Name"), sort_key="subscription__name"),
        MoneyColumn(
            "subscription.failing_amount",
            label=_("Open amount"),
            sort_key="subscription__failing_amount",
            currency="subscription.currency",
        ),
        DateColumn(
            "subscription.failing_since",
            label=_("Failing since"),
            sort_key="subscription__failing_since",
        ),
        Column("failing_step", label=_("Mails about the card"), sort_key="failure_mails"),
        Column("mail_state", label=_("Last mail")),
        Column("link_state", label=_("Link to put it right")),
        Column("next_try_day", label=_("Next try"), sort_key="subscription__next_try_at"),
    )
    list_export = (
        "uuid",
        "subscription.name",
        "subscription.email",
        "subscription.failing_amount",
        "subscription.currency",
        "subscription.failing_since",
        "failing_step",
        "mail_state",
        "fixable_until",
        "next_try_day",
    )
    ordering = ("subscription__failing_since", "pk")

    def rows(self) -> QuerySet[RecurringGift]:
        return super().rows().filter(pk__in=RecurringGift.objects.in_state(RecurringState.FAILING))
