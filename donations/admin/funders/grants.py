"""Grants for staff: the listing, and the whole story of one on a page."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyIndexView,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.admin.funders import grant_tables as tables
from donations.admin.funders import grant_views as views
from donations.admin.funders.promise_tables import instalments_of, standing_of
from donations.enums import GRANT_MOVES, GrantStatus
from donations.exceptions import PromiseError
from donations.models import Grant
from donations.services.funders.grants import move_grant

MAY_CHANGE = views.MAY_CHANGE
STEPS = (
    views.ChangeGrantView,
    views.AwardView,
    views.PlanView,
    views.AddConditionView,
    views.AddReportView,
    views.RenewView,
    views.MakePackView,
)
STEPS_OF_PARTS = {
    "conditions/<int:condition>/": views.ChangeConditionView,
    "conditions/<int:condition>/met/": views.MeetConditionView,
    "reports/<int:report>/": views.ChangeReportView,
    "reports/<int:report>/sent/": views.SendReportView,
}


class GrantFilterSet(WagtailFilterSet):
    applied_on = DateFromToRangeFilter(label=gettext_lazy("Applied"), widget=DateRangePickerWidget)

    class Meta:
        model = Grant
        fields = ["status", "organisation", "fund", "currency", "responsible", "applied_on"]


class GrantInspectView(ReadOnlyInspectView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is not known yet says nothing."""
        context = super().get_context_data(**kwargs)
        known = [field for field in context["fields"] if field["value"] != "–"]
        return {**context, "fields": known}

    def get_links(self) -> list[Link]:
        grant, user = self.object, self.request.user
        links = [
            Link(
                str(grant.organisation),
                reverse("organisations:inspect", args=[grant.organisation_id]),
                "group",
            )
        ]
        for view in STEPS:
            if user.has_perm(view.permission) and _is_offered(view, grant):
                url = reverse(f"grants:{view.name}", args=[grant.pk])
                links.append(Link(view.page_title, url, "edit"))
        if grant.renews_id:
            links.append(Link(_("The grant before"), _inspect(grant.renews_id), "arrow-left"))
        if hasattr(grant, "renewed_by"):
            after = _inspect(grant.renewed_by.pk)
            links.append(Link(_("The grant that follows"), after, "arrow-right"))
        return links


def _inspect(pk: int) -> str:
    return reverse("grants:inspect", args=[pk])


def _is_offered(view: Any, grant: Grant) -> bool:
    """Which steps make sense where the grant stands."""
    running = grant.status in {GrantStatus.AWARDED, GrantStatus.ACTIVE}
    return {
        views.AwardView: grant.status == GrantStatus.APPLIED,
        views.PlanView: running,
        views.AddConditionView: running,
        views.AddReportView: grant.counts,
        views.MakePackView: grant.counts,
        views.RenewView: grant.counts and not hasattr(grant, "renewed_by"),
    }.get(view, True)


def _move(after: GrantStatus) -> Any:
    return lambda grant, user: move_grant(grant, after, by=user)


def _may_move(after: GrantStatus) -> Any:
    return lambda grant: after in GRANT_MOVES[GrantStatus(grant.status)]


def _action(name: str, label: Any, icon: str, after: GrantStatus, before: Any = None) -> Action:
    offered = _may_move(after)
    return Action(
        name=name,
        label=label,
        icon=icon,
        permission=MAY_CHANGE,
        run=_move(after),
        offered=lambda grant: offered(grant) and (before is None or grant.status == before),
        errors=(PromiseError,),
    )


class GrantIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(views.MAY_ADD):
            return []
        return [HeaderButton(_("New grant"), url=reverse("grants:add"), icon_name="plus")]


