"""Pledges for staff: what supporters promised, and what of it came."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from accounts.models import Supporter
from accounts.services.supporters import find_or_make_supporter
from core.admin import (
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyIndexView,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.admin.funders.plans import PlanStep
from donations.admin.funders.promise_forms import (
    PledgeForm,
    PromiseNoteForm,
)
from donations.admin.funders.promise_tables import instalments_of, standing_of
from donations.admin.steps import StepView
from donations.models import Pledge
from donations.services.funders.pledges import change_pledge, promise_gift

MAY_ADD = "donations.add_pledge"
MAY_CHANGE = "donations.change_pledge"


class AddPledgeView(StepView):
    name = "add-pledge"
    permission = MAY_ADD
    form_class = PledgeForm
    header_icon = "calendar-check"
    page_title = gettext_lazy("New pledge")
    introduction = gettext_lazy(
        "A promise is no money: it stands apart from what was received until a gift comes for it."
    )

    @property
    def back(self) -> str:
        return reverse("pledges:index")

    @cached_property
    def supporter(self) -> Supporter | None:
        chosen = self.request.GET.get("supporter", "")
        return get_object_or_404(Supporter, pk=chosen) if chosen.isdigit() else None

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"by": self.request.user, "supporter": self.supporter}
        return {**super().get_form_kwargs(), **more}

    def take(self, wanted: dict[str, Any]) -> Pledge:
        supporter = self.supporter or find_or_make_supporter(
            email=wanted["email"], name=wanted["name"], language="en"
        )
        names = (
            "uuid",
            "amount",
            "currency",
            "fund",
            "promised_on",
            "parts",
            "responsible",
            "note",
        )
        return promise_gift(supporter=supporter, **{name: wanted[name] for name in names})

    def way_on(self, about: Model) -> str:
        return reverse("pledges:inspect", args=[about.pk])


class OfPledge(StepView):
    model = Pledge
    permission = MAY_CHANGE
    header_icon = "calendar-check"

    @property
    def back(self) -> str:
        return reverse("pledges:inspect", args=[self.about.pk])


class ChangePledgeView(OfPledge):
    name = "change-pledge"
    form_class = PromiseNoteForm
    page_title = gettext_lazy("Change")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"responsible": self.about.responsible_id, "note": self.about.note}
        return {**super().get_form_kwargs(), "initial": known}

    def take(self, wanted: dict[str, Any]) -> Model:
        change_pledge(self.about, **wanted)
        return self.about


class PlanPledgeView(PlanStep, OfPledge):
    name = "plan-pledge"


class PledgeInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        pledge, user = self.object, self.request.user
        if not user.has_perm(MAY_CHANGE):
            return []
        links = [
            Link(ChangePledgeView.page_title, reverse("pledges:change", args=[pledge.pk]), "edit")
        ]
        if pledge.next_instalment:
            url = reverse("pledges:plan", args=[pledge.pk])
            links.append(Link(PlanPledgeView.page_title, url, "edit"))
        return links


class PledgeIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(MAY_ADD):
            return []
        return [HeaderButton(_("New pledge"), url=reverse("pledges:add"), icon_name="plus")]


class PledgeFilterSet(WagtailFilterSet):
    promised_on = DateFromToRangeFilter(
        label=gettext_lazy("Promised"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Pledge
        fields = ["fund", "currency", "responsible", "promised_on"]


class PledgeViewSet(ReadOnlyViewSet):
    """Gifts that supporters promised; what has not come stands apart from what has."""

    model = Pledge
    name = "pledges"
    icon = "calendar-check"
    menu_label = gettext_lazy("Pledges")
    index_view_class = PledgeIndexView
    inspect_view_class = PledgeInspectView
    money = {
        "amount": "currency",
        "received": "currency",
        "expected": "currency",
        "written_off": "currency",
    }
    list_display = (
        Column("supporter", label=gettext_lazy("Supporter"), sort_key="supporter__name"),
        MoneyColumn("amount", label=gettext_lazy("Promised"), sort_key="amount"),
        MoneyColumn("received", label=gettext_lazy("Received")),
        MoneyColumn("expected", label=gettext_lazy("Still expected")),
        MoneyColumn("written_off", label=gettext_lazy("Written off")),
        Column("next_instalment.due_on", label=gettext_lazy("Next on")),
        Column("fund", label=gettext_lazy("Fund"), sort_key="fund__name"),
        Column("promised_on", label=gettext_lazy("Promised on"), sort_key="promised_on"),
    )
    filterset_class = PledgeFilterSet
    search_fields = ("supporter__name", "supporter__email", "note")
    list_export = (
        "supporter.name",
        "supporter.email",
        "amount",
        "received",
        "expected",
        "written_off",
        "currency",
        "fund.code",
        "promised_on",
        "responsible",
        "note",
    )
    export_headings = {
        "supporter.name": gettext_lazy("Name"),
        "supporter.email": gettext_lazy("E-mail"),
        "received": gettext_lazy("Received"),
        "expected": gettext_lazy("Still expected"),
        "written_off": gettext_lazy("Written off"),
        "fund.code": gettext_lazy("Fund"),
    }
    inspect_view_fields = ("supporter", "amount", "fund", "promised_on", "responsible", "note")
    inspect_tables = (
        InspectTable(
            gettext_lazy("Where it stands"),
            (
                MoneyColumn("received", label=gettext_lazy("Received")),
                MoneyColumn("expected", label=gettext_lazy("Still expected")),
                MoneyColumn("late", label=gettext_lazy("of that late")),
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
                Column("instalment.reason", label=gettext_lazy("Reason")),
            ),
            instalments_of,
        ),
    )

    def rows(self) -> QuerySet[Pledge]:
        return Pledge.objects.with_plan()

    def get_urlpatterns(self) -> list[URLPattern]:
        index, results, *others = super().get_urlpatterns()
        of_it = "inspect/<int:pk>/"
        return [
            index,
            results,
            path("new/", AddPledgeView.as_view(), name="add"),
            path(f"{of_it}change/", ChangePledgeView.as_view(), name="change"),
            path(f"{of_it}plan/", PlanPledgeView.as_view(), name="plan"),
            *others,
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=[f"{verb}_pledge" for verb in ("view", "add", "change")],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for view in (AddPledgeView, ChangePledgeView, PlanPledgeView):
            view.register(registry)
