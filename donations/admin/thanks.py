"""Names that givers asked to see on the page of a campaign: read, then shown or not."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn

from accounts.models import User
from core.admin import Action, ReadOnlyViewSet
from core.attribution import SourceFilter
from donations.enums import DonationStatus, ThanksStatus
from donations.exceptions import ThanksDecidedError
from donations.models import PublicThanks
from donations.services.giving.thanks import decide_thanks

MAY_DECIDE = "donations.change_publicthanks"


class PublicThanksFilterSet(WagtailFilterSet):
    source = SourceFilter(field_name="donation__source", label=_("Campaign"))

    class Meta:
        model = PublicThanks
        fields = ["status", "source"]


def show(thanks: PublicThanks, user: User) -> None:
    decide_thanks(thanks=thanks, is_shown=True, by=user)


def withhold(thanks: PublicThanks, user: User) -> None:
    decide_thanks(thanks=thanks, is_shown=False, by=user)


class PublicThanksViewSet(ReadOnlyViewSet):
    """Names of gifts that arrived, since nobody else is thanked; one that is given back leaves the
    page by itself."""

    model = PublicThanks
    name = "public-thanks"
    icon = "openquote"
    menu_label = _("Public thanks")
    list_select_related = ("donation__source", "decided_by")
    list_display = (
        Column("donation.name", label=_("Name"), sort_key="donation__name"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda thanks: thanks.status == ThanksStatus.WAITING,
        ),
        Column("donation.get_status_display", label=_("Gift")),
        Column("donation.source", label=_("Campaign"), sort_key="donation__source__title"),
        Column("decided_by", label=_("Decided by")),
    )
    filterset_class = PublicThanksFilterSet
    search_fields = ("donation__name",)
    list_export = ("donation.name", "status", "donation.source", "decided_by", "decided_at")
    export_headings = {
        "donation.name": _("Name"),
        "donation.source": _("Campaign"),
        "donation.status": _("Gift"),
        "donation.get_status_display": _("Gift"),
    }
    inspect_view_fields = (
        "donation.name",
        "donation.source",
        "donation.get_status_display",
        "status",
        "decided_by",
        "decided_at",
    )
    row_actions = (
        Action(
            name="show",
            label=_("Show the name"),
            permission=MAY_DECIDE,
            run=show,
            offered=lambda thanks: thanks.status != ThanksStatus.SHOWN,
            errors=(ThanksDecidedError,),
        ),
        Action(
            name="withhold",
            label=_("Do not show it"),
            icon="cross",
            permission=MAY_DECIDE,
            run=withhold,
            offered=lambda thanks: thanks.status != ThanksStatus.WITHHELD,
            errors=(ThanksDecidedError,),
        ),
    )

    def rows(self) -> QuerySet[PublicThanks]:
        rows: QuerySet[PublicThanks] = super().rows()
        return rows.filter(donation__status__in=DonationStatus.ARRIVED)
