"""Who gives: new, back again, lost; how much at a time; who most."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.charts import Chart, Series, bar_chart
from core.models import OrganisationSettings
from core.reports import Heading, Kind, Table
from donations.models import Donation
from donations.reports.giving import amounts_in

REMEMBERED = 3600  # seconds
SHOWN = 50
DRAWN = 6  # bars
LETTERS = 84  # below all of them


def report_supporters(first: int, last: int) -> list[Table]:
    """Year by year: who gave, for the first time or again, who did not come back; then how large a
    gift is, for each currency."""
    years = range(first, min(last, OrganisationSettings.today().year) + 1)
    loyalty = _loyalty(years)
    is_known = any(any(row[1:]) for row in loyalty.rows)
    return [*([loyalty] if is_known else []), *report_sizes(years)]


def kept_gifts() -> QuerySet[Any]:
    """Gifts of which something is left, with how much. Those that arrived are told by their day, so
    that the index of what was received holds all that sums of a year need."""
    arrived = Donation.objects.filter(received_on__isnull=False)
    gifts = arrived.filter(amount__gt=F("refunded")).order_by()
    return gifts.annotate(left=F("amount") - F("refunded"))


def _loyalty(years: range) -> Table:
    rows: list[list[Any]] = []
    counts = _counts()
    for year in years:
        givers, new, stayed = (counts[year, what] for what in ("givers", "new", "stayed"))
        before = counts[year - 1, "givers"]
        back = givers - new - stayed
        lapsed = before - stayed
        rows.append(
            [year, givers, new, stayed, back, lapsed, stayed * 100 // before if before else None]
        )
    title = _("Supporters who gave, by year")
    return Table(
        title=title,
        note=_(
            "Lapsed: gave in the year before and not in this one; the running year is not over, so "
            "some of them will still come. Retention: of those who gave in the year before, how "
            "many gave again. Gifts without a name are in none of these. Counted once an hour."
        ),
        headings=[
            Heading(_("Year")),
            Heading(_("Supporters"), Kind.COUNT),
            Heading(_("New"), Kind.COUNT),
            Heading(_("Stayed"), Kind.COUNT),
            Heading(_("Back after a pause"), Kind.COUNT),
            Heading(_("Lapsed"), Kind.COUNT),
            Heading(_("Retention"), Kind.PERCENT),
        ],
        rows=[[str(row[0]), *row[1:]] for row in rows],
        chart=bar_chart(
            title,
            labels=[str(year) for year in years],
            series=[
                Series(_("New"), [row[2] for row in rows]),
                Series(_("Stayed"), [row[3] for row in rows]),
                Series(_("Back after a pause"), [row[4] for row in rows]),
                Series(_("Lapsed"), [-row[5] for row in rows]),
            ],
            tell=lambda count: str(abs(count)),
        ),
    )


def _counts() -> Counter[tuple[int, str]]:
    """(year, what) → how many supporters: who gave, for the first time, and also the year before.
    Read once through, supporter by supporter, and remembered for an hour."""
    key = f"donations.loyalty.{OrganisationSettings.today()}"
    found: Counter[tuple[int, str]] | None = cache.get(key)
    if found is None:
        found = Counter()
        rows = kept_gifts().exclude(supporter=None).values_list("supporter", "received_on__year")
        before: tuple[int, int] | None = None
        for supporter, year in (
            rows.distinct().order_by("supporter", "received_on__year").iterator()
        ):
            found[year, "givers"] += 1
            if before is None or before[0] != supporter:
                found[year, "new"] += 1
            elif before[1] == year - 1:
                found[year, "stayed"] += 1
            before = supporter, year
        cache.set(key, found, REMEMBERED)
    return found


def report_sizes(years: range) -> list[Table]:
    """For each currency and year: how many gifts, their sum, average, median and largest."""
    rows: dict[str, list[list[Any]]] = {}
    for year in years:
        for currency, amounts in _amounts(year).items():
            count, total = sum(amounts.values()), sum(left * n for left, n in amounts.items())
            median, most = _middle(amounts, count), max(amounts)
            row = [str(year), count, total, total // count, median, most]
            rows.setdefault(currency, []).append(row)
    return [
        Table(
            title=_("Size of a gift in %(currency)s") % {"currency": currency},
            currency=currency,
            note=_("Median: half of the gifts are of that amount or less."),
            headings=[
                Heading(_("Year")),
                Heading(_("Gifts"), Kind.COUNT),
                Heading(_("Together"), Kind.MONEY),
                Heading(_("Average"), Kind.MONEY),
                Heading(_("Median"), Kind.MONEY),
                Heading(_("Largest"), Kind.MONEY),
            ],
            rows=rows[currency],
        )
        for currency in OrganisationSettings.own_first(rows)
    ]


def _amounts(year: int) -> dict[str, Counter[int]]:
    """Currency → what is left of a gift → how many gifts of the year: read once through, in the
    index; there are far fewer amounts than gifts."""
    of_year = kept_gifts().filter(
        received_on__gte=date(year, 1, 1), received_on__lte=date(year, 12, 31)
    )
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    # The number first: a database that sorts compares numbers sooner than texts.
    for left, currency, count in of_year.values_list("left", "currency").annotate(count=Count("*")):
        found[currency][left] = count
    return found


def _middle(amounts: Counter[int], count: int) -> int:
    """The amount that half of the gifts do not exceed."""
    seen = 0
    for left in sorted(amounts):
        seen += amounts[left]
        if seen * 2 >= count:
            return left
    raise AssertionError("no gift")


def report_top_supporters(first: int, last: int) -> list[Table]:
    """For each currency the supporters who gave most, with what is left of their gifts."""
    in_time = Q(received_on__gte=date(first, 1, 1), received_on__lte=date(last, 12, 31))
    gifts = kept_gifts().filter(in_time).exclude(supporter=None)
    tables = []
    for currency in OrganisationSettings.own_first(
        gifts.values_list("currency", flat=True).distinct()
    ):
        found = list(
            gifts.filter(currency=currency)
            .values_list("supporter", "supporter__name", "supporter__email")
            .annotate(count=Count("pk"), total=Sum("left"), newest=Max("received_on"))
            .order_by("-total", "supporter")[:SHOWN]
        )
        tables.append(
            Table(
                title=_("Who gave most in %(currency)s") % {"currency": currency},
                currency=currency,
                note=_("The first fifty. Some gave anonymously: their names stay in here."),
                headings=[
                    Heading(_("Supporter")),
                    Heading(_("Gifts"), Kind.COUNT),
                    Heading(_("Together"), Kind.MONEY),
                    Heading(_("Last gift"), Kind.DAY),
                ],
                rows=[
                    [name or email, count, total, newest]
                    for _pk, name, email, count, total, newest in found
                ],
                links=[reverse("supporters:inspect", args=[pk]) for pk, *_rest in found],
                chart=_drawn(
                    _("Who gave most in %(currency)s") % {"currency": currency},
                    [(name or email, total) for _pk, name, email, _n, total, _day in found],
                    currency,
                ),
            )
        )
    return tables


def report_sources(first: int, last: int) -> list[Table]:
    """For each currency the stories, campaigns and other pages that gifts came from, each with all
    its languages."""
    in_time = Q(received_on__gte=date(first, 1, 1), received_on__lte=date(last, 12, 31))
    found = list(
        kept_gifts()
        .filter(in_time)
        .exclude(source=None)
        .values_list("currency", "source__translation_key")
        .annotate(givers=Count("supporter", distinct=True), count=Count("pk"), total=Sum("left"))
        .order_by("currency", "-total", "source__translation_key")
    )
    pages = _pages({key for _currency, key, *_sums in found})
    rows: dict[str, list[list[Any]]] = {}
    for currency, key, *sums in found:
        page = pages[key]
        rows.setdefault(currency, []).append([page.title, page.page_type_display_name, *sums])
    return [
        Table(
            title=_("Gifts in %(currency)s by the page they came from") % {"currency": currency},
            currency=currency,
            note=_("A gift remembers the story or page that led to it; the others are not here."),
            headings=[
                Heading(_("Page")),
                Heading(_("Kind")),
                Heading(_("Supporters"), Kind.COUNT),
                Heading(_("Gifts"), Kind.COUNT),
                Heading(_("Together"), Kind.MONEY),
            ],
            rows=rows[currency],
            chart=_drawn(
                _("Gifts in %(currency)s by the page they came from") % {"currency": currency},
                [(row[0], row[-1]) for row in rows[currency]],
                currency,
            ),
        )
        for currency in OrganisationSettings.own_first(rows)
    ]


def _drawn(title: str, sums: Sequence[tuple[str, int]], currency: str) -> Chart:
    """The first of a list as bars beside each other, as many as can be named below."""
    shown = sums[:DRAWN]
    names = [Truncator(name).chars(LETTERS // len(shown)) for name, _total in shown]
    together = [Series(_("Together"), [total for _name, total in shown])]
    return bar_chart(title, labels=names, series=together, tell=amounts_in(currency))


def _pages(keys: set[Any]) -> dict[Any, Page]:
    """What is the same in all languages → its page, in the reader's language where there is one."""
    language = get_language() or ""
    pages = Page.objects.filter(translation_key__in=keys).select_related("locale").order_by("-pk")
    return {
        page.translation_key: page
        for page in sorted(pages, key=lambda one: one.locale.language_code == language)
    }
