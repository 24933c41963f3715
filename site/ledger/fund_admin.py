"""What was recorded about funds, and what a month costs."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from core.admin import (
    InertIndexView,
    InspectTable,
    Link,
    MoneyColumn,
    NeverDeletedPolicy,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from core.forms import AmountField
from core.models import OrganisationSettings
from ledger import decision_views as views
from ledger.enums import MovementKind
from ledger.fund_fields import FundColumn, FundFilter, with_names
from ledger.models import Fund, FundMovement, RunningCost

RECORDS = {
    MovementKind.RELEASE_SPENT: views.ReleaseSpentView,
    MovementKind.RELEASE_TIME: views.ReleaseTimeView,
    MovementKind.SPENDING: views.SpendingView,
    MovementKind.TRANSFER: views.TransferView,
    MovementKind.OPENING: views.OpeningView,
}


def movement_links(fund: Fund, user: Any) -> list[Link]:
    """What may be recorded about this fund by that reader."""
    if not user.has_perm(views.MAY_DECIDE):
        return []
    kinds = [MovementKind.SPENDING, MovementKind.TRANSFER]
    if fund.is_restricted:
        kinds = [MovementKind.RELEASE_SPENT]
        if fund.free_on is not None and fund.free_on <= OrganisationSettings.today():
            kinds.append(MovementKind.RELEASE_TIME)
    kinds.append(MovementKind.OPENING)
    return [Link(RECORDS[kind].page_title, movement_url(fund, kind), icon="plus") for kind in kinds]


def movement_url(fund: Fund, kind: MovementKind) -> str:
    return reverse(f"fund-movements:{kind.value}", args=[fund.pk])


class FundMovementFilterSet(WagtailFilterSet):
    happened_on = DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    fund = FundFilter(label=_("Fund"))
    to_fund = FundFilter(label=_("To fund"))

    class Meta:
        model = FundMovement
        fields = ["kind", "fund", "to_fund", "happened_on"]


class FundMovementInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        movement = self.object
        done = movement.undoes_id or FundMovement.objects.filter(undoes=movement).exists()
        if done or not self.request.user.has_perm(views.MAY_DECIDE):
            return []
        url = reverse("fund-movements:undo", args=[movement.pk])
        return [Link(views.UndoView.page_title, url, icon="undo")]


class FundMovementViewSet(ReadOnlyViewSet):
    """Spending, releases, transfers and opening balances: written once, undone by another."""

    model = FundMovement
    name = "fund-movements"
    icon = "resubmit"
    menu_label = _("Movements of funds")
    inspect_view_class = FundMovementInspectView
    list_select_related = ("fund", "to_fund", "recorded_by", "undoes")
    list_prefetch_related = ("fund__translations", "to_fund__translations")
    money = {"amount": "currency"}
    list_display = (
        Column("happened_on", label=_("Date"), sort_key="happened_on"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        FundColumn("fund", label=_("Fund"), sort_key="fund__name"),
        FundColumn("to_fund", label=_("To fund"), sort_key="to_fund__name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("reason", label=_("Reason")),
        Column("undoes", label=_("Undoes")),
    )
    filterset_class = FundMovementFilterSet
    search_fields = ("reason", "document")
    list_export = (
        "happened_on",
        "kind",
        "fund.code",
        "to_fund.code",
        "amount",
        "currency",
        "reason",
        "document",
        "recorded_by",
        "created_at",
        "undoes.uuid",
        "uuid",
    )
    export_headings = {
        "fund.code": _("Fund"),
        "to_fund.code": _("To fund"),
        "undoes.uuid": _("Undoes"),
    }
    inspect_view_fields = (
        "kind",
        "happened_on",
        "fund",
        "to_fund",
        "amount",
        "reason",
        "document",
        "recorded_by",
        "created_at",
        "undoes",
        "uuid",
    )
    inspect_tables = (
        InspectTable(
            _("Lines"),
            [
                Column("account", label=_("Account")),
                FundColumn("fund", label=_("Fund")),
                MoneyColumn("amount", label=_("Debit, or credit with a minus")),
            ],
            lambda movement: with_names(movement.entry.lines.select_related("account", "fund")),
        ),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        records = [
            path(f"{kind.value}/<int:pk>/", view.as_view(), name=kind.value)
            for kind, view in RECORDS.items()
        ]
        undo = path("undo/<int:pk>/", views.UndoView.as_view(), name="undo")
        return [*super().get_urlpatterns(), *records, undo]

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(views.MOVED, _("Record a movement"), _("Recorded a movement"))
        registry.register_action(views.UNDONE, _("Undo a movement"), _("Undid a movement"))


class RunningCostForm(WagtailAdminModelForm):
    amount = AmountField(label=_("Cost of a month"))

    def save(self, commit: bool = True) -> RunningCost:
        if not self.instance.currency:
            self.instance.currency = OrganisationSettings.load().currency
        saved: RunningCost = super().save(commit=commit)
        return saved

    def clean_valid_from(self) -> Any:
        """One figure a day: the form has no field for the currency, so it is compared here."""
        day = self.cleaned_data["valid_from"]
        currency = self.instance.currency or OrganisationSettings.load().currency
        others = RunningCost.objects.exclude(pk=self.instance.pk)
        if others.filter(valid_from=day, currency=currency).exists():
            self.add_error("valid_from", _("There is a figure from this day on already."))
        return day


# Past months were covered by what was written then.
register_permission_policy(RunningCost, NeverDeletedPolicy(RunningCost), exact_class=True)


class RunningCostViewSet(ModelViewSet):
    """What a month of our work costs, by date: months of cover are counted with it."""

    model = RunningCost
    name = "running-costs"
    icon = "date"
    menu_label = _("Running costs")
    index_view_class = InertIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(RunningCost.panels, base_form_class=RunningCostForm)
    list_display = (
        Column("valid_from", label=_("Valid from"), sort_key="valid_from"),
        MoneyColumn("amount", label=_("Cost of a month")),
        Column("note", label=_("How it was found")),
    )
