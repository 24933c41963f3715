"""Gifts month by month, read from their totals: a page costs the same after a million gifts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.charts import Series, bar_chart, few, line_chart
from core.generation import present
from core.models import OrganisationSettings
from core.money import format_amount
from core.reports import Heading, Kind, Table, month_text
from donations.enums import Grouping
from donations.models import GivingTotal
from ledger.enums import Restriction
from ledger.models import Fund, Line, RunningCost
from ledger.services.balances import NET
from payments.enums import PaymentMethod

Months = Sequence[date]
ROWS = "SELECT count(*), max(id), sum(id) FROM donations_givingtotal"


def months_of(first: int, last: int) -> list[date]:
    """The first days of the months of these years, none that lies ahead."""
    today = OrganisationSettings.today()
    months = (date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13))
    return [month for month in months if month <= today]


def amounts_in(currency: str) -> Callable[[int], str]:
    """How an amount of that currency is written at an axis."""
    language = get_language() or "en"
    return lambda amount: format_amount(amount, currency, language, whole=True)


def version_of_totals() -> str | None:
    """Another one whenever a total may be, or a name or the restriction of a fund. None when there
    is no saying.

    Rows of totals are never changed, and a number is never used twice: which of them there are is
    told by how many, the highest and the sum. Asked for each page, so without the ORM, which takes
    longer to put the question together than the answer takes.
    """
    token = present()  # of the pages, which show funds too
    if token is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return f"{token} {cursor.fetchone()}"


def report_gifts(first: int, last: int, by: Grouping) -> list[Table]:
    """A table for each currency: what is left of the gifts of each month, divided as asked."""
    months = months_of(first, last)
    if by == Grouping.YEAR:
        return [_year_over_year(currency, sums, months) for currency, sums in _by(months, by)]
    return [_by_month(currency, sums, months, by) for currency, sums in _by(months, by)]


Sums = dict[tuple[date, Hashable], tuple[int, int]]  # (month, group) → gifts, amount


def _by(months: Months, by: Grouping) -> Iterator[tuple[str, Sums]]:
    field = {
        Grouping.FUND: "fund",
        Grouping.METHOD: "method",
        Grouping.RESTRICTION: "fund__restriction",
        Grouping.YEAR: "month__year",
    }[by]
    if not months:
        return
    rows = (
        GivingTotal.objects.filter(month__gte=months[0], month__lte=months[-1])
        .order_by()
        .values_list("currency", "month", field)
        .annotate(all_gifts=Sum("gifts"), all_amount=Sum("amount"))
    )
    found: defaultdict[str, Sums] = defaultdict(dict)
    for currency, month, group, gifts, amount in rows:
        if gifts or amount:
            found[currency][month, group] = gifts, amount
    for currency in OrganisationSettings.own_first(found):
        yield currency, found[currency]


def _by_month(currency: str, sums: Sums, months: Months, by: Grouping) -> Table:
    groups = _groups(by, {group for _month, group in sums})
    gifts: Counter[date] = Counter()
    for (month, _group), (count, _amount) in sums.items():
        gifts[month] += count
    nothing = 0, 0
    rows: list[list[Any]] = []
    for month in months:
        parts = [sums.get((month, group), nothing)[1] for group, _name in groups]
        rows.append([month, *parts, sum(parts), gifts[month]])
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    series = [Series(name, columns[place]) for place, (_group, name) in enumerate(groups)]
    title = _("Gifts in %(currency)s, by month") % {"currency": currency}
    return Table(
        title=title,
        currency=currency,
        headings=[
            Heading(_("Month"), Kind.MONTH),
            *(Heading(name, Kind.MONEY) for _group, name in groups),
            Heading(_("Together"), Kind.MONEY),
            Heading(_("Gifts"), Kind.COUNT),
        ],
        rows=rows,
        total=[None, *(sum(column) for column in columns)],
        chart=bar_chart(
            title,
            labels=[month_text(month) for month in months],
            series=few(series, _("Others")),
            tell=amounts_in(currency),
        ),
    )


def _groups(by: Grouping, found: set[Hashable]) -> list[tuple[Hashable, str]]:
    """Those that have gifts, with their names, in the order that people know."""
    if by == Grouping.FUND:
        return list(Fund.objects.filter(pk__in=found).local_names().items())
    choices = PaymentMethod if by == Grouping.METHOD else Restriction
    return [(value, str(label)) for value, label in choices.choices if value in found]


def _year_over_year(currency: str, sums: Sums, months: Months) -> Table:
    years = sorted({month.year for month in months})
    numbers = range(1, 13)
    reached = set(months)

    def amount(year: int, number: int) -> int | None:
        month = date(year, number, 1)
        return sums.get((month, year), (0, 0))[1] if month in reached else None

    columns = [[amount(year, number) for number in numbers] for year in years]
    names = [_month_name(number) for number in numbers]
    title = _("Gifts in %(currency)s, year over year") % {"currency": currency}
    return Table(
        title=title,
        currency=currency,
        headings=[Heading(_("Month")), *(Heading(str(year), Kind.MONEY) for year in years)],
        rows=[[name, *values] for name, *values in zip(names, *columns, strict=True)],
        total=[_("Together"), *(sum(value or 0 for value in column) for column in columns)],
        chart=line_chart(
            title,
            labels=names,
            series=[Series(str(year), column) for year, column in zip(years, columns, strict=True)][
                -6:
            ],
            tell=amounts_in(currency),
        ),
    )


def _month_name(number: int) -> str:
    return str(MONTHS[number])


def report_flexibility(first: int, last: int) -> list[Table]:
    """For each currency: how much of what was given came without restrictions, also over twelve
    months since months differ, and how long what is there without them lasts at the end of each
    month."""
    months = months_of(first, last)
    cover = _cover(months)
    sums = dict(_by(months_of(first - 1, last), Grouping.RESTRICTION))
    return [
        _flexibility(currency, sums.get(currency, {}), cover.get(currency, {}), months)
        for currency in OrganisationSettings.own_first({*sums, *cover})
    ]


def _flexibility(
    currency: str, sums: Sums, cover: dict[date, tuple[int, int | None]], months: Months
) -> Table:
    free: Counter[date] = Counter()
    whole: Counter[date] = Counter()
    for (month, group), (_gifts, amount) in sums.items():
        free[month] += amount if group == Restriction.NONE else 0
        whole[month] += amount
    rows: list[list[Any]] = []
    for month in months:
        year = [_before(month, count) for count in range(12)]
        over_year = _share(sum(free[one] for one in year), sum(whole[one] for one in year))
        parts = [free[month], whole[month] - free[month], _share(free[month], whole[month])]
        rows.append([month, *parts, over_year, *cover.get(month, (None, None))])
    free_in_all, whole_in_all = (sum(part[month] for month in months) for part in (free, whole))
    title = _("Share of gifts in %(currency)s without restrictions, in percent") % {
        "currency": currency
    }
    return Table(
        title=title,
        currency=currency,
        note=_(
            "Months of cover: the balance without restrictions at the end of the month, "
            "divided by what a month cost then; the running month as it is now."
        ),
        headings=[
            Heading(_("Month"), Kind.MONTH),
            Heading(_("Without restrictions"), Kind.MONEY),
            Heading(_("With restrictions"), Kind.MONEY),
            Heading(_("Share without"), Kind.PERCENT),
            Heading(_("Share over twelve months"), Kind.PERCENT),
            Heading(_("Balance without restrictions"), Kind.MONEY),
            Heading(_("Months of cover"), Kind.TENTHS),
        ],
        rows=rows,
        total=[
            None,
            free_in_all,
            whole_in_all - free_in_all,
            _share(free_in_all, whole_in_all),
            *(None, None, None),
        ],
        chart=line_chart(
            title,
            labels=[month_text(month) for month in months],
            series=[
                Series(_("Share without"), [row[3] for row in rows]),
                Series(_("Share over twelve months"), [row[4] for row in rows]),
            ],
            tell=str,
        ),
    )


def _before(month: date, count: int) -> date:
    """The month so many months earlier."""
    year, number = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(year, number + 1, 1)


def _share(part: int, whole: int) -> int | None:
    return part * 100 // whole if whole > 0 else None


def _cover(months: Months) -> dict[str, dict[date, tuple[int, int | None]]]:
    """Currency → month → what is there without restrictions at its end, and the tenths of months
    that it lasts; None while nobody has written what a month costs."""
    if not months:
        return {}
    changes: defaultdict[str, Counter[date]] = defaultdict(Counter)
    lines = (
        Line.objects.filter(account__kind__in=NET, fund__restriction=Restriction.NONE)
        .annotate(month=TruncMonth("entry__booked_on"))
        .order_by()
        .values_list("currency", "month")
        .annotate(total=Sum("amount"))
    )
    for currency, month, total in lines:
        changes[currency][month] -= total
    costs: defaultdict[str, list[RunningCost]] = defaultdict(list)
    for cost in RunningCost.objects.order_by("valid_from"):
        costs[cost.currency].append(cost)
    found: dict[str, dict[date, tuple[int, int | None]]] = {}
    for currency, of_currency in changes.items():
        balance = sum(amount for month, amount in of_currency.items() if month < months[0])
        for month in months:
            balance += of_currency[month]
            valid = [one for one in costs[currency] if one.valid_from < _after(month)]
            tenths = max(0, balance) * 10 // valid[-1].amount if valid else None
            found.setdefault(currency, {})[month] = balance, tenths
    return found


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
