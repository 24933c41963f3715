"""Foundations, companies and sponsors for staff: who they are, whom we know there, and the whole
history with them on one page."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from accounts.models import Supporter
from core.admin import (
    InspectTable,
    Link,
    MoneyColumn,
    ReadOnlyIndexView,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from core.files import pdf_response
from donations.admin.funders.organisation_views import (
    MAY_ADD,
    MAY_CHANGE,
    AddContactView,
    AddOrganisationView,
    ChangeContactView,
    ChangeOrganisationView,
    RemoveContactView,
)
from donations.admin.links import day_of, link_to
from donations.models import GrantReport, Organisation
from donations.services.funders.histories import render_history
from donations.services.funders.standings import gifts_of, instalments_of, standings_of
from donations.services.funds.gift_funds import FundsOfGifts


def _figures(organisation: Organisation) -> list[dict[str, Any]]:
    return [
        {
            "currency": one.currency,
            "given": one.given,
            "expected": one.standing.expected,
            "late": one.standing.late,
            "waiting": one.standing.waiting,
            "written_off": one.standing.written_off,
        }
        for one in standings_of(organisation)
    ]


def _contacts(organisation: Organisation) -> list[dict[str, Any]]:
    return [
        {
            "name": link_to(
                reverse("organisations:contact", args=[organisation.pk, contact.pk]), contact.name
            ),
            "contact": contact,
        }
        for contact in organisation.contacts.all()
    ]


def _grants(organisation: Organisation) -> list[dict[str, Any]]:
    return [
        {
            "title": link_to(reverse("grants:inspect", args=[grant.pk]), grant.title),
            "grant": grant,
            "currency": grant.currency,
            **{name: getattr(grant, name) for name in ("amount", "received", "expected")},
            "waiting": grant.waiting,
        }
        for grant in organisation.grants.with_plan()
    ]


def _instalments(organisation: Organisation) -> list[dict[str, Any]]:
    return [
        {
            "day": link_to(reverse("instalments:inspect", args=[one.pk]), day_of(one.due_on)),
            "promise": one.grant or _("pledge"),
            "instalment": one,
            "amount": one.amount,
            "currency": one.currency,
        }
        for one in instalments_of(organisation)
    ]


def _reports(organisation: Organisation) -> QuerySet[GrantReport]:
    reports = GrantReport.objects.filter(grant__organisation=organisation)
    return reports.select_related("grant", "contact")


def _gifts(organisation: Organisation) -> list[dict[str, Any]]:
    gifts = gifts_of(organisation).select_related("payment").order_by("-received_on", "-pk")[:200]
    told = FundsOfGifts(gifts_of(organisation))
    return [
        {
            "day": link_to(reverse("gifts:inspect", args=[gift.pk]), day_of(gift.received_on)),
            "method": gift.payment.get_method_display(),
            "fund": told.with_parts(gift.pk, gift.fund_id, gift.currency),
            "amount": gift.kept,
            "currency": gift.currency,
        }
        for gift in gifts
    ]


class OrganisationInspectView(ReadOnlyInspectView):
    def get_links(self) -> list[Link]:
        organisation, user = self.object, self.request.user
        pk = [organisation.pk]
        links = [
            Link(_("Print the history"), reverse("organisations:history", args=pk), "doc-full")
        ]
        if user.has_perm(MAY_CHANGE):
            links += [
                Link(_("Change"), reverse("organisations:change", args=pk), "edit"),
                Link(_("New contact"), reverse("organisations:add-contact", args=pk), "plus"),
            ]
        of_it = f"?organisation={organisation.pk}"
        if user.has_perm("donations.add_grant"):
            links.append(Link(_("New grant"), reverse("grants:add") + of_it, "plus"))
        if user.has_perm("donations.add_pledge"):
            url = f"{reverse('pledges:add')}?supporter={organisation.supporter_id}"
            links.append(Link(_("New pledge"), url, "plus"))
        return links


class HistoryView(PermissionCheckedMixin, View):
    """The whole history with an organisation on paper, in the reader's language."""

    http_method_names = ["get"]
    permission_required = "view"
    model = Organisation

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation.objects.select_related("supporter"), pk=pk)
        content = render_history(organisation)
        return pdf_response(content, name=f"history-{pk}.pdf", inline=True)


class OrganisationIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(MAY_ADD):
            return []
        url = reverse("organisations:add")
        return [HeaderButton(_("New foundation or organisation"), url=url, icon_name="plus")]


