"""Givers to be thanked by a person: whom, for what, and who did it how. One click notes it."""

from collections.abc import Callable

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from accounts.models import User
from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.enums import AcknowledgementStatus, ThanksWay
from donations.exceptions import AcknowledgementError
from donations.models import Acknowledgement, Donation
from donations.services.giving.acknowledgements import (
    acknowledge,
    ask_for_thanks,
    reopen_thanks,
    skip_thanks,
)
from ledger.fund_fields import FundColumn, FundFilter, with_names

MAY_THANK = "donations.change_acknowledgement"
GIFTS_SHOWN = 10


class AcknowledgementFilterSet(WagtailFilterSet):
    donation__received_on = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)
    donation__fund = FundFilter(label=_("Fund"))
    done_at = DateFromToRangeFilter(label=_("Thanked"), widget=DateRangePickerWidget)

    class Meta:
        model = Acknowledgement
        fields = [
            "status",
            "reason",
            "way",
            "donation__received_on",
            "donation__fund",
            "done_at",
        ]


class AcknowledgementInspectView(ReadOnlyInspectView):
    actions_first = True

    def get_links(self) -> list[Link]:
        gift, user = self.object.donation, self.request.user
        links = []
        if user.has_perm("donations.view_donation"):
            links.append(Link(_("The gift"), reverse("gifts:inspect", args=[gift.pk]), "pick"))
        if gift.supporter_id and user.has_perm("accounts.view_supporter"):
            page = reverse("supporters:inspect", args=[gift.supporter_id])
            links.append(Link(_("The supporter"), page, "user"))
        return links


def thanked(way: ThanksWay) -> Callable[[Acknowledgement, User], str]:
    def run(acknowledgement: Acknowledgement, user: User) -> str:
        acknowledge(acknowledgement=acknowledgement, way=way, by=user)
        return gettext("Noted: %(way)s.") % {"way": way.label}

    return run


def skip(acknowledgement: Acknowledgement, user: User) -> None:
    skip_thanks(acknowledgement=acknowledgement, by=user)


def reopen(acknowledgement: Acknowledgement, user: User) -> None:
    reopen_thanks(acknowledgement=acknowledgement, by=user)


def waits(acknowledgement: Acknowledgement) -> bool:
    return acknowledgement.status == AcknowledgementStatus.WAITING


def is_done(acknowledgement: Acknowledgement) -> bool:
    return not waits(acknowledgement)


def gifts_of_giver(acknowledgement: Acknowledgement) -> QuerySet[Donation]:
    """The latest gifts of who is to be thanked, this one among them."""
    of_giver = Donation.objects.filter(supporter=acknowledgement.donation.supporter_id).arrived()
    newest: QuerySet[Donation] = of_giver.select_related("fund").order_by("-received_on", "-pk")
    return with_names(newest)[:GIFTS_SHOWN]


ask = Action(
    name="thank",
    label=_("Put on the list of gifts to thank for"),
    icon="openquote",
    permission=MAY_THANK,
    run=lambda gift, _user: ask_for_thanks(donation=gift) and None,
    offered=lambda gift: gift.has_arrived and not hasattr(gift, "acknowledgement"),
    errors=(AcknowledgementError,),
)

THANKS = InspectTable(
    heading=_("Who has thanked the giver"),
    columns=(
        TitleColumn(
            "get_status_display",
            label=_("Status"),
            get_url=lambda row: reverse("acknowledgements:inspect", args=[row.pk]),
        ),
        Column("get_way_display", label=_("How")),
        Column("done_by", label=_("Who")),
        DateColumn("done_at", label=_("When")),
    ),
    rows=lambda gift: Acknowledgement.objects.filter(donation=gift).select_related("done_by"),
)


