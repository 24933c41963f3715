"""The journal as staff see it: every entry with its legs, and the legs alone for spreadsheets."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.admin import Action, InspectTable, MoneyColumn, ReadOnlyViewSet
from ledger.admin_views import JournalExportViewSet
from ledger.balance_views import FundBalancesViewSet
from ledger.fund_admin import FundMovementViewSet, RunningCostViewSet
from ledger.fund_fields import FundColumn, FundFilter, with_names
from ledger.models import Entry, Line, Proof
from ledger.services.proving import prove_books

LEGS = InspectTable(
    _("Lines"),
    [
        Column("account", label=_("Account")),
        FundColumn("fund", label=_("Fund")),
        MoneyColumn("amount", label=_("Debit, or credit with a minus")),
    ],
    lambda entry: with_names(entry.lines.select_related("account", "fund")),
)


FINDINGS = InspectTable(
    _("What was found"),
    [Column("sentence", label=_("Finding"), accessor=lambda row: row["sentence"])],
    lambda proof: [{"sentence": sentence} for sentence in proof.sentences],
)


def prove_again(_proof: Proof, _user: Any) -> str:
    """Prove the books now, as they are."""
    count = prove_books()[0].problem_count
    if not count:
        return str(_("The books are right."))
    return str(
        ngettext(
            "%(count)s finding; see the newest proof.",
            "%(count)s findings; see the newest proof.",
            count,
        )
        % {"count": count}
    )


class EntryFilterSet(WagtailFilterSet):
    booked_on = DateFromToRangeFilter(label=_("Booked on"), widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields = ["kind", "booked_on"]


class LineFilterSet(WagtailFilterSet):
    booked_on = DateFromToRangeFilter(
        field_name="entry__booked_on", label=_("Booked on"), widget=DateRangePickerWidget
    )
    fund = FundFilter(label=_("Fund"))

    class Meta:
        model = Line
        fields = ["booked_on", "account", "fund", "currency"]


class EntryViewSet(ReadOnlyViewSet):
    """What happened, in the order it happened. Its lines sum to zero per currency and fund."""

    model = Entry
    name = "journal"
    menu_label = _("Journal")
    menu_name = "journal-entries"
    icon = "list-ul"
    list_display = (
        Column("told", label=_("Description"), sort_key="description"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("booked_on", label=_("Booked on"), sort_key="booked_on"),
        DateColumn("occurred_at", label=_("Occurred"), sort_key="occurred_at"),
    )
    filterset_class = EntryFilterSet
    search_fields = ("description", "key")
    list_export = ("key", "kind", "description", "booked_on", "occurred_at")
    inspect_view_fields = (
        "told",
        "kind",
        "booked_on",
        "occurred_at",
        "reverses",
        "key",
        "created_at",
    )
    export_headings = {"told": _("Description")}
    inspect_tables = (LEGS,)


class LineViewSet(ReadOnlyViewSet):
    """One row for each leg: what a spreadsheet or an accounting program wants."""

    model = Line
    name = "journal-lines"
    menu_label = _("Journal lines")
    icon = "table"
    list_select_related = ("entry", "account", "fund")
    list_prefetch_related = ("fund__translations",)
    money = {"amount": "currency"}
    list_display = (
        Column("entry.booked_on", label=_("Booked on"), sort_key="entry__booked_on"),
        Column("entry.told", label=_("Entry")),
        Column("account", label=_("Account"), sort_key="account__code"),
        FundColumn("fund", label=_("Fund"), sort_key="fund__code"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
    )
    filterset_class = LineFilterSet
    search_fields = ("entry__description", "entry__key")
    list_export = (
        "entry.booked_on",
        "entry.key",
        "entry.description",
        "account.code",
        "account.name",
        "fund.code",
        "fund.restriction",
        "amount",
        "currency",
    )
    export_headings = {
        "entry.booked_on": _("Booked on"),
        "entry.key": _("Entry"),
        "entry.description": _("Description"),
        "account.code": _("Account"),
        "account.name": _("Account name"),
        "fund.code": _("Fund"),
        "fund.restriction": _("Restriction"),
    }

    def rows(self) -> QuerySet[Line]:
        return super().rows().order_by("-entry__occurred_at", "-pk")


class ProofViewSet(ReadOnlyViewSet):
    """When the books were proved, and what was found wrong."""

    model = Proof
    name = "proofs"
    menu_label = _("Proofs of the books")
    icon = "clipboard-list"
    list_display = (
        Column("__str__", label=_("Proved"), sort_key="proved_at"),
        NumberColumn("problem_count", label=_("Findings"), sort_key="problem_count"),
    )
    list_filter = ("proved_at",)
    list_export = ("proved_at", "problem_count", "problems")
    inspect_view_fields = ("proved_at", "problem_count")
    inspect_tables = (FINDINGS,)
    row_actions = (
        Action(
            name="prove-again",
            label=_("Prove the books again"),
            icon="rotate",
            permission="ledger.view_proof",
            run=prove_again,
        ),
    )


class BooksViewSetGroup(ModelViewSetGroup):
    items: tuple[Any, ...] = (
        FundBalancesViewSet,
        FundMovementViewSet,
        RunningCostViewSet,
        EntryViewSet,
        LineViewSet,
        JournalExportViewSet,
        ProofViewSet,
    )
    menu_label = _("Books")
    menu_icon = "folder-open-inverse"
    menu_order = 350