class OrganisationViewSet(ReadOnlyViewSet):
    """Who gives as an organisation, and whom we know there."""

    model = Organisation
    name = "organisations"
    icon = "group"
    menu_label = gettext_lazy("Foundations")
    index_view_class = OrganisationIndexView
    inspect_view_class = OrganisationInspectView
    list_select_related = ("supporter", "responsible")
    list_display = (
        Column("name", label=gettext_lazy("Name"), sort_key="supporter__name"),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        NumberColumn("grant_count", label=gettext_lazy("Grants"), sort_key="grant_count"),
        Column("responsible", label=gettext_lazy("Responsible")),
    )
    list_filter = ("kind", "responsible")
    search_fields = ("supporter__name", "supporter__email", "contacts__name", "contacts__email")
    list_export = (
        "name",
        "kind",
        "supporter.email",
        "website",
        "grant_count",
        "responsible",
        "note",
    )
    export_headings = {
        "name": gettext_lazy("Name"),
        "supporter.email": gettext_lazy("E-mail"),
        "supporter.address": gettext_lazy("Address"),
        "grant_count": gettext_lazy("Grants"),
    }
    inspect_view_fields = ("name", "kind", "supporter", "website", "responsible", "note")
    inspect_tables = (
        InspectTable(
            gettext_lazy("Where it stands"),
            (
                Column("currency", label=gettext_lazy("Currency")),
                MoneyColumn("given", label=gettext_lazy("Received, all gifts")),
                MoneyColumn("expected", label=gettext_lazy("Still expected")),
                MoneyColumn("late", label=gettext_lazy("of that late")),
                MoneyColumn("waiting", label=gettext_lazy("Waits for a condition or an award")),
                MoneyColumn("written_off", label=gettext_lazy("Written off")),
            ),
            _figures,
        ),
        InspectTable(
            gettext_lazy("Contacts"),
            (
                Column("name", label=gettext_lazy("Name")),
                Column("contact.role", label=gettext_lazy("Role")),
                Column("contact.email", label=gettext_lazy("E-mail")),
                Column("contact.phone", label=gettext_lazy("Phone")),
                BooleanColumn("contact.gets_reports", label=gettext_lazy("Gets our reports")),
                BooleanColumn("contact.gets_letters", label=gettext_lazy("Gets letters")),
                Column("contact.note", label=gettext_lazy("Note")),
            ),
            _contacts,
        ),
        InspectTable(
            gettext_lazy("Grants"),
            (
                Column("title", label=gettext_lazy("Title")),
                Column("grant.get_status_display", label=gettext_lazy("Status")),
                Column("grant.fund", label=gettext_lazy("Fund")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
                MoneyColumn("received", label=gettext_lazy("Received")),
                MoneyColumn("expected", label=gettext_lazy("Still expected")),
                MoneyColumn("waiting", label=gettext_lazy("Waits")),
            ),
            _grants,
        ),
        InspectTable(
            gettext_lazy("Instalments"),
            (
                Column("day", label=gettext_lazy("Expected on")),
                Column("promise", label=gettext_lazy("Of")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
                Column("instalment.standing", label=gettext_lazy("Status")),
            ),
            _instalments,
        ),
        InspectTable(
            gettext_lazy("Reports"),
            (
                Column("grant", label=gettext_lazy("Grant")),
                Column("get_kind_display", label=gettext_lazy("Kind")),
                Column("due_on", label=gettext_lazy("Due on")),
                Column("contact", label=gettext_lazy("To")),
                Column("sent_on", label=gettext_lazy("Sent on")),
                BooleanColumn("is_late", label=gettext_lazy("Late")),
            ),
            _reports,
        ),
        InspectTable(
            gettext_lazy("Gifts"),
            (
                Column("day", label=gettext_lazy("Received on")),
                Column("method", label=gettext_lazy("Method")),
                Column("fund", label=gettext_lazy("Fund")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
            ),
            _gifts,
        ),
    )

    def rows(self) -> QuerySet[Organisation]:
        rows: QuerySet[Organisation] = super().rows()
        return rows.annotate(grant_count=Count("grants", distinct=True))

    def get_urlpatterns(self) -> list[URLPattern]:
        index, results, *others = super().get_urlpatterns()
        of_it = "inspect/<int:pk>/"
        return [
            index,
            results,
            path("new/", AddOrganisationView.as_view(), name="add"),
            path(f"{of_it}change/", ChangeOrganisationView.as_view(), name="change"),
            path(f"{of_it}history/", self.construct_view(HistoryView), name="history"),
            path(f"{of_it}contacts/new/", AddContactView.as_view(), name="add-contact"),
            path(f"{of_it}contacts/<int:contact>/", ChangeContactView.as_view(), name="contact"),
            path(
                f"{of_it}contacts/<int:contact>/remove/",
                RemoveContactView.as_view(),
                name="remove-contact",
            ),
            *others,
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=[f"{verb}_organisation" for verb in ("view", "add", "change")],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for view in (
            AddOrganisationView,
            ChangeOrganisationView,
            AddContactView,
            ChangeContactView,
        ):
            view.register(registry)
        label = gettext_lazy("Take out a contact")
        registry.register_action("donations.step.remove-contact", label, label)


def organisation_links(supporter: Supporter | None, user: Any) -> list[Link]:
    """From a gift to the organisation that gave it."""
    found = Organisation.objects.filter(supporter=supporter).first() if supporter else None
    if found is None or not user.has_perm("donations.view_organisation"):
        return []
    return [Link(str(found), reverse("organisations:inspect", args=[found.pk]), "group")]
