"""The journal as the treasurer sees it."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry
from ledger.services.posting import Posting, post
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("treasurer@example.org"))
    return client


def post_gift(key: str, amount: int, fund_code: str = "") -> Entry:
    fund = make_fund(code=fund_code) if fund_code else default_fund()
    return post(
        key=key,
        kind=EntryKind.PAYMENT,
        description=f"Gift {key}",
        occurred_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        postings=[
            Posting(AccountCode.STRIPE, fund, amount, "USD"),
            Posting(AccountCode.GIFTS, fund, -amount, "USD"),
        ],
    )


def test_journal_lists_and_searches_entries(treasurer: Client) -> None:
    post_gift("one", 4000)
    post_gift("two", 5000)
    page = treasurer.get(reverse("journal:index"), {"q": "one"}).content.decode()
    assert "Gift one" in page
    assert "Gift two" not in page


def test_entry_shows_its_legs(treasurer: Client) -> None:
    entry = post_gift("one", 4000)
    page = treasurer.get(reverse("journal:inspect", args=[entry.pk])).content.decode()
    for text in ("1100 Stripe balance", "4000 Gifts", "$40.00", "-$40.00", "Where it is needed"):
        assert text in page


def test_lines_are_filtered_by_fund_and_exported_as_numbers(treasurer: Client) -> None:
    post_gift("one", 4000)
    wells = post_gift("two", 5000, fund_code="wells").lines.first()
    assert wells is not None
    answer = treasurer.get(reverse("journal-lines:index"), {"export": "csv", "fund": wells.fund_id})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [(row["Account"], row["Fund"], row["Amount"]) for row in rows] == [
        ("4000", "wells", "-50.00"),
        ("1100", "wells", "50.00"),
    ]


@pytest.mark.parametrize("name", ["journal", "journal-lines"])
def test_journal_is_closed_to_other_staff(client: Client, name: str) -> None:
    client.force_login(User.objects.create_user("writer@example.org"))
    assert client.get(reverse(f"{name}:index")).status_code == 403
