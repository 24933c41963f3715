"""Reports of gifts for treasurer, fundraiser and auditor."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from core.report_views import ReportView, ReportViewSet, YearsForm
from core.reports import Table
from donations.enums import Grouping
from donations.reports.giving import report_flexibility, report_gifts, version_of_totals
from donations.reports.grants import report_grants
from donations.reports.recurring import report_recurring
from donations.reports.supporters import (
    report_sources,
    report_supporters,
    report_top_supporters,
)

MAY_SEE, MAY_LIST = "donations.view_givingtotal", "donations.list_top_supporters"


class GiftsForm(YearsForm):
    by = forms.ChoiceField(label=_("Divided"), choices=Grouping.choices)

    @classmethod
    def usual(cls) -> dict[str, Any]:
        return {**super().usual(), "by": Grouping.FUND}


class FiveYearsForm(YearsForm):
    usual_years = 5


class GiftsReport(ReportView):
    permission = MAY_SEE
    page_title = _("Gifts by month")
    intro = _(
        "What is left of the gifts of each month: what was given back later is taken off the month "
        "in which the gift came. The fund is the one it was given to."
    )
    form_class = GiftsForm

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_gifts(wanted["first"], wanted["last"], Grouping(wanted["by"]))

    def version(self) -> str | None:
        return version_of_totals()


class FlexibilityReport(ReportView):
    permission = MAY_SEE
    page_title = _("Unrestricted share and months of cover")
    intro = _(
        "Money without restrictions helps most: it goes where it is needed. Gifts by the fund they "
        "were given to, balances from the journal."
    )

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_flexibility(wanted["first"], wanted["last"])


class SupportersReport(ReportView):
    permission = MAY_SEE
    page_title = _("New, returning and lapsed supporters")
    form_class = FiveYearsForm

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_supporters(wanted["first"], wanted["last"])


class RecurringReport(ReportView):
    permission = MAY_SEE
    page_title = _("Run-rate of gifts that come again")
    intro = _(
        "All in amounts a month: a gift that comes every three months counts with a third of it, "
        "one that comes every year with a twelfth."
    )

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_recurring(wanted["first"], wanted["last"])


class SourcesReport(ReportView):
    permission = MAY_SEE
    page_title = _("Gifts by story, campaign and page")

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_sources(wanted["first"], wanted["last"])


class TopSupportersReport(ReportView):
    permission = MAY_LIST
    page_title = _("Who gave most")

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_top_supporters(wanted["first"], wanted["last"])


class NoForm(forms.Form):
    """Nothing is asked: it is as of now."""

    @classmethod
    def usual(cls) -> dict[str, Any]:
        return {}


class GrantsReport(ReportView):
    permission = MAY_SEE
    page_title = _("Grants pipeline")
    form_class = NoForm

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        return report_grants()


def _viewset(slug: str, view_class: type[ReportView]) -> type[ReportViewSet]:
    settings = {
        "name": slug,
        "view": view_class,
        "icon": view_class.header_icon,
        "menu_label": view_class.page_title,
    }
    return type(f"{view_class.__name__}ViewSet", (ReportViewSet,), settings)


class ReportViewSetGroup(ViewSetGroup):
    items = (
        _viewset("report-gifts", GiftsReport),
        _viewset("report-flexibility", FlexibilityReport),
        _viewset("report-supporters", SupportersReport),
        _viewset("report-recurring", RecurringReport),
        _viewset("report-sources", SourcesReport),
        _viewset("report-top-supporters", TopSupportersReport),
        _viewset("report-grants", GrantsReport),
    )
    menu_label = _("Giving reports")
    menu_name = "gift-reports"  # the sidebar marks what begins with the name of another
    menu_icon = "order"
    menu_order = 320
