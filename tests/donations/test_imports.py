"""Gifts from elsewhere: read in any encoding, checked in words, imported once, undone."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from core.models import OrganisationSettings, OutboxMail
from donations.enums import ImportStatus, RowState
from donations.exceptions import ImportFileError, ImportStepError
from donations.models import Donation, GiftImport, Receipt
from donations.services.batches import post_batch
from donations.services.gift_exports import export_csv, export_xlsx
from donations.services.import_files import LARGEST, read_table
from donations.services.imports import (
    begin_import,
    begin_undo,
    carry_on_import,
    check_import,
    open_import,
    resume_imports,
)
from ledger.enums import Restriction
from ledger.models import Entry, Fund, Line
from ledger.verification import verify
from payments.enums import PaymentMethod, RefundReason
from payments.models import Payment
from payments.services.offline import pay_back
from payments.services.refund_lines import NewRefundLine
from tests.donations.test_corrections import receipted
from tests.factories.accounts import make_staff, make_user
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import gift_line, make_fund
from tests.factories.gifts import make_received_gift
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
HEAD = "date,name,email,amount,currency,fund,key\n"


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


def upload(text: str | bytes, **overrides) -> GiftImport:
    """A file, read and checked."""
    content = text.encode() if isinstance(text, str) else text
    batch = open_import(file=BytesIO(content), name="gifts.csv", by=make_user())
    check(batch, **overrides)
    return batch


def check(batch: GiftImport, **overrides) -> None:
    told = {"source": batch.source, "columns": batch.columns, "day_order": batch.day_order}
    check_import(batch, **{**told, **overrides})
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def carry_out(batch: GiftImport) -> None:
    begin_import(batch)
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def states(batch: GiftImport) -> list[str]:
    return list(batch.rows.values_list("state", flat=True))


def problems(batch: GiftImport) -> list[list[list[str]]]:
    return list(batch.rows.exclude(problems=[]).values_list("problems", flat=True))


def exported() -> str:
    return b"".join(export_csv()).decode()


def test_gifts_are_imported_into_the_books_without_document_or_mail():
    batch = upload(
        HEAD
        + "2024-03-05,Awa Sample,awa@example.org,40,USD,,1\n"
        + '2024-03-06,"Binta, Sample",,"1,234.50",USD,,2\n'
        + "2024-03-07,Awa Sample,AWA@example.org,5 000,XOF,,3\n"
    )
    assert Payment.objects.count() == 0
    carry_out(batch)
    assert batch.status == ImportStatus.IMPORTED
    gifts = Donation.objects.order_by("received_on")
    assert [(one.amount, one.currency, one.received_on.day) for one in gifts] == [
        (4000, "USD", 5),
        (123450, "USD", 6),
        (5000, "XOF", 7),
    ]
    assert gifts[0].supporter == gifts[2].supporter
    assert (Receipt.objects.count(), OutboxMail.objects.count()) == (0, 0)
    assert {name: found for name, found in verify().items() if found} == {}
    again = upload(HEAD + "2024-03-05,Awa Sample,awa@example.org,40,USD,,1\n")
    assert states(again) == [RowState.KNOWN]
    carry_out(again)
    assert Donation.objects.count() == 3


def test_bad_rows_say_what_is_wrong_and_stay_out():
    OrganisationSettings.objects.update_or_create(defaults={"books_closed_on": date(2020, 1, 1)})
    rows = {
        "2024-13-05,A,,40,USD,,1": ("received_on", "“2024-13-05” is no such day."),
        "2027-01-05,A,,40,USD,,2": ("received_on", "This day has not come yet"),
        "2019-01-05,A,,40,USD,,3": ("received_on", "The books are closed up to"),
        "2024-03-05,A,,forty,USD,,4": ("amount", "Enter the amount in figures"),
        "2024-03-05,A,,-40,USD,,5": ("amount", "Enter an amount above zero."),
        "2024-03-05,A,,0,USD,,6": ("amount", "Enter an amount above zero."),
        "2024-03-05,A,,€40,USD,,7": ("amount", "Enter the amount in US dollars."),
        "2024-03-05,A,,40,DOLLAR,,8": ("currency", "Write a currency as three letters"),
        "2024-03-05,A,not an address,40,USD,,9": ("email", "This is no e-mail address."),
        "2024-03-05,,,40,USD,,10": ("name", "Neither a name nor an e-mail address."),
        "2024-03-05,A,,40,USD,nowhere,11": ("fund", "There is no fund “nowhere”."),
        "2024-03-05,A,,40,USD,,12\n2024-03-05,B,,41,USD,,12": ("key", "The same number stands"),
    }
    batch = upload(HEAD + "\n".join(rows))
    found = [said[0] for said in problems(batch)]
    for [name, words], (wanted, start) in zip(found, rows.values(), strict=True):
        assert name == wanted
        assert words.startswith(start)
    carry_out(batch)
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_every_encoding(encoding):
    text = "date;name;amount\r\n2024-03-05;Zoé Ouédraogo;1 234,50\r\n"
    [_headings, rows] = read_table(BytesIO(text.encode(encoding)))
    assert list(rows) == [["2024-03-05", "Zoé Ouédraogo", "1 234,50"]]


def test_what_is_no_table_is_refused_and_formulas_are_text():
    for content in (b"", b"\n\n", b"PK\x03\x04 broken", b"a,b\n\x00\x01,\x00"):
        with pytest.raises(ImportFileError):
            list(read_table(BytesIO(content))[1])
    with pytest.raises(ImportStepError):
        open_import(file=BytesIO(b"date,amount\n"), name="x", by=make_user())
    book = Workbook()
    book.active.append(["date", "name", "amount"])
    book.active.append([date(2024, 3, 5), "'=1+1", 40.5])
    book.active.append([datetime(2024, 3, 6, 12, tzinfo=UTC).replace(tzinfo=None), "Awa", 40])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    assert list(read_table(file)[1]) == [
        ["2024-03-05 00:00:00", "=1+1", "40.5"],
        ["2024-03-06 12:00:00", "Awa", "40"],
    ]


# The headings of each export as they come, and one gift of 40 dollars on 5 March 2024.
EXPORTS = {
    "givewp": (
        "Donation ID,First Name,Last Name,Email,Donation Total,Donation Status,Donation Date",
        "7,Awa,Sample,awa@example.org,40.00,Complete,2024-03-05",
    ),
    "donorbox": (
        "Name,Donor Email,Amount,Currency,Donated At,Receipt Id",
        "Awa Sample,awa@example.org,$40.00,USD,03/05/2024 10:11:12,A1",
    ),
    "paypal": (
        "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,Transaction ID",
        "3/5/2024,10:11:12,Awa Sample,Donation,Completed,USD,40.00,-1.50,38.50,awa@example.org,9AB",
    ),
    "stripe": (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email,Card Name",
        "ch_1,2024-03-05 10:11:12,40.00,0.00,usd,Paid,awa@example.org,Awa Sample",
    ),
}


def test_exports_of_others_are_known_by_their_headings():
    for source, lines in EXPORTS.items():
        batch = upload("\n".join(lines))
        assert (batch.source, problems(batch)) == (source, [])
        carry_out(batch)
        gift = batch.rows.get().donation
        assert (gift.amount, gift.received_on, gift.name, gift.email) == (
            4000,
            date(2024, 3, 5),
            "Awa Sample",
            "awa@example.org",
        )
    assert Donation.objects.values("supporter").distinct().count() == 1


def test_gift_without_a_number_is_known_by_who_when_and_how_much():
    text = "date,email,amount\n" + "2024-03-05,awa@example.org,40\n" * 2
    batch = upload(text)
    carry_out(batch)
    assert Donation.objects.count() == 2  # twice on one day are two gifts
    assert states(upload(text)) == ["known", "known"]
    assert states(upload(text + "2024-03-05,awa@example.org,40\n")) == ["known", "known", "new"]


@pytest.mark.engine("sqlite")  # PostgreSQL lets nobody empty a journal
def test_own_export_comes_back_without_change():
    """Out of full books, into empty ones, and out again: the same to the last character."""
    wells = make_fund(
        code="wells",
        name="Wells",
        restriction=Restriction.PURPOSE,
        restriction_reason="Letter of 3 May",
    )
    for number in range(12):
        make_received_gift(
            1000 + number,
            fund=wells if number % 3 else None,
            name=["=1+1", "Awa  Sample", "'+49", "Zoé", "@x"][number % 5],
            email=f"giver{number % 4}@example.org",
        )
    receipted(gift_line(5000), stripe_payment_intent="pi_own")
    batch = make_batch({"method": "stock", "description": "20 shares"}, {"reference": "0042"})
    post_batch(batch, by=make_poster(), has_read_warnings=True)
    Donation.objects.filter(amount=1003).update(message="-1\r\ntwo lines", is_anonymous=True)
    refunded = Donation.objects.get(amount=5000).payment
    tell_refund(ask_refund(refunded, (0, 1500, 0)))
    before = exported()
    with export_xlsx() as file:
        sheet = file.read()
    assert len(list(csv.reader(StringIO(before)))) == 16
    assert states(upload(before)) == [RowState.KNOWN] * 15
    _empty_the_books()
    for content in (before.encode(), sheet):
        imported = open_import(file=BytesIO(content), name="gifts", by=make_user())
        check(imported, makes_funds=True)
        assert problems(imported) == []
        carry_out(imported)
        assert set(states(imported)) == {RowState.DONE}
        assert exported() == before
        assert {name: found for name, found in verify().items() if found} == {}
        _empty_the_books()


def _empty_the_books() -> None:
    """As on a new platform; what nothing may delete is deleted here."""
    kept = {"ledger_account", "ledger_fund", "ledger_fundtranslation"}
    tables = [
        model._meta.db_table
        for label in ("donations", "payments", "ledger", "accounts", "shop")
        for model in apps.get_app_config(label).get_models()
        if model._meta.db_table not in kept and model._meta.db_table != "accounts_user"
    ]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("DELETE FROM ledger_fund WHERE code = 'wells'")


def test_undo_posts_back_and_lets_the_file_come_again():
    text = HEAD + "2024-03-05,Awa,awa@example.org,40,USD,,1\n2024-03-06,Binta,,50,USD,,2\n"
    batch = upload(text)
    carry_out(batch)
    begin_undo(batch)
    with pytest.raises(ImportStepError):
        begin_undo(batch)
    carry_on_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, set(states(batch))) == (ImportStatus.UNDONE, {RowState.UNDONE})
    assert {gift.status for gift in Donation.objects.all()} == {"refunded"}
    assert sum(Line.objects.values_list("amount", flat=True)) == 0
    assert Entry.objects.count() == 4  # nothing is deleted
    assert {name: found for name, found in verify().items() if found} == {}
    again = upload(text)
    assert states(again) == ["new", "new"]
    carry_out(again)
    assert Donation.objects.filter(status="received").count() == 2


def test_import_on_which_something_was_built_stays():
    batch = upload(HEAD + "2024-03-05,Awa,awa@example.org,40,USD,,1\n")
    carry_out(batch)
    payment = Payment.objects.get()
    pay_back(
        uuid=payment.uuid,
        payment=payment,
        lines=[NewRefundLine(line=payment.lines.get(), amount=100, quantity=0)],
        method=PaymentMethod.WIRE,
        paid_on=date(2026, 11, 21),
        reason=RefundReason.REQUESTED,
        by=make_user(),
    )
    with pytest.raises(ImportStepError, match="Something was built"):
        begin_undo(batch)


def test_step_whose_worker_died_goes_on_and_doubles_nothing(monkeypatch):
    monkeypatch.setattr("donations.services.imports.STEP", 2)
    batch = upload(HEAD + "".join(f"2024-03-05,A{n},,4{n},USD,,{n}\n" for n in range(5)))
    begin_import(batch)
    GiftImport.objects.filter(pk=batch.pk).update(reached=3)  # died after the first part
    assert resume_imports() == 0
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert resume_imports() == 1
    carry_on_import(batch.pk)
    assert Donation.objects.count() == 3
    assert Fund.objects.count() == 1


def test_staff_import_a_file_in_the_admin(client: Client, django_capture_on_commit_callbacks):
    add = reverse("gift-imports:add")
    client.force_login(make_staff("donations.view_giftimport"))
    assert client.get(add).status_code == 302
    client.force_login(
        make_staff(
            "donations.view_giftimport", "donations.add_giftimport", "donations.view_donation"
        )
    )
    huge = client.generic("POST", add, b"", CONTENT_LENGTH=str(10 * LARGEST))
    assert huge.status_code == 413
    assert "larger than 20 MB" in huge.content.decode()
    file = BytesIO((HEAD + "2024-03-05,Awa,,40,USD,,1\n2024-99-05,=Binta,,50,USD,,2\n").encode())
    file.name = "gifts.csv"
    page = client.post(add, {"file": file}).url
    shown = client.get(page)
    form = {name: str(value) for name, value in shown.context["form"].initial.items() if value}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {**form, "amount": ""}).status_code == 200
        assert client.post(page, form).url == page
    html = client.get(page).content.decode()
    assert "“2024-99-05” is no such day." in html
    assert "Import 1 gift" in html
    left_out = b"".join(client.get(f"{page}left-out.csv").streaming_content).decode()
    assert "3,date: “2024-99-05” is no such day.,2024-99-05,'=Binta" in left_out
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"step": "import"})
        client.post(page, {"step": "import"})
    assert Donation.objects.count() == 1
    assert "Undo this import" in client.get(page).content.decode()
    answer = client.get(reverse("gift-imports:export", args=["csv"]))
    assert b"Awa" in b"".join(answer.streaming_content)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"step": "undo"})
    assert Donation.objects.get().status == "refunded"
