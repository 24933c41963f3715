"""What anybody may read of the books."""

import csv
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from ledger.enums import AccountCode, EntryKind, Restriction
from ledger.models import Fund, RunningCost
from ledger.services.posting import Posting, post
from tests.factories.core import make_home
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(datetime(2026, 11, 21, 17, tzinfo=UTC), tick=False):
        yield


def book(
    account: AccountCode, amount: int, *, fund: Fund | None = None, at: datetime = NOON
) -> None:
    """Money that came in from an account (or, negative, went out to it)."""
    fund = fund or default_fund()
    legs = [Posting(AccountCode.BANK, fund, amount, "USD"), Posting(account, fund, -amount, "USD")]
    key = f"{account} {amount} {fund.code} {at}"
    post(key=key, kind=EntryKind.PAYMENT, description=key, occurred_at=at, postings=legs)


@pytest.fixture
def year_of_work() -> None:
    """60 and 40 dollars of gifts, 18 of soap with 7 above its value, 5 of it given back."""
    make_home()
    wells = make_fund(
        code="wells", restriction=Restriction.PURPOSE, restriction_reason="For wells."
    )
    book(AccountCode.GIFTS, 6000)
    book(AccountCode.GIFTS, 4000, fund=wells)
    book(AccountCode.SOAP_SALES, 1800)
    book(AccountCode.GIFTS_IN_SALES, 700)
    book(AccountCode.GIFTS, -500)
    book(AccountCode.PROCESSING_FEES, -204)
    book(AccountCode.SPENDING, -1000)
    RunningCost.objects.create(
        valid_from=date(2026, 1, 1), amount=2000, currency="USD", note="Budget"
    )


def words(client: Client, address: str = "/open-books/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_open_books_keep_classes_and_soap_apart(client: Client, year_of_work: None) -> None:
    [books] = client.get("/open-books/").context["currencies"]
    assert (books.support, books.restricted_support, books.share) == (6200, 4000, 60)
    assert (books.soap, books.fees, books.spent, books.released) == (1800, -204, -1000, 0)
    assert (books.in_hand, books.in_hand_restricted) == (6796, 4000)
    assert str(books.cover.months) == "3.3"
    assert (books.start, books.end) == (date(2026, 1, 1), date(2026, 11, 21))


def test_open_books_count_what_was_given_in_kind_as_support_and_as_used(
    client: Client, year_of_work: None
) -> None:
    in_kind = [
        Posting(AccountCode.USED_IN_KIND, default_fund(), 800, "USD"),
        Posting(AccountCode.GIFTS_IN_KIND, default_fund(), -800, "USD"),
    ]
    post(key="chairs", kind=EntryKind.PAYMENT, description="", occurred_at=NOON, postings=in_kind)
    [books] = client.get("/open-books/").context["currencies"]
    assert (books.support, books.spent, books.in_hand) == (7000, -1800, 6796)
    came_in = books.support + books.restricted_support + books.soap
    assert came_in + books.fees + books.spent == books.in_hand + books.in_hand_restricted


def test_open_books_part_years_in_our_zone(client: Client) -> None:
    make_home()
    book(AccountCode.GIFTS, 100, at=datetime(2026, 1, 1, 4, 59, 59, tzinfo=UTC))
    book(AccountCode.GIFTS, 200, at=datetime(2026, 1, 1, 5, 0, 0, tzinfo=UTC))
    [books] = client.get("/open-books/").context["currencies"]
    assert (books.support, books.in_hand) == (200, 300)


def test_open_books_of_an_earlier_year_know_nothing_of_later_ones(
    client: Client, year_of_work: None
) -> None:
    book(AccountCode.GIFTS, 900, at=datetime(2025, 12, 31, 12, tzinfo=UTC))
    [books] = client.get("/open-books/?year=2025").context["currencies"]
    assert (books.support, books.in_hand, books.cover) == (900, 900, None)
    assert books.end == date(2025, 12, 31)
    [now] = client.get("/open-books/").context["currencies"]
    assert (now.support, now.in_hand) == (6200, 7696)


@pytest.mark.parametrize("year", ["2024", "2027", "x", "", "٢٠٢٦", "2026 "])
def test_open_books_of_a_year_without_books_are_not_there(client: Client, year: str) -> None:
    make_home()
    assert client.get("/open-books/", {"year": year}).status_code == 404
    assert client.get("/open-books/data.csv", {"year": year}).status_code == 404


def test_open_books_as_csv_add_up_to_the_page(client: Client, year_of_work: None) -> None:
    response = client.get("/open-books/data.csv")
    assert "max-age" in response["Cache-Control"]
    rows = list(csv.DictReader(response.content.decode().splitlines()))
    by_class = {
        (row["account"], row["class"]): row["amount"] for row in rows if row["currency"] == "USD"
    }
    assert by_class == {
        ("4000", "without donor restrictions"): "55.00",
        ("4000", "with donor restrictions"): "40.00",
        ("4010", "without donor restrictions"): "7.00",
        ("4100", "without donor restrictions"): "18.00",
        ("5000", "without donor restrictions"): "-2.04",
        ("6000", "without donor restrictions"): "-10.00",
    }


def test_open_books_without_entries_say_so_in_zeros(client: Client) -> None:
    make_home()
    assert "$0.00" in words(client)


def test_open_books_in_french(client: Client, year_of_work: None) -> None:
    make_home("fr")
    text = words(client, "/fr/open-books/")
    assert "Comptes ouverts" in text
    assert "62,00" in text


def test_open_books_cost_no_more_for_more_entries(
    client: Client, year_of_work: None, django_assert_max_num_queries: object
) -> None:
    client.get("/open-books/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/open-books/")
