"""The month as QuickBooks and Xero import it: balanced, inert, and equal to the ledger."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.roles import setup_roles
from core.models import OrganisationSettings
from ledger.enums import (
    AccountCode,
    EntryKind,
    ExportDetail,
    ExportProgram,
    ExportTerm,
    Restriction,
)
from ledger.models import Account, Entry, ExportName, Fund, Line
from ledger.services.exports import csv_of, legs_of, rows_for, save_names
from ledger.services.posting import Posting, post
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def book(
    key: str, amount: int, day: int, *, kind: str = "payment", currency: str = "USD", **more: object
) -> Entry:
    """From 1100 to 4000; a payout from 1000 to 1100."""
    payout = kind == EntryKind.PAYOUT
    fund = more.get("fund") or default_fund()
    assert isinstance(fund, Fund)
    debit, credit = (
        (AccountCode.BANK, AccountCode.STRIPE)
        if payout
        else (AccountCode.STRIPE, AccountCode.GIFTS)
    )
    return post(
        key=key,
        kind=EntryKind(kind),
        description=str(more.get("description", f"Entry {key}")),
        occurred_at=datetime(2026, int(str(more.get("month", 3))), day, 12, tzinfo=UTC),
        postings=[
            Posting(debit, fund, amount, currency),
            Posting(credit, fund, -amount, currency),
        ],
    )


def month_of_entries() -> Fund:
    wells = make_fund(code="wells", name="Wells", restriction=Restriction.PURPOSE)
    book("one", 4000, 2)
    book("two", 2550, 2, fund=wells)
    book("three", 1000, 31)
    book("payout", 7000, 20, kind="payout", description="=cmd|' /C calc'!A0")
    book("before", 99, 28, month=2)
    book("after", 99, 1, month=4)
    book("francs", 5000, 9, currency="XOF")
    return wells


def exported(
    program: ExportProgram, detail: ExportDetail = ExportDetail.DAY, currency: str = "USD"
) -> list[dict[str, str]]:
    rows = rows_for(program, legs_of(month=MARCH, currency=currency, detail=detail))
    return list(csv.DictReader(io.StringIO("".join(csv_of(rows)))))


@pytest.mark.parametrize("detail", ExportDetail.values)
def test_month_sums_to_zero_and_to_the_ledger(detail: str) -> None:
    month_of_entries()
    legs = list(legs_of(month=MARCH, currency="USD", detail=ExportDetail(detail)))
    sums: Counter[tuple[int, int]] = Counter()
    balance: Counter[tuple[str, int]] = Counter()
    for leg in legs:
        sums[leg.account, leg.fund] += leg.amount
        balance[leg.number, leg.fund] += leg.amount
    booked: Counter[tuple[int, int]] = Counter()
    for line in Line.objects.filter(
        entry__booked_on__gte=MARCH, entry__booked_on__lt=date(2026, 4, 1), currency="USD"
    ):
        booked[line.account_id, line.fund_id] += line.amount
    assert sums == booked
    assert set(balance.values()) == {0}
    assert max(len(leg.number) for leg in legs) <= 21  # what QuickBooks takes


def test_quickbooks_gets_debits_and_credits_apart() -> None:
    month_of_entries()
    rows = exported(ExportProgram.QUICKBOOKS)
    payout = Entry.objects.get(key="payout")
    assert [
        (row["JournalNo"], row["AccountName"], row["Debits"], row["Credits"], row["Class"])
        for row in rows
    ] == [
        (f"{payout.pk}-USD", "Bank", "70.00", "", "Where it is needed most"),
        (f"{payout.pk}-USD", "Stripe balance", "", "70.00", "Where it is needed most"),
        ("260302-payment-USD", "Stripe balance", "40.00", "", "Where it is needed most"),
        ("260302-payment-USD", "Stripe balance", "25.50", "", "Wells"),
        ("260302-payment-USD", "Gifts", "", "40.00", "Where it is needed most"),
        ("260302-payment-USD", "Gifts", "", "25.50", "Wells"),
        ("260331-payment-USD", "Stripe balance", "10.00", "", "Where it is needed most"),
        ("260331-payment-USD", "Gifts", "", "10.00", "Where it is needed most"),
    ]
    assert {row["JournalDate"] for row in rows} == {"03/20/2026", "03/02/2026", "03/31/2026"}
    assert [row["NetAssets"] for row in rows if row["Class"] == "Wells"] == [
        "With donor restrictions"
    ] * 2
    assert rows[0]["Memo"] == "'=cmd|' /C calc'!A0"


def test_xero_gets_signed_amounts_codes_and_tracking() -> None:
    wells = month_of_entries()
    save_names(
        program=ExportProgram.XERO,
        names={
            Account.objects.get(code="4000"): "200",
            wells: "Puits",
            ExportTerm.FUNDS: "Fonds",
            ExportTerm.TAX_RATE: "No tax",
        },
    )
    rows = exported(ExportProgram.XERO, ExportDetail.ENTRY)
    two = Entry.objects.get(key="two")
    assert [list(row.values()) for row in rows if row["TrackingOption1"] == "Puits"] == [
        [
            f"{two.pk}-USD Entry two",
            "02/03/2026",
            "Entry two",
            code,
            "No tax",
            amount,
            "Fonds",
            "Puits",
            "Net assets",
            "With donor restrictions",
        ]
        for code, amount in (("1100", "25.50"), ("200", "-25.50"))
    ]
    assert sum(Decimal(row["*Amount"]) for row in rows) == 0


def test_each_currency_has_its_own_file() -> None:
    month_of_entries()
    rows = exported(ExportProgram.QUICKBOOKS, currency="XOF")
    assert [(row["Currency"], row["Debits"], row["Credits"]) for row in rows] == [
        ("XOF", "5000", ""),
        ("XOF", "", "5000"),
    ]


def test_december_ends_with_the_year() -> None:
    book("december", 100, 31, month=12)
    legs = legs_of(month=date(2026, 12, 1), currency="USD", detail=ExportDetail.DAY)
    assert [leg.amount for leg in legs] == [100, -100]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("treasurer@example.org"))
    return client


def test_treasurer_downloads_a_month(staff: Client) -> None:
    month_of_entries()
    address = reverse("journal-export:index")
    assert "Download CSV" in staff.get(address).content.decode()
    wanted = {"month": "2026-03", "program": "quickbooks", "currency": "USD", "detail": "day"}
    answer = staff.get(address, wanted)
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="journal-2026-03-quickbooks-USD.csv"'
    )
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(body.splitlines()) == 9
    wrong = staff.get(address, {**wanted, "month": "March"})
    assert "Give a month such as 2026-03." in wrong.content.decode()


def test_treasurer_says_what_the_program_calls_things(staff: Client) -> None:
    account = Account.objects.get(code="1100")
    page = staff.get(reverse("journal-export:names")).content.decode()
    assert 'placeholder="Stripe balance"' in page
    name = f"quickbooks-accounts-{account.pk}"
    staff.post(reverse("journal-export:names"), {name: " Assets:Stripe "})
    assert ExportName.objects.get().name == "Assets:Stripe"
    book("one", 100, 2)
    assert exported(ExportProgram.QUICKBOOKS)[0]["AccountName"] == "Assets:Stripe"
    staff.post(reverse("journal-export:names"), {name: ""})
    assert not ExportName.objects.exists()
    too_long = staff.post(reverse("journal-export:names"), {name: "x" * 101})
    assert "x" * 101 in too_long.content.decode()
    assert not ExportName.objects.exists()


@pytest.mark.parametrize(
    ("role", "downloads", "names"),
    [("Treasurer", 200, 200), ("Auditor", 200, 302), ("Shopkeeper", 302, 302)],
)
def test_export_is_open_by_role(client: Client, role: str, downloads: int, names: int) -> None:
    setup_roles()
    user = User.objects.create_user("somebody@example.org")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert client.get(reverse("journal-export:index")).status_code == downloads
    assert client.get(reverse("journal-export:names")).status_code == names
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("journal-export:index") in menu) == (downloads == 200)


def test_month_is_the_organisations_own() -> None:
    organisation = OrganisationSettings.load()
    organisation.time_zone = "Pacific/Auckland"
    organisation.save()
    post(
        key="late",
        kind=EntryKind.PAYMENT,
        description="Late on the last of February, in UTC",
        occurred_at=datetime(2026, 2, 28, 23, tzinfo=UTC),
        postings=[
            Posting(AccountCode.STRIPE, default_fund(), 100, "USD"),
            Posting(AccountCode.GIFTS, default_fund(), -100, "USD"),
        ],
    )
    assert [row["JournalDate"] for row in exported(ExportProgram.QUICKBOOKS)] == ["03/01/2026"] * 2
