"""The one door into the books, and what it refuses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.models import OrganisationSettings
from ledger.enums import AccountCode, EntryKind, Restriction
from ledger.exceptions import AppendOnlyError, ConflictingEntryError, UnbalancedError
from ledger.models import Entry, Fund, Line
from ledger.services.posting import Posting, post, reverse
from ledger.verification import verify
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def gift(amount: int, fund: Fund, currency: str = "USD") -> list[Posting]:
    return [
        Posting(AccountCode.STRIPE, fund, amount, currency),
        Posting(AccountCode.GIFTS, fund, -amount, currency),
    ]


def post_gift(key: str = "test:1", amount: int = 4000, at: datetime = NOON) -> Entry:
    return post(
        key=key,
        kind=EntryKind.PAYMENT,
        description="A gift",
        occurred_at=at,
        postings=gift(amount, default_fund()),
    )


def legs(entry: Entry) -> list[tuple[str, int, str]]:
    return [
        (line.account.code, line.amount, line.currency)
        for line in entry.lines.select_related("account")
    ]


def test_post_writes_balanced_lines() -> None:
    assert legs(post_gift()) == [("1100", 4000, "USD"), ("4000", -4000, "USD")]


def test_post_adds_up_legs_of_the_same_account_and_fund() -> None:
    fund = default_fund()
    entry = post(
        key="test:two",
        kind=EntryKind.PAYMENT,
        description="Two gifts",
        occurred_at=NOON,
        postings=[*gift(100, fund), *gift(250, fund)],
    )
    assert legs(entry) == [("1100", 350, "USD"), ("4000", -350, "USD")]


def test_post_twice_writes_once() -> None:
    assert post_gift() == post_gift()
    assert Line.objects.count() == 2


def test_without_its_guard_a_retry_writes_twice(settings: Any) -> None:
    settings.GUARDS_OFF = {"once"}
    assert post_gift() != post_gift()
    assert Line.objects.count() == 4


def test_post_same_key_with_other_lines_is_refused() -> None:
    post_gift(amount=4000)
    with pytest.raises(ConflictingEntryError):
        post_gift(amount=4001)
    assert legs(Entry.objects.get())[0] == ("1100", 4000, "USD")


def test_post_unbalanced_is_refused_and_writes_nothing() -> None:
    with pytest.raises(UnbalancedError):
        post(
            key="test:off",
            kind=EntryKind.MANUAL,
            description="Off by one",
            occurred_at=NOON,
            postings=[
                Posting(AccountCode.STRIPE, default_fund(), 100, "USD"),
                Posting(AccountCode.GIFTS, default_fund(), -99, "USD"),
            ],
        )
    assert Entry.objects.count() == 0


def test_post_balanced_across_funds_only_is_refused() -> None:
    with pytest.raises(UnbalancedError):
        post(
            key="test:funds",
            kind=EntryKind.MANUAL,
            description="From one fund to another",
            occurred_at=NOON,
            postings=[
                Posting(AccountCode.STRIPE, default_fund(), 100, "USD"),
                Posting(AccountCode.GIFTS, make_fund(restriction=Restriction.PURPOSE), -100, "USD"),
            ],
        )


def test_post_balanced_across_currencies_only_is_refused() -> None:
    fund = default_fund()
    with pytest.raises(UnbalancedError):
        post(
            key="test:currencies",
            kind=EntryKind.MANUAL,
            description="Dollars against francs",
            occurred_at=NOON,
            postings=[
                Posting(AccountCode.STRIPE, fund, 100, "USD"),
                Posting(AccountCode.GIFTS, fund, -100, "XOF"),
            ],
        )


def test_post_without_lines_is_refused() -> None:
    with pytest.raises(UnbalancedError):
        post(key="test:empty", kind=EntryKind.MANUAL, description="", occurred_at=NOON, postings=[])


@pytest.mark.parametrize(
    ("moment", "booked_on"),
    [
        (datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), date(2026, 12, 31)),  # 23:59:59 in New York
        (datetime(2027, 1, 1, 5, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 7, 1, 3, 59, 59, tzinfo=UTC), date(2026, 6, 30)),  # summer time
    ],
)
def test_post_books_on_the_organisations_own_day(moment: datetime, booked_on: date) -> None:
    organisation = OrganisationSettings.load()
    organisation.time_zone = "America/New_York"
    organisation.save()
    assert post_gift(at=moment).booked_on == booked_on


def test_reverse_mirrors_the_entry_once() -> None:
    entry = post_gift()
    first = reverse(entry, occurred_at=NOON, reason="Refunded")
    second = reverse(entry, occurred_at=NOON, reason="Refunded")
    assert first == second
    assert legs(first) == [("1100", -4000, "USD"), ("4000", 4000, "USD")]
    assert first.reverses == entry
    assert verify()["every reversal mirrors its entry"] == []


def test_entries_and_lines_cannot_be_changed_or_deleted() -> None:
    entry = post_gift()
    line = entry.lines.first()
    assert line is not None
    line.amount = 1
    attempts = [
        line.save,
        line.delete,
        entry.save,
        entry.delete,
        Line.objects.all().delete,
        Entry.objects.all().delete,
        lambda: Line.objects.update(amount=1),
        lambda: Entry.objects.update(description="nicer"),
        lambda: Line.objects.bulk_update([line], ["amount"]),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError):
            attempt()
    assert legs(entry) == [("1100", 4000, "USD"), ("4000", -4000, "USD")]


# SQLite has no such trigger: there the models guard alone (migration 0003 says why).
@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_line SET amount = 1",
        "DELETE FROM ledger_line",
        "UPDATE ledger_entry SET description = 'nicer'",
        "DELETE FROM ledger_entry",
    ],
)
def test_database_refuses_changes(statement: str) -> None:
    post_gift()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.engine("postgresql")
def test_database_refuses_unbalanced_lines() -> None:
    entry = post_gift()
    line = entry.lines.first()
    Line.objects.create(entry=entry, account=line.account, fund=line.fund, amount=5, currency="USD")
    with pytest.raises(IntegrityError, match="does not balance"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# PostgreSQL refuses to hold such an entry at all.
@pytest.mark.engine("sqlite")
def test_verify_names_an_entry_that_is_off() -> None:
    entry = post_gift()
    line = entry.lines.first()
    Line.objects.create(entry=entry, account=line.account, fund=line.fund, amount=5, currency="USD")
    assert verify()["every entry balances per currency and fund"] == [
        "Entry test:1 is off by 5 USD in fund unrestricted."
    ]


def test_verify_names_a_bare_entry_a_wrong_mirror_and_what_funds_still_owe() -> None:
    entry, fund = post_gift(), default_fund()
    Entry.objects.create(
        key="test:bare", kind=EntryKind.MANUAL, occurred_at=NOON, booked_on=NOON.date()
    )
    post(
        key="test:mirror",
        kind=EntryKind.REVERSAL,
        description="Not quite",
        occurred_at=NOON,
        postings=gift(-3999, fund),
        reverses=entry,
    )
    post(
        key="test:due",
        kind=EntryKind.MANUAL,
        description="From nowhere",
        occurred_at=NOON,
        postings=[
            Posting(AccountCode.DUE_BETWEEN_FUNDS, fund, 7, "USD"),
            Posting(AccountCode.BANK, fund, -7, "USD"),
        ],
    )
    found = verify()
    assert found["every entry balances per currency and fund"] == [
        "Entry test:bare has fewer than two lines."
    ]
    assert found["every reversal mirrors its entry"] == [
        f"Entry test:mirror does not mirror {entry}."
    ]
    assert found["every movement of a fund is booked"] == [
        "Between the funds 7 USD are left over, in minor units."
    ]
