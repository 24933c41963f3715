"""Reports of gifts: what they count, who may see them, on a page and as a file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from donations.enums import Grouping
from donations.models import Donation
from donations.reports.giving import report_flexibility, report_gifts, version_of_totals
from donations.reports.supporters import (
    report_sources,
    report_supporters,
    report_top_supporters,
)
from donations.services.funds.totals import fold_totals, record_change
from ledger.enums import Restriction
from ledger.models import Fund, RunningCost
from tests.factories.accounts import make_staff, make_supporter
from tests.factories.core import make_page
from tests.factories.donations import make_give_page, make_paid_payment
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db

SLUGS = (
    "report-gifts",
    "report-flexibility",
    "report-supporters",
    "report-recurring",
    "report-sources",
    "report-grants",
)


def give(amount: int, day: date, supporter: Any = None, **line: Any) -> Donation:
    """A gift as it lies there after it was received on that day."""
    line = {"kind": "gift", "description": "Gift", "amount": amount, **line}
    payment = make_paid_payment([line], supporter=supporter)
    gift = payment.donations.get()
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    values = {"received_on": day, "received_at": at, "supporter": supporter}
    Donation.objects.filter(pk=gift.pk).update(status="received", **values)
    record_change(gift, method="card", received_on=day, before=0, after=amount, is_spread=False)
    return gift


def test_gifts_by_month_are_divided_as_asked() -> None:
    well = make_fund(name="Well", restriction=Restriction.PURPOSE)
    give(4000, date(2025, 12, 31))
    give(1000, date(2026, 1, 1))
    give(500, date(2026, 1, 31), fund=well)
    [by_fund] = report_gifts(2026, 2026, Grouping.FUND)
    assert [str(heading.label) for heading in by_fund.headings][1:3] == [
        default_fund().local_name,
        "Well",
    ]
    assert by_fund.rows[0] == [date(2026, 1, 1), 1000, 500, 1500, 2]
    assert by_fund.total == [None, 1000, 500, 1500, 2]
    assert by_fund.chart is not None
    assert len(by_fund.chart.bars) == 2
    [by_method] = report_gifts(2025, 2026, Grouping.METHOD)
    assert by_method.total == [None, 5500, 5500, 3]
    [by_year] = report_gifts(2025, 2026, Grouping.YEAR)
    assert by_year.rows[0][1:] == [0, 1500]
    assert by_year.rows[11][1:2] == [4000]


def test_share_without_restrictions_and_cover_are_those_of_each_month() -> None:
    well = make_fund(restriction=Restriction.PURPOSE)
    make_received_gift(3000, fee=None)
    make_received_gift(1000, fund=well, fee=None)
    RunningCost.objects.create(
        valid_from=date(2026, 1, 1), amount=2000, currency="USD", note="Budget"
    )
    [table] = report_flexibility(2026, 2026)
    november = next(row for row in table.rows if row[0] == date(2026, 11, 1))
    assert november == [date(2026, 11, 1), 3000, 1000, 75, 75, 3000, 15]
    assert table.rows[0][3:] == [None, None, 0, 0]
    give(2000, date(2025, 12, 1), fund=well)
    give(9000, date(2025, 11, 30))  # thirteen months before the last
    [table] = report_flexibility(2026, 2026)
    shares = {row[0].month: row[4] for row in table.rows}
    assert (shares[10], shares[11]) == (81, 50)


def test_supporters_are_new_stay_lapse_and_come_back() -> None:
    stays, lapses, returns, is_new = (make_supporter() for _ in range(4))
    assert report_supporters(2025, 2026) == []
    cache.clear()  # what was counted is remembered for an hour
    this = timezone.now().year
    for giver, years in (
        (stays, (2, 1, 0)),
        (lapses, (1,)),
        (returns, (2, 0)),
        (is_new, (0,)),
    ):
        for ago in years:
            give(1000 * (ago + 1), date(this - ago, 1, 1), giver)
    give(700, date(this, 1, 1))
    loyalty, sizes = report_supporters(this - 1, this)
    assert list(loyalty.rows) == [
        [str(this - 1), 2, 1, 1, 0, 1, 50],
        [str(this), 3, 1, 1, 1, 1, 50],
    ]
    assert sizes.rows[1] == [str(this), 4, 3700, 925, 1000, 1000]
    [top] = report_top_supporters(this - 2, this)
    assert [row[2] for row in top.rows] == [6000, 4000, 2000, 1000]
    assert [bar.title.rpartition(" ")[2] for bar in top.chart.bars] == ["$60", "$40", "$20", "$10"]


def test_gifts_of_a_page_are_counted_with_all_its_languages() -> None:
    english, other = make_give_page(title="Give"), make_page(title="About us")
    french = make_give_page("fr", title="Donner", translation_key=english.translation_key)
    for amount, page in ((500, english), (700, french), (900, other)):
        gift = give(amount, date(2026, 1, 1), make_supporter())
        Donation.objects.filter(pk=gift.pk).update(source=page)
    give(4000, date(2026, 1, 1))
    [table] = report_sources(2026, 2026)
    assert [row[0:1] + row[2:] for row in table.rows] == [
        ["Give", 2, 2, 1200],
        ["About us", 1, 1, 900],
    ]
    assert table.rows[0][1] == "Give page"
    assert [bar.title for bar in table.chart.bars] == [
        "Give, Together: $12",
        "About us, Together: $9",
    ]
    with translation.override("fr"):
        assert report_sources(2026, 2026)[0].rows[0][0] == "Donner"


def test_reports_open_for_their_readers_in_both_languages_and_as_files(client: Client) -> None:
    giver = make_supporter(name="=1+1")
    give(4000, date(timezone.now().year, 1, 1), giver)
    client.force_login(make_staff("donations.view_givingtotal"))
    for slug in SLUGS:
        answer = client.get(reverse(f"{slug}:index"))
        assert answer.status_code == 200, slug
    page = client.get(reverse("report-gifts:index")).content.decode()
    assert "<rect" in page
    assert "$40.00" in page
    wrong = client.get(
        reverse("report-gifts:index"), {"first": 2026, "last": 2020, "export": "csv"}
    )
    assert "The last year comes before the first." in wrong.content.decode()
    top = reverse("report-top-supporters:index")
    assert client.get(top).status_code in {302, 403}
    client.force_login(make_staff("donations.list_top_supporters"))
    answer = client.get(top, {"export": "csv"})
    [heading, row] = csv.reader(io.StringIO(answer.content.decode()))
    assert (heading[0], row[:4]) == ("Currency", ["USD", "'=1+1", "1", "40.00"])
    sheet = load_workbook(io.BytesIO(client.get(top, {"export": "xlsx"}).content)).active
    assert list(sheet.values)[1][:4] == ("USD", "'=1+1", 1, 40)
    assert client.get(reverse("report-gifts:index")).status_code in {302, 403}
    with translation.override("fr"):
        [table] = report_gifts(2026, 2026, Grouping.FUND)
        assert next(table.shown_rows)[0] == "jan. 2026"


@pytest.mark.django_db(transaction=True)
def test_figures_are_kept_until_one_of_them_may_be_another(client: Client) -> None:
    """Triggers and totals speak when a transaction commits."""
    well = make_fund(name="Well")
    gift = make_received_gift(3000, fund=well, fee=None)
    client.force_login(make_staff("donations.view_givingtotal"))

    def figures() -> tuple[str, bool]:
        """What the page says, and whether it read the totals themselves for it."""
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("report-gifts:index")).content.decode()
        return page, any(
            "sum(" in query["sql"].lower() and "GROUP" in query["sql"] for query in asked
        )

    assert figures()[1]
    page, is_made_anew = figures()
    assert ("$30.00" in page, is_made_anew) == (True, False)

    make_received_gift(1200, fund=well, fee=None)
    page, is_made_anew = figures()
    assert ("$42.00" in page, is_made_anew) == (True, True)

    record_change(
        gift, method="card", received_on=gift.received_on, before=3000, after=1000, is_spread=False
    )
    assert "$22.00" in figures()[0]
    assert fold_totals() == 2
    page, is_made_anew = figures()
    assert ("$22.00" in page, is_made_anew) == (True, True)

    Fund.objects.filter(pk=well.pk).update(name="Deep well")
    assert "Deep well" in figures()[0]
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        client.force_login(make_staff("donations.view_givingtotal"))
        assert figures()[1]  # there is a month more


@pytest.mark.django_db(transaction=True)
def test_figures_are_made_anew_inside_a_transaction() -> None:
    """Whose own changes may come to nothing."""
    assert version_of_totals() is not None
    with transaction.atomic():
        assert version_of_totals() is None
