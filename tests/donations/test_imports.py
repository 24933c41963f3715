"""Gifts from elsewhere: read in any encoding, checked in words, imported once, undone."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from accounts.models import Supporter
from core.models import OrganisationSettings, OutboxMail
from donations.enums import ImportStatus, ReportKind, RowState
from donations.exceptions import ImportFileError, ImportStepError
from donations.models import (
    Acknowledgement,
    Allocation,
    Donation,
    DonationMove,
    Grant,
    Import,
    Instalment,
    Organisation,
    Receipt,
)
from donations.services.allocations import reallocate
from donations.services.batches import post_batch
from donations.services.exports import export_csv, export_xlsx
from donations.services.gift_rows import GiftValues
from donations.services.grants import (
    add_condition,
    add_report,
    meet_condition,
    renew_grant,
    send_report,
)
from donations.services.import_files import LARGEST, read_table
from donations.services.import_kinds import KINDS
from donations.services.imports import (
    begin_import,
    begin_undo,
    carry_on_import,
    check_import,
    open_import,
    resume_imports,
)
from donations.services.instalments import receive_instalment, write_off
from donations.services.totals import totals_kept
from ledger.enums import Restriction
from ledger.models import Entry, Fund, Line
from ledger.verification import verify
from payments.enums import PaymentMethod, RefundReason
from payments.models import Payment, PaymentLine, PaymentMove, Remittance
from payments.services.offline import pay_back
from payments.services.refund_lines import NewRefundLine
from tests.donations.test_corrections import receipted
from tests.factories.accounts import make_staff, make_supporter, make_user
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import gift_line, make_fund
from tests.factories.gifts import make_received_gift
from tests.factories.grants import make_contact, make_grant, make_organisation
from tests.factories.payments import ask_refund, make_payment, tell_refund

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
HEAD = "date,name,email,amount,currency,fund,key\n"


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


def upload(text: str | bytes, **overrides) -> Import:
    """A file, read and checked."""
    content = text.encode() if isinstance(text, str) else text
    kind = overrides.pop("kind", "gifts")
    batch = open_import(file=BytesIO(content), name="gifts.csv", by=make_user(), kind=kind)
    check(batch, **overrides)
    return batch


def check(batch: Import, **overrides) -> None:
    told = {"source": batch.source, "columns": batch.columns, "day_order": batch.day_order}
    check_import(batch, **{**told, **overrides})
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def carry_out(batch: Import) -> None:
    begin_import(batch)
    carry_on_import(batch.pk)
    batch.refresh_from_db()


def states(batch: Import) -> list[str]:
    return list(batch.rows.values_list("state", flat=True))


def problems(batch: Import) -> list[list[list[str]]]:
    return list(batch.rows.exclude(problems=[]).values_list("problems", flat=True))


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
        "2024-03-05,A,,40,USD,,12\n2024-03-05,B,,41,USD,,12": ("key", "The same one stands"),
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
    with TemporaryUploadedFile("gifts.csv", "text/csv", 0, None) as file:  # as a large one comes
        file.write(text.encode(encoding))
        file.seek(0)
        [_headings, rows] = read_table(file.file)
        assert list(rows) == [(2, ["2024-03-05", "Zoé Ouédraogo", "1 234,50"])]


def test_what_is_no_table_is_refused_in_words():
    lost = "date,name\n2024-03-05,Zo\x81".encode("latin-1")
    refused = {
        b"": "The file is empty.",
        b"\n\n": "The file is empty.",
        b"PK\x03\x04 broken": "This is no CSV or XLSX file.",
        b"a,b\n\x00\x01,\x00": "This is no CSV or XLSX file.",
        b"\xd0\xcf\x11\xe0 old": "This is an old Excel file.",
        b"date,amount,Amount\n": "Two columns have the heading “amount”.",
        b'date,amount\n"' + b"x" * 40_000: "Line 2 has a cell that is too long.",
        b'date,amount\n"' + b"x" * 140_000: "Line 2 cannot be read as CSV.",
        lost: "The letters of this file cannot be read.",
        workbook(["date"], ["=1+1"]): "Cell A2 holds a formula without its result.",
    }
    for content, words in refused.items():
        with pytest.raises(ImportFileError, match=re.escape(words)):
            list(read_table(BytesIO(content))[1])
    with pytest.raises(ImportStepError):
        open_import(file=BytesIO(b"date,amount\n"), name="x", by=make_user())


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_spreadsheets_do_to_a_table_is_understood():
    noon = datetime(2024, 3, 6, 12, tzinfo=UTC).replace(tzinfo=None)
    sheet = workbook(
        ["date", "name", "amount"], [], [date(2024, 3, 5), "'=1+1", 40.5], [noon, "Awa", 40]
    )
    assert list(read_table(BytesIO(sheet))[1]) == [
        (3, ["2024-03-05 00:00:00", "=1+1", "40.5"]),
        (4, ["2024-03-06 12:00:00", "Awa", "40"]),
    ]
    rows = (
        "sep=;\r\ndate;name;amount\r\n\r\n05.03.2024;Awa;1.234,56;\r\n"
        "2024-03-06;Zo\ufffd;40\r\ndate;name;amount\r\n05.03.2024;Sample; Awa;40\r\n"
    )
    batch = upload(rows.encode("utf-8-sig"), day_order="day")
    assert list(batch.rows.values_list("line", "state")) == [
        (4, "new"),
        (5, "bad"),
        (6, "bad"),
        (7, "bad"),
    ]
    starts = ["A letter was lost", "The headings stand here again", "Enter the amount"]
    for said, start in zip(problems(batch), starts, strict=True):
        assert said[0][1].startswith(start)
    assert problems(batch)[2][1][1].startswith("This line has more cells")
    carry_out(batch)
    assert Donation.objects.get().amount == 123456


def test_split_that_does_not_hold_stays_out():
    head = "date,name,amount,fund,parts,moves\n"
    rows = {
        '2024-03-05,A,40,,"default;10\nwells;20",': "The parts do not sum to the gift.",
        '2024-03-05,A,40,,"wells;10\nwells;30",': "A fund stands here twice.",
        "2024-03-05,A,40,,nowhere;40,": "There is no fund “nowhere”.",
        "2024-03-05,A,40,,,2024-03-06;wells;default;10;why": "So much of this gift did not lie",
        "2024-03-05,A,40,,,2024-03-06;default;wells;50;why": "So much of this gift did not lie",
        "2024-03-05,A,40,,,2024-03-04;default;wells;10;why": "It was moved before it came.",
        "2024-03-05,A,40,,,2024-03-06;default;wells;10": "Say why it was moved.",
        "2024-03-05,A,40,wells,,2024-03-06;wells;default;10;why": "",
    }
    make_fund(code="wells", name="Wells")
    Fund.objects.filter(is_default=True).update(code="default")
    batch = upload(head + "\n".join(rows))
    said = dict(batch.rows.values_list("line", "problems"))
    for line, words in enumerate(rows.values(), 2):
        found = said[line][0][1] if said[line] else ""
        assert (found[: len(words)], bool(found)) == (words, bool(words))
    carry_out(batch)
    parts = Donation.objects.get().allocations.values_list("fund__code", "amount")
    assert dict(parts) == {"wells": 3000, "default": 1000}
    begin_undo(batch)
    carry_on_import(batch.pk)
    assert {name: found for name, found in verify().items() if found} == {}


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
def test_own_exports_come_back_without_change():
    """Out of full books, into empty ones, and out again: the same to the last character."""
    wells = make_fund(
        code="wells",
        name="Wells",
        restriction=Restriction.PURPOSE,
        restriction_reason="Letter of 3 May",
    )
    for number in range(6):
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
    _spread_over_funds(wells)
    _grants_with_all_that_they_can_have(wells)
    before = everything()
    sheets = {kind: as_sheet(kind) for kind in KINDS}
    for kind, text in before.items():
        assert set(states(upload(text, kind=kind))) == {RowState.KNOWN}
    _empty_the_books()
    for files in ({kind: text.encode() for kind, text in before.items()}, sheets):
        for kind in ("supporters", "gifts", "grants"):
            imported = open_import(file=BytesIO(files[kind]), name=kind, by=make_user())
            check(imported, makes_funds=True)
            assert (imported.kind, problems(imported)) == (kind, [])
            carry_out(imported)
            assert (set(states(imported)), problems(imported)) == ({RowState.DONE}, [])
        assert everything() == before
        assert {name: found for name, found in verify().items() if found} == {}
        begin_undo(imported)  # the grants
        carry_on_import(imported.pk)
        assert (Grant.objects.count(), Instalment.objects.count()) == (0, 0)
        _empty_the_books()


def _spread_over_funds(wells: Fund) -> None:
    """One gift was split when it was given, and a part of it moved; one was moved away and back."""
    general = Fund.objects.default()
    school = make_fund(code="school", name="School; with a garden")
    split = make_received_gift(9000, parts={general: 4000, school: 5000})
    moved = make_received_gift(2500)
    for gift, source, target, amount, consent in (
        (split, school, wells, 1500, "Her mail of 3 May;\nand her call"),
        (moved, general, school, 2500, ""),
        (moved, school, general, 2500, ""),
    ):
        reallocate(
            uuid=uuid4(),
            donation=gift,
            from_fund=source,
            to_fund=target,
            amount=amount,
            decided_on=date(2026, 11, 21),
            reason="The board's wish",
            consent=consent,
            by=make_user(),
        )


def _grants_with_all_that_they_can_have(wells: Fund) -> None:
    funder = make_organisation(website="https://funder.example.org", note="Two\nlines")
    contact = make_contact(funder, gets_reports=True, role="Officer; reads everything")
    days = [date(2026, 3, 1), date(2026, 9, 1), date(2027, 3, 1)]
    plan = [(day, 50000) for day in days]
    grant = make_grant(*plan, organisation=funder, fund=wells, donor_words="For wells\nalone")
    gift = make_received_gift(50000, fund=wells, email=funder.supporter.email)
    first, second, third = grant.instalments.order_by("due_on")
    receive_instalment(first, gift)
    write_off(second, reason="They had less", by=make_user())
    condition = add_condition(grant, text="Twenty wells; dry ones too", instalment=third)
    add_condition(grant, text="=1+1", deadline=date(2027, 1, 1))
    meet_condition(condition, met_on=date(2026, 11, 20), note="Counted", by=make_user())
    report = add_report(grant, kind=ReportKind.INTERIM, due_on=days[1], contact=contact)
    send_report(report, sent_on=date(2026, 11, 19), by=make_user())
    add_report(grant, kind=ReportKind.FINAL, due_on=days[2], note="With pictures")
    renew_grant(grant, applied_on=date(2026, 11, 21), by=make_user(is_staff=True))
    make_grant(is_awarded=False)


def as_sheet(kind: str) -> bytes:
    with export_xlsx(KINDS[kind].rows) as file:
        return file.read()


def everything() -> dict[str, str]:
    return {kind: b"".join(export_csv(KINDS[kind].rows)).decode() for kind in KINDS}


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
        cursor.execute("DELETE FROM ledger_fund WHERE code IN ('wells', 'school')")


def test_many_at_once_write_what_one_by_one_would(monkeypatch):
    """Every row of every table but numbers that are drawn, whichever way the gifts were booked."""
    make_supporter(email="awa@example.org", name="")
    text = (
        "date,name,email,amount,currency,method,reference,organisation,description,message\n"
        "2024-03-05,Awa,awa@example.org,40,USD,cheque,0042,,,Thanks\n"
        "2024-03-06,,awa@example.org,50,USD,stock,,,20 shares,\n"
        "2024-04-06,Zoé,zoe@example.org,5000,XOF,cash,,,,\n"
        "2024-04-07,Zoé,ZOE@example.org,5000,XOF,cash,,,,\n"
        "2024-04-07,,,60,USD,donor_advised,,Fund of many,,\n"
        "2024-04-07,Awa,,70,USD,in_kind,,,Soap,\n"
        "2026-11-20,New,new@example.org,80,USD,cheque,,,,\n"
    )
    written = []
    for is_plain in (True, False):
        with transaction.atomic():
            monkeypatch.setattr(GiftValues, "is_plain", is_plain)
            batch = upload(text)
            carry_out(batch)
            assert states(batch) == [RowState.DONE] * 7
            written.append(_all_that_was_written(batch))
            transaction.set_rollback(True)
    assert written[0] == written[1]
    assert len(written[0]) > 60


def _all_that_was_written(batch: Import) -> list[str]:
    models = (Supporter, Payment, PaymentLine, PaymentMove, Remittance, Donation, DonationMove)
    rows = [
        f"{model.__name__} {[(name, told) for name, told in row.items() if name[-2:] != 'id']}"
        for model in (*models, Allocation, Entry, Line, OutboxMail, Receipt, Acknowledgement)
        for row in model.objects.values()
    ]
    shares = Line.objects.values_list("account__code", "fund__code", "entry__occurred_at")
    rows += [f"{totals_kept()}", *map(str, shares)]
    drawn = re.compile(rf"import {batch.pk}\b|[0-9a-f]{{32}}|[0-9a-f]{{8}}(-[0-9a-f]{{4,12}}){{4}}")
    return sorted(drawn.sub("#", row) for row in rows)


def test_supporters_are_made_and_filled_and_never_overwritten():
    known = make_supporter(email="awa@example.org", name="Awa")
    rows = (
        "Donor ID,First Name,Last Name,E-mail,Address 1,Zip,City,Country,Organisation kind\n"
        "1,Awa,Other,AWA@example.org,1 Road,12345,Kita,Mali,\n"
        "2,Binta,Sample,,2 Road,12345,Kita,ML,\n"
        "3,Fund of Many,,fund@example.org,,,,,foundation\n"
        "4,binta,sample,,3 Road,12345,Kita,,\n"
        "5,,,,,,,,\n"
        "6,Zoé,,zoe@example,,,,Atlantis,charity\n"
        "2,Binta,Sample,,2 Road,12345,Kita,ML,\n"
    )
    batch = upload(rows, kind="supporters")
    assert states(batch) == ["fills", "new", "new", "new", "bad", "bad", "bad"]
    said = [[name for name, _words in row] for row in problems(batch)]
    assert said == [["name"], ["email", "country", "organisation_kind"], ["key"]]
    carry_out(batch)
    known.refresh_from_db()
    assert (known.name, known.street, known.country) == ("Awa", "1 Road", "ML")
    assert Supporter.objects.count() == 4
    assert Organisation.objects.get().kind == "foundation"
    again = upload(rows, kind="supporters")
    assert set(states(again)) == {RowState.KNOWN, RowState.BAD}
    made = Supporter.objects.get(street="2 Road")
    Payment.objects.filter(pk=make_payment().pk).update(supporter=made)
    with pytest.raises(ImportStepError, match="Something was built"):
        begin_undo(batch)
    Payment.objects.all().delete()
    begin_undo(batch)
    carry_on_import(batch.pk)
    assert [(one.email, one.street) for one in Supporter.objects.all()] == [("awa@example.org", "")]
    assert states(upload(rows, kind="supporters"))[:4] == ["fills", "new", "new", "new"]


def test_grants_of_others_say_what_is_wrong_and_what_they_are():
    head = "funder,email,title,amount,date,status,award date,instalments,conditions\n"
    rows = {
        "F,,A,100,2026-01-02,,,,": "",
        'F,,B,100,2026-01-02,approved,2026-02-01,"2026-03-01;40\n2026-04-01;60",Twenty wells': "",
        "F,,B,100,2026-01-02,approved,2026-02-01,,": "The same one stands",
        "F,,C,100,2026-01-02,approved,,,": "Enter the day of the award.",
        "F,,D,100,2026-01-02,awarded,2026-02-01,2026-03-01;40,": "The instalments do not sum",
        "F,,E,100,2026-01-02,awarded,2026-02-01,2026-03-01;100;received,": "Name the number",
        f"F,,F,100,2026-01-02,awarded,2026-02-01,2026-03-01;100;received;{uuid4()},": "There is no",
        "F,,G,100,2026-01-02,dreamt of,,,": "Write one of: applied, awarded",
        ",,H,100,2026-01-02,,,,": "Name the foundation",
        "F,,I,100,2026-01-02,,,,x;y;z;a;b;c": "Write one on each line",
    }
    batch = upload(head + "\n".join(rows), kind="grants")
    said = dict(batch.rows.values_list("line", "problems"))
    for line, words in enumerate(rows.values(), 2):
        found = said[line][0][1] if said[line] else ""
        assert (found[: len(words)], bool(found)) == (words, bool(words))
    carry_out(batch)
    [asked, awarded] = Grant.objects.order_by("title")
    assert (asked.status, awarded.status, awarded.is_conditional) == ("applied", "awarded", True)
    assert asked.organisation == awarded.organisation
    assert {name: found for name, found in verify().items() if found} == {}
    Grant.objects.filter(pk=asked.pk).update(note="changed since")
    with pytest.raises(ImportStepError, match="Something was built"):
        begin_undo(batch)
    Grant.objects.filter(pk=asked.pk).update(note="")
    begin_undo(batch)
    carry_on_import(batch.pk)
    assert (Grant.objects.count(), Organisation.objects.count()) == (0, 0)
    assert Supporter.objects.count() == 0


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


def test_step_goes_on_where_it_was_broken_off_and_doubles_nothing(monkeypatch, settings):
    monkeypatch.setattr("donations.services.imports.STEP", 2)
    batch = upload(HEAD + "".join(f"2024-03-05,A{n},,4{n},USD,,{n}\n" for n in range(7)))
    begin_import(batch)
    assert carry_on_import(batch.pk, until=NOW) is False  # a part, and others get their turn
    batch.refresh_from_db()
    assert (batch.status, batch.reached, batch.claimed_at) == (ImportStatus.IMPORTING, 3, None)
    assert Donation.objects.count() == 2

    def die(*_arguments: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:  # within a part, after its gifts were written
        patch.setattr("donations.services.imported_gifts.record_arrivals", die)
        with pytest.raises(RuntimeError):
            carry_on_import(batch.pk)
    assert Donation.objects.count() == 2
    claimed = Import.objects.filter(pk=batch.pk)
    claimed.update(claimed_at=NOW)  # somebody is at it
    assert carry_on_import(batch.pk) is True
    assert resume_imports() == 0
    assert Donation.objects.count() == 2
    settings.GUARDS_OFF = {"claim of imports"}
    carry_on_import(batch.pk, until=NOW)
    assert Donation.objects.count() == 4
    settings.GUARDS_OFF = ()
    claimed.update(claimed_at=NOW)
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):  # no: they died
        assert resume_imports() == 1
    batch.refresh_from_db()
    assert (batch.status, batch.claimed_at) == (ImportStatus.IMPORTED, None)
    assert sorted(Donation.objects.values_list("amount", flat=True)) == [
        4000 + 100 * number for number in range(7)
    ]
    assert {name: found for name, found in verify().items() if found} == {}
    text = "date,email,amount\n" + "2024-03-05,awa@example.org,40\n" * 5
    again = open_import(file=BytesIO(text.encode()), name="gifts.csv", by=make_user())
    check_import(again, source="other", columns=again.columns, day_order="iso")
    while not carry_on_import(again.pk, until=NOW):  # what is alike is numbered on after a break
        pass
    assert states(again) == [RowState.NEW] * 5


def test_staff_import_a_file_in_the_admin(client: Client, django_capture_on_commit_callbacks):
    add = reverse("imports:add")
    client.force_login(make_staff("donations.view_import"))
    assert client.get(add).status_code == 302
    client.force_login(
        make_staff("donations.view_import", "donations.add_import", "donations.view_donation")
    )
    huge = client.generic("POST", add, b"", CONTENT_LENGTH=str(10 * LARGEST))
    assert huge.status_code == 413
    assert "larger than 50 MB" in huge.content.decode()
    file = BytesIO((HEAD + "2024-03-05,Awa,,40,USD,,1\n2024-99-05,=Binta,,50,USD,,2\n").encode())
    file.name = "gifts.csv"
    page = client.post(add, {"file": file, "kind": "gifts"}).url
    shown = client.get(page)
    form = {name: str(value) for name, value in shown.context["form"].initial.items() if value}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {**form, "amount": ""}).status_code == 200
        assert client.post(page, form).url == page
    html = client.get(page).content.decode()
    assert "“2024-99-05” is no such day." in html
    assert "Import 1 row" in html
    left_out = b"".join(client.get(f"{page}left-out.csv").streaming_content).decode()
    assert "3,cannot be imported,date: “2024-99-05” is no such day.,2024-99-05,'=Binta" in left_out
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"step": "import"})
        client.post(page, {"step": "import"})
    assert Donation.objects.count() == 1
    assert "Undo this import" in client.get(page).content.decode()
    report = b"".join(client.get(f"{page}rows.csv").streaming_content).decode()
    assert "2,imported,,2024-03-05,Awa" in report
    offered = client.get(reverse("imports:exports")).content.decode()
    files = {kind: reverse("imports:export", args=[kind, "csv"]) for kind in KINDS}
    assert [kind for kind, url in files.items() if url in offered] == ["gifts"]
    assert b"Awa" in b"".join(client.get(files["gifts"]).streaming_content)
    assert ModelLogEntry.objects.filter(action="donations.rows.export").count() == 1
    assert client.get(files["supporters"]).status_code == 302
    assert client.get(reverse("imports:export", args=["shoes", "csv"])).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"step": "undo"})
    assert Donation.objects.get().status == "refunded"
