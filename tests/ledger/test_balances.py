"""Balances of the funds over a period, their sums by class, and months of cover."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ledger.enums import Restriction
from ledger.models import RunningCost
from ledger.services.balances import PARTS, balances_between, cover_on
from ledger.services.movements import record_opening, release, spend, transfer
from tests.factories.accounts import make_staff
from tests.factories.ledger import default_fund, make_fund
from tests.ledger.test_movements import record

pytestmark = pytest.mark.django_db


def a_year() -> None:
    """Opening balances in January; later a release, a transfer and spending."""
    year = make_fund(
        code="year", name="=1+1", restriction=Restriction.TIME, free_on=date(2026, 3, 1)
    )
    reserve = make_fund(code="reserve", name="Reserve", designation="Board, 3 March")
    january, june = date(2026, 1, 1), date(2026, 6, 1)
    record(record_opening, default_fund(), 100_000, happened_on=january)
    record(record_opening, year, 30_000, happened_on=january)
    record(record_opening, default_fund(), 5000, happened_on=january, currency="EUR")
    record(release, year, 20_000, happened_on=june)
    record(transfer, default_fund(), 40_000, to_fund=reserve, happened_on=june)
    record(spend, default_fund(), 15_000, happened_on=june)


def test_balances_are_what_was_before_and_what_happened_in_the_period() -> None:
    a_year()
    dollars, euros = balances_between(start=date(2026, 6, 1), end=date(2026, 6, 30))
    rows = {
        balance.fund.code: tuple(getattr(balance, part) for part in PARTS)
        for balance in (*dollars.without, *dollars.restricted)
    }
    assert rows == {
        "unrestricted": (100_000, 0, -40_000, 20_000, -15_000, 65_000),
        "reserve": (0, 0, 40_000, 0, 0, 40_000),
        "year": (30_000, 0, 0, -20_000, 0, 10_000),
    }
    assert [one.fund.code for one in dollars.restricted] == ["year"]
    assert (dollars.without_total.closing, dollars.restricted_total.closing) == (105_000, 10_000)
    assert (dollars.total.moved, dollars.total.released) == (0, 0)
    assert euros.total.closing == 5000
    [before, _euros] = balances_between(start=date(2026, 1, 1), end=date(2026, 5, 31))
    assert (before.total.came_in, before.total.closing) == (130_000, 130_000)


def test_months_of_cover_count_money_without_restrictions_by_the_cost_of_that_day() -> None:
    a_year()
    assert cover_on(day=date(2026, 6, 30), currency="USD") is None
    for valid_from, amount in ((date(2026, 1, 1), 50_000), (date(2026, 6, 30), 30_000)):
        RunningCost.objects.create(
            valid_from=valid_from, amount=amount, currency="USD", note="Budget"
        )
    found = [cover_on(day=day, currency="USD") for day in (date(2026, 6, 29), date(2026, 6, 30))]
    assert [cover and cover.months for cover in found] == [Decimal("2.1"), Decimal("3.5")]


def test_treasurer_reads_and_downloads_the_balances(client: Client) -> None:
    a_year()
    client.force_login(make_staff("ledger.view_line", "ledger.add_runningcost"))
    url = reverse("fund-balances:index")
    period = {"start": "2026-06-01", "end": "2026-06-30"}
    page = client.get(url, period).content.decode()
    for words in ("$1,050.00", "-$400.00", "Set aside by the board", "Say what a month costs"):
        assert words in page
    answer = client.get(url, period | {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["Currency"], row["Fund"], row["After"]) for row in rows] == [
        ("USD", "unrestricted", "650.00"),
        ("USD", "reserve", "400.00"),
        ("USD", "year", "100.00"),
        ("EUR", "unrestricted", "50.00"),
    ]
    assert rows[2]["Name"] == "'=1+1"
    answer = client.get(url, period | {"export": "xlsx"})
    sheet = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert sheet[3][1:] == ("year", "'=1+1", "time", 300, 0, 0, -200, 0, 100)
    wrong = client.get(url, {"start": "2026-06-30", "end": "2026-06-01", "export": "csv"})
    assert "The last day comes before the first." in wrong.content.decode()
    client.post(
        reverse("running-costs:add"),
        {"valid_from": "2026-01-01", "amount": "350.00", "note": "Budget 2026"},
    )
    listed = client.get(reverse("running-costs:index")).content.decode()
    assert "Jan.\xa01, 2026" in listed  # not how long ago that was
    assert "Months of cover: 3.0" in client.get(url, period).content.decode()
    client.force_login(make_staff())
    assert client.get(url).status_code in {302, 403}
