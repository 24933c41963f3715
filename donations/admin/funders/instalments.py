"""All that is expected, for staff: of grants and of pledges, late or not."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.log_actions import LogActionRegistry

from core.admin import (
    Action,
    Link,
    MoneyColumn,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from donations.admin.funders.promise_forms import (
    MatchForm,
    WriteOffForm,
)
from donations.admin.steps import StepView
from donations.enums import InstalmentStatus
from donations.exceptions import PromiseError
from donations.models import Instalment
from donations.services.funders.instalments import (
    expect_again,
    gifts_for,
    receive_instalment,
    release_gift,
    write_off,
)

MAY_MATCH = "donations.change_instalment"


class OfInstalment(StepView):
    model = Instalment
    permission = MAY_MATCH
    header_icon = "date"

    @property
    def back(self) -> str:
        return reverse("instalments:inspect", args=[self.about.pk])


class MatchView(OfInstalment):
    name = "match"
    form_class = MatchForm
    page_title = gettext_lazy("A gift that came is this instalment")
    introduction = gettext_lazy(
        "Gifts of the same giver, in the same currency, to the same fund. What comes without a "
        "card is matched when it is entered in a batch."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "gifts": gifts_for(self.about)}

    def take(self, wanted: dict[str, Any]) -> Model:
        by: Any = self.request.user
        return receive_instalment(self.about, wanted["gift"], by=by)


class WriteOffView(OfInstalment):
    name = "write-off"
    form_class = WriteOffForm
    page_title = gettext_lazy("Write off")
    introduction = gettext_lazy(
        "It is not expected any more. It stays in sight, apart from what is still to come."
    )

    def take(self, wanted: dict[str, Any]) -> Model:
        by: Any = self.request.user
        write_off(self.about, reason=wanted["reason"], by=by)
        return self.about


class InstalmentFilterSet(WagtailFilterSet):
    due_on = DateFromToRangeFilter(label=gettext_lazy("Expected"), widget=DateRangePickerWidget)
    standing = ChoiceFilter(
        label=gettext_lazy("Standing"),
        method="by_standing",
        choices=[
            ("late", gettext_lazy("late")),
            ("expected", gettext_lazy("still expected")),
            ("waiting", gettext_lazy("waits for a condition or an award")),
        ],
    )

    class Meta:
        model = Instalment
        fields = ["status", "currency", "due_on"]

    def by_standing(self, rows: Any, _name: str, value: str) -> Any:
        if value == "waiting":
            waiting = rows.filter(status=InstalmentStatus.EXPECTED)
            return waiting.exclude(pk__in=Instalment.objects.expected().values("pk"))
        of = Instalment.objects.late() if value == "late" else Instalment.objects.expected()
        return rows.filter(pk__in=of.values("pk"))


class InstalmentInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        instalment, user = self.object, self.request.user
        kind = "grants" if instalment.grant_id else "pledges"
        of = instalment.grant_id or instalment.pledge_id
        links = [Link(str(instalment.promise), reverse(f"{kind}:inspect", args=[of]), "arrow-left")]
        if instalment.donation_id:
            url = reverse("gifts:inspect", args=[instalment.donation_id])
            links.append(Link(_("The gift"), url, "pick"))
        if instalment.is_expected and user.has_perm(MAY_MATCH):
            at = [instalment.pk]
            if not instalment.waits:
                links.append(Link(MatchView.page_title, reverse("instalments:match", args=at)))
            url = reverse("instalments:write-off", args=at)
            links.append(Link(WriteOffView.page_title, url, "cross"))
        return links


class InstalmentViewSet(ReadOnlyViewSet):
    """What somebody promised, by its day: the late ones are found by the filter."""

    model = Instalment
    name = "instalments"
    icon = "date"
    menu_label = gettext_lazy("Instalments")
    inspect_view_class = InstalmentInspectView
    money = {"amount": "currency"}
    list_display = (
        Column("due_on", label=gettext_lazy("Expected on"), sort_key="due_on"),
        Column("giver", label=gettext_lazy("From")),
        Column("grant", label=gettext_lazy("Grant"), sort_key="grant__title"),
        MoneyColumn("amount", label=gettext_lazy("Amount"), sort_key="amount"),
        StatusTagColumn(
            "standing",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda one: one.is_late,
        ),
    )
    filterset_class = InstalmentFilterSet
    search_fields = (
        "grant__title",
        "grant__organisation__supporter__name",
        "pledge__supporter__name",
        "pledge__supporter__email",
    )
    list_export = (
        "due_on",
        "giver",
        "grant_title",
        "amount",
        "currency",
        "status",
        "waits",
        "is_late",
        "received_on",
        "written_off_on",
        "reason",
    )
    export_headings = {
        "giver": gettext_lazy("From"),
        "grant_title": gettext_lazy("Grant"),
        "standing": gettext_lazy("Status"),
        "waits": gettext_lazy("Waits for a condition"),
        "is_late": gettext_lazy("Late"),
        "received_on": gettext_lazy("Received on"),
    }
    inspect_view_fields = (
        "giver",
        "due_on",
        "amount",
        "standing",
        "written_off_on",
        "written_off_by",
        "reason",
    )
    row_actions = (
        Action(
            name="expect-again",
            label=gettext_lazy("Expect it again"),
            icon="rotate",
            permission=MAY_MATCH,
            run=lambda instalment, _user: expect_again(instalment),
            offered=lambda instalment: instalment.status == InstalmentStatus.WRITTEN_OFF,
            errors=(PromiseError,),
        ),
        Action(
            name="unmatch",
            label=gettext_lazy("It was another gift"),
            icon="undo",
            permission=MAY_MATCH,
            run=lambda instalment, _user: release_gift(instalment),
            offered=lambda instalment: instalment.status == InstalmentStatus.RECEIVED,
            errors=(PromiseError,),
        ),
    )

    def rows(self) -> QuerySet[Instalment]:
        return Instalment.objects.with_promise()

    def get_urlpatterns(self) -> list[URLPattern]:
        index, results, *others = super().get_urlpatterns()
        of_it = "inspect/<int:pk>/"
        return [
            index,
            results,
            path(f"{of_it}match/", MatchView.as_view(), name="match"),
            path(f"{of_it}write-off/", WriteOffView.as_view(), name="write-off"),
            *others,
        ]

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for view in (MatchView, WriteOffView):
            view.register(registry)