class GrantViewSet(ReadOnlyViewSet):
    """What foundations grant us: asked for, promised, waiting, received, reported."""

    model = Grant
    name = "grants"
    icon = "form"
    menu_label = gettext_lazy("Grants")
    index_view_class = GrantIndexView
    inspect_view_class = GrantInspectView
    money = {
        "amount": "currency",
        "received": "currency",
        "expected": "currency",
        "waiting": "currency",
        "written_off": "currency",
    }
    list_display = (
        Column("title", label=gettext_lazy("Title"), sort_key="title"),
        Column(
            "organisation",
            label=gettext_lazy("From"),
            sort_key="organisation__supporter__name",
        ),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda grant: grant.status == GrantStatus.ACTIVE,
        ),
        MoneyColumn("amount", label=gettext_lazy("Amount"), sort_key="amount"),
        MoneyColumn("received", label=gettext_lazy("Received")),
        MoneyColumn("expected", label=gettext_lazy("Still expected")),
        MoneyColumn("waiting", label=gettext_lazy("Waits")),
        Column("next_report.due_on", label=gettext_lazy("Next report")),
    )
    filterset_class = GrantFilterSet
    search_fields = ("title", "reference", "organisation__supporter__name")
    list_export = (
        "title",
        "organisation.name",
        "status",
        "amount",
        "received",
        "expected",
        "waiting",
        "written_off",
        "currency",
        "fund.code",
        "fund.restriction",
        "donor_words",
        "reference",
        "applied_on",
        "awarded_on",
        "starts_on",
        "ends_on",
        "ask_again_on",
        "responsible",
        "note",
    )
    export_headings = {
        "organisation.name": gettext_lazy("Foundation or organisation"),
        "received": gettext_lazy("Received"),
        "expected": gettext_lazy("Still expected"),
        "waiting": gettext_lazy("Waits for a condition"),
        "written_off": gettext_lazy("Written off"),
        "fund.code": gettext_lazy("Fund"),
        "fund.restriction": gettext_lazy("Restriction"),
        "fund.get_restriction_display": gettext_lazy("Restriction"),
    }
    inspect_view_fields = (
        "organisation",
        "status",
        "amount",
        "fund",
        "donor_words",
        "reference",
        "applied_on",
        "decision_on",
        "awarded_on",
        "starts_on",
        "ends_on",
        "ask_again_on",
        "responsible",
        "note",
    )
    inspect_tables = (
        InspectTable(
            gettext_lazy("Where it stands"),
            (
                MoneyColumn("promised", label=gettext_lazy("Promised")),
                MoneyColumn("received", label=gettext_lazy("Received")),
                MoneyColumn("expected", label=gettext_lazy("Still expected")),
                MoneyColumn("late", label=gettext_lazy("of that late")),
                MoneyColumn("waiting", label=gettext_lazy("Waits for a condition or the award")),
                MoneyColumn("written_off", label=gettext_lazy("Written off")),
            ),
            standing_of,
        ),
        InspectTable(
            gettext_lazy("Instalments"),
            (
                Column("day", label=gettext_lazy("Expected on")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
                Column("standing", label=gettext_lazy("Status")),
                MoneyColumn("received", label=gettext_lazy("Received")),
                Column("gift", label=gettext_lazy("Gift of")),
            ),
            instalments_of,
        ),
        InspectTable(
            gettext_lazy("Conditions"),
            (
                Column("text", label=gettext_lazy("What must happen first")),
                Column("of", label=gettext_lazy("Instalment")),
                Column("deadline", label=gettext_lazy("Until")),
                Column("met_on", label=gettext_lazy("Met on")),
                Column("condition.met_note", label=gettext_lazy("How we know")),
                Column("condition.met_by", label=gettext_lazy("Recorded by")),
                Column("step", label=gettext_lazy("Next step")),
            ),
            tables.conditions_of,
        ),
        InspectTable(
            gettext_lazy("Reports"),
            (
                Column("kind", label=gettext_lazy("Kind")),
                Column("due_on", label=gettext_lazy("Due on")),
                Column("report.contact", label=gettext_lazy("To")),
                Column("sent_on", label=gettext_lazy("Sent on")),
                Column("report.note", label=gettext_lazy("Note")),
                Column("step", label=gettext_lazy("Next step")),
            ),
            tables.reports_of,
        ),
        InspectTable(
            gettext_lazy("Report packs"),
            (
                Column("period", label=gettext_lazy("Period")),
                Column("pack.get_language_display", label=gettext_lazy("Language")),
                DateColumn("pack.made_at", label=gettext_lazy("Made")),
                Column("pack.made_by", label=gettext_lazy("Made by")),
                Column("pack.state", label=gettext_lazy("Status")),
            ),
            tables.packs_of,
        ),
        InspectTable(
            gettext_lazy("Spent and released from its fund since the award"),
            (
                Column("happened_on", label=gettext_lazy("Date")),
                Column("get_kind_display", label=gettext_lazy("What")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
                Column("reason", label=gettext_lazy("Reason")),
                Column("document", label=gettext_lazy("Document")),
            ),
            tables.uses_of,
        ),
        InspectTable(
            gettext_lazy("What happened"),
            (
                DateColumn("moved_at", label=gettext_lazy("When")),
                Column("get_before_display", label=gettext_lazy("Before")),
                Column("get_after_display", label=gettext_lazy("After")),
                Column("told", label=gettext_lazy("Note")),
                Column("moved_by", label=gettext_lazy("Recorded by")),
            ),
            lambda grant: grant.moves.select_related("moved_by"),
        ),
    )
    row_actions = (
        _action("run", gettext_lazy("It runs"), "check", GrantStatus.ACTIVE, GrantStatus.AWARDED),
        _action(
            "reopen", gettext_lazy("Open it again"), "undo", GrantStatus.ACTIVE, GrantStatus.CLOSED
        ),
        _action("close", gettext_lazy("Close it"), "lock", GrantStatus.CLOSED),
        _action("decline", pgettext_lazy("grant", "Declined"), "cross", GrantStatus.DECLINED),
        _action("apply", gettext_lazy("Apply again"), "undo", GrantStatus.APPLIED),
    )

    def rows(self) -> QuerySet[Grant]:
        return Grant.objects.with_plan().select_related("renewed_by")

    def get_urlpatterns(self) -> list[URLPattern]:
        index, results, *others = super().get_urlpatterns()
        of_it = "inspect/<int:pk>/"
        return [
            index,
            results,
            path("new/", views.AddGrantView.as_view(), name="add"),
            *(path(f"{of_it}{view.name}/", view.as_view(), name=view.name) for view in STEPS),
            *(
                path(f"{of_it}{rest}", view.as_view(), name=view.name)
                for rest, view in STEPS_OF_PARTS.items()
            ),
            *others,
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=[
                *(f"{verb}_grant" for verb in ("view", "add", "change")),
                "add_reportpack",
            ],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for view in (views.AddGrantView, *STEPS, *STEPS_OF_PARTS.values()):
            view.register(registry)