class AcknowledgementViewSet(ReadOnlyViewSet):
    """First gifts, large ones, and what staff chose; what waits stands at the top."""

    model = Acknowledgement
    name = "acknowledgements"
    icon = "openquote"
    menu_label = _("Gifts to thank for")
    inspect_view_class = AcknowledgementInspectView
    list_select_related = ("donation__fund", "donation__source", "done_by")
    money = {"donation.amount": "donation.currency"}
    list_display = (
        Column("donation.name", label=_("Name"), sort_key="donation__name"),
        MoneyColumn(
            "donation.amount",
            label=_("Amount"),
            currency="donation.currency",
            sort_key="donation__amount",
        ),
        Column("get_reason_display", label=pgettext_lazy("thanks", "Why"), sort_key="reason"),
        Column("donation.received_on", label=_("Received on"), sort_key="donation__received_on"),
        StatusTagColumn("get_status_display", label=_("Status"), sort_key="status", primary=waits),
        Column("get_way_display", label=_("How"), sort_key="way"),
        Column("done_by", label=_("Who"), sort_key="done_by"),
        DateColumn("done_at", label=_("When"), sort_key="done_at"),
    )
    filterset_class = AcknowledgementFilterSet
    search_fields = ("donation__name", "donation__email")
    list_export = (
        "donation.name",
        "donation.email",
        "donation.amount",
        "donation.currency",
        "donation.fund.code",
        "donation.received_on",
        "donation.is_anonymous",
        "donation.language",
        "reason",
        "status",
        "way",
        "done_by",
        "done_at",
    )
    export_headings = {
        "donation.name": _("Name"),
        "donation.email": _("E-mail"),
        "donation.amount": _("Amount"),
        "donation.currency": _("Currency"),
        "donation.fund": _("Fund"),
        "donation.fund.code": _("Fund"),
        "donation.received_on": _("Received on"),
        "donation.is_anonymous": _("Anonymous"),
        "donation.language": _("Language"),
        "donation.message": _("Message"),
        "donation.source": _("Page it came from"),
        "donation.get_language_display": _("Language"),
    }
    inspect_view_fields = (
        "donation.name",
        "donation.email",
        "status",
        "reason",
        "donation.amount",
        "donation.received_on",
        "donation.fund",
        "donation.message",
        "donation.source",
        "donation.language",
        "donation.is_anonymous",
    )
    inspect_tables = (
        InspectTable(
            heading=_("What they gave lately"),
            columns=(
                TitleColumn(
                    "received_on",
                    label=_("Received on"),
                    get_url=lambda gift: reverse("gifts:inspect", args=[gift.pk]),
                ),
                MoneyColumn("amount", label=_("Amount")),
                FundColumn("fund", label=_("Fund")),
                Column("get_status_display", label=_("Status")),
            ),
            rows=gifts_of_giver,
        ),
        InspectTable(
            heading=_("Soft credit"),
            columns=(
                Column("supporter", label=_("Supporter")),
                Column("supporter.email", label=_("E-mail")),
            ),
            rows=lambda thanks: thanks.donation.soft_credits.select_related("supporter"),
        ),
        InspectTable(
            heading=_("History"),
            columns=(
                DateColumn("moved_at", label=_("When")),
                Column("get_before_display", label=_("Before")),
                Column("get_after_display", label=_("After")),
                Column("get_way_display", label=_("How")),
                Column("moved_by", label=_("Who")),
            ),
            rows=lambda thanks: thanks.moves.select_related("moved_by"),
        ),
    )
    row_actions = (
        *(
            Action(
                name=way.value,
                label=way.done_label,
                permission=MAY_THANK,
                run=thanked(way),
                offered=waits,
                errors=(AcknowledgementError,),
            )
            for way in ThanksWay
        ),
        Action(
            name="skip",
            label=_("No thanks needed"),
            icon="cross",
            permission=MAY_THANK,
            run=skip,
            offered=waits,
            errors=(AcknowledgementError,),
        ),
        Action(
            name="reopen",
            label=_("Noted by mistake: put it back on the list"),
            icon="undo",
            permission=MAY_THANK,
            run=reopen,
            offered=is_done,
            errors=(AcknowledgementError,),
        ),
    )

    def rows(self) -> QuerySet[Acknowledgement]:
        """What was given back before anybody said thank you is on no list."""
        is_kept = Q(donation__amount__gt=F("donation__refunded"))
        return super().rows().filter(is_kept | ~Q(status=AcknowledgementStatus.WAITING))
