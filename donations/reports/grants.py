"""Where grants stand: asked for, promised, on its way."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.charts import Series, bar_chart
from core.models import OrganisationSettings
from core.reports import Heading, Kind, Table, month_text
from donations.enums import GrantStatus
from donations.models import Grant, Instalment
from donations.reports.giving import amounts_in

PARTS = ("received", "expected", "late", "waiting", "written_off")


def report_grants() -> list[Table]:
    """For each currency: grants by status with what became of their money, and what is expected in
    which month, pledges included."""
    grants: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for grant in Grant.objects.with_plan():
        sums, standing = grants[grant.currency], grant.standing
        sums[grant.status, "count"] += 1
        sums[grant.status, "amount"] += grant.amount
        for part in PARTS:
            sums[grant.status, part] += getattr(standing, part)
    coming: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for currency, due_on, amount in Instalment.objects.expected().values_list(
        "currency", "due_on", "amount"
    ):
        coming[currency][due_on.replace(day=1)] += amount
    tables = []
    for currency in OrganisationSettings.own_first({*grants, *coming}):
        if currency in grants:
            tables.append(_by_status(currency, grants[currency]))
        if currency in coming:
            tables.append(_by_month(currency, coming[currency]))
    return tables


def _by_status(currency: str, sums: Counter[tuple[str, str]]) -> Table:
    rows: list[list[Any]] = [
        [
            str(status.label),
            *(sums[status, name] for name in ("count", "amount", *PARTS)),
        ]
        for status in GrantStatus
        if sums[status, "count"]
    ]
    return Table(
        title=_("Grants in %(currency)s") % {"currency": currency},
        currency=currency,
        note=_(
            "What waits for a condition or an award is promised by nobody yet; it is in no total."
        ),
        headings=[
            Heading(_("Status")),
            Heading(_("Grants"), Kind.COUNT),
            Heading(_("Amount"), Kind.MONEY),
            Heading(_("Received"), Kind.MONEY),
            Heading(_("Expected"), Kind.MONEY),
            Heading(_("Of it late"), Kind.MONEY),
            Heading(_("Waiting"), Kind.MONEY),
            Heading(_("Written off"), Kind.MONEY),
        ],
        rows=rows,
    )


def _by_month(currency: str, coming: Counter[date]) -> Table:
    """From the first month in which something is expected to the last, or two years on."""
    year = OrganisationSettings.today().year
    every = sorted(coming)
    span = [
        date(at, month, 1)
        for at in range(every[0].year, max(every[-1].year, year) + 1)
        for month in range(1, 13)
    ]
    months = [month for month in span if every[0] <= month <= every[-1]]
    title = _("Money expected in %(currency)s, by month") % {"currency": currency}
    return Table(
        title=title,
        currency=currency,
        note=_("Instalments of grants and pledges that are promised and not here."),
        headings=[Heading(_("Month"), Kind.MONTH), Heading(_("Expected"), Kind.MONEY)],
        rows=[[month, coming[month]] for month in months],
        total=[None, sum(coming.values())],
        chart=bar_chart(
            title,
            labels=[month_text(month) for month in months],
            series=[Series(_("Expected"), [coming[month] for month in months])],
            tell=amounts_in(currency),
        ),
    )
