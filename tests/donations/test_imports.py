"""Gifts from elsewhere: checked in words, booked once, broken off, undone."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import Supporter
from core.models import OrganisationSettings, OutboxMail
from donations.enums import ImportStatus, RowState
from donations.exceptions import ImportStepError
from donations.models import (
    Acknowledgement,
    Allocation,
    Donation,
    DonationMove,
    Import,
    PublicThanks,
    Receipt,
    SoftCredit,
    Tribute,
    TributeMove,
)
from donations.services.funds.totals import totals_kept
from donations.services.giving.gift_lines import fee_cover_line, gift_line
from donations.services.giving.gifts import record_pending_gift
from donations.services.imports.files import LARGEST
from donations.services.imports.gifts import record_gifts
from donations.services.imports.givers import find_or_make_givers
from donations.services.imports.kinds import KINDS
from donations.services.imports.steps import (
    begin_import,
    begin_undo,
    carry_on_import,
    check_import,
    open_import,
    resume_imports,
)
from ledger.models import Entry, Fund, Line
from ledger.verification import verify
from payments.enums import LineKind, PaymentMethod, RefundReason
from payments.models import Payment, PaymentLine, PaymentMove, Remittance
from payments.services.offline import pay_back, record_received, write_received
from payments.services.refund_lines import NewRefundLine
from tests.donations.import_world import HEAD, NOW, carry_out, problems, states, upload
from tests.factories.accounts import make_staff, make_supporter, make_user
from tests.factories.donations import make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


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
        ",A,,40,USD,,13": ("received_on", "There is no day here."),
        "2027-01-05,A,,40,USD,,2": ("received_on", "This day has not come yet"),
        "2019-01-05,A,,40,USD,,3": ("received_on", "The books are closed up to"),
        "2024-03-05,A,,forty,USD,,4": ("amount", "Enter the amount in figures"),
        "2024-03-05,A,,-40,USD,,5": ("amount", "Enter an amount above zero."),
        "2024-03-05,A,,0,USD,,6": ("amount", "Enter an amount above zero."),
        "2024-03-05,A,,€40,USD,,7": ("amount", "Enter the amount in US dollars."),
        "2024-03-05,A,,40,DOLLAR,,8": ("currency", "This is no currency."),
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


def test_split_gifts_of_a_file_are_posted_together():
    make_fund(code="wells", name="Wells")
    Fund.objects.filter(is_default=True).update(code="default")
    needed = []
    for number in (1, 3):
        rows = [f'2024-03-0{number},A{each},40,"default;10\nwells;30"\n' for each in range(number)]
        batch = upload("date,name,amount,parts\n" + "".join(rows))
        with CaptureQueriesContext(connection) as queries:
            carry_out(batch)
        needed.append(len(queries))
    assert Donation.objects.count() == 4
    assert needed[0] == needed[1]


def test_gift_without_a_number_is_known_by_who_when_and_how_much():
    text = "date,email,amount\n" + "2024-03-05,awa@example.org,40\n" * 2
    batch = upload(text)
    carry_out(batch)
    assert Donation.objects.count() == 2  # twice on one day are two gifts
    assert states(upload(text)) == ["known", "known"]
    assert states(upload(text + "2024-03-05,awa@example.org,40\n")) == ["known", "known", "new"]


def test_many_at_once_write_what_one_by_one_would(monkeypatch):
    """Every row of every table but numbers that are drawn, whether an import wrote the gifts or the
    services by which all others come."""
    make_supporter(email="awa@example.org", name="")
    make_fund(code="wells", name="Wells")
    text = (
        "date,name,email,amount,currency,method,reference,organisation,description,message,"
        "fee_cover,fund,parts,tribute,honouree\n"
        "2024-03-05,Awa,awa@example.org,40,USD,cheque,0042,,,Thanks,1.30,,,,\n"
        "2024-03-06,,awa@example.org,50,USD,stock,,,20 shares,,,,,memory,Fanta\n"
        "2024-04-06,Zoé,zoe@example.org,5000,XOF,cash,,,,,,wells,,,\n"
        '2024-04-07,Zoé,ZOE@example.org,5000,XOF,cash,,,,,200,,"general;3000\nwells;2000",,\n'
        "2024-04-07,,,60,USD,donor_advised,,Fund of many,,,,,,,\n"
        "2024-04-07,Awa,,70,USD,in_kind,,,Soap,,,,,,\n"
        "2026-11-20,New,new@example.org,80,USD,cheque,,,,,,,,,\n"
        "2026-11-20,New,new@example.org,90000,USD,cheque,,,,,,,,,\n"
        "2026-11-20,Awa,awa@example.org,90000,USD,wire,,,,,,,,,\n"
        '2026-11-20,Zoé,zoe@example.org,70,USD,wire,,,,,,,"wells;50\ngeneral;20",,\n'
    )
    Fund.objects.filter(is_default=True).update(code="general")
    OrganisationSettings.objects.update_or_create(defaults={"thanks_from": 50_000})
    written = []
    for record in (record_gifts, _record_one_by_one):
        with transaction.atomic():
            monkeypatch.setattr("donations.services.imports.kinds.record_gifts", record)
            batch = upload(text)
            assert problems(batch) == []
            carry_out(batch)
            assert states(batch) == [RowState.DONE] * 10
            assert {name: found for name, found in verify().items() if found} == {}
            written.append(_all_that_was_written(batch))
            transaction.set_rollback(True)
    assert written[0] == written[1]
    assert len(written[0]) > 100
    assert sum(row.startswith("Acknowledgement") for row in written[0]) == 3  # first, large, large


def _record_one_by_one(pairs, reader, batch):
    """As a batch of cheques is posted, without a document."""
    for row, values in pairs:
        fund = reader.made_fund(values.fund.fund, values.fund.facts)
        lines = [gift_line(amount=values.amount, fund=fund)]
        if values.method in PaymentMethod.DESCRIBED:
            is_stock = values.method == PaymentMethod.STOCK
            kind = LineKind.GIFT if is_stock else LineKind.IN_KIND
            lines = [replace(lines[0], kind=kind, description=values.description)]
        if values.fee_cover:
            lines.append(fee_cover_line(addition=values.fee_cover, fund=fund))
        payment = write_received(
            uuid=uuid4(),
            method=values.method,
            lines=lines,
            currency=values.currency,
            supporter=find_or_make_givers([values.giver])[0],
            name=values.name,
            email=values.email,
            language=values.language,
            remittance=Remittance(
                reference=values.reference,
                organisation=values.organisation,
                description=values.description,
                recorded_by=batch.uploaded_by,
            ),
        )
        row.donation = record_pending_gift(
            payment=payment,
            line=payment.lines.order_by("pk")[0],
            message=values.message,
            parts={part.fund.fund: part.amount for part in values.parts} or None,
            tribute=values.tribute.wish if values.tribute else None,
        )
        record_received(
            payment,
            received_on=values.received_on,
            cause=f"import {batch.pk}",
            has_document=False,
        )


ALL_THE_REST = (
    *(Allocation, Entry, Line, OutboxMail, Receipt, Acknowledgement),
    *(Tribute, TributeMove, SoftCredit, PublicThanks),
)


def _all_that_was_written(batch: Import) -> list[str]:
    models = (Supporter, Payment, PaymentLine, PaymentMove, Remittance, Donation, DonationMove)
    rows = [
        f"{model.__name__} {[(name, told) for name, told in row.items() if name[-2:] != 'id']}"
        for model in (*models, *ALL_THE_REST)
        for row in model.objects.values()
    ]
    shares = Line.objects.values_list("account__code", "fund__code", "entry__occurred_at")
    rows += [f"{totals_kept()}", *map(str, shares)]
    drawn = re.compile(rf"import {batch.pk}\b|[0-9a-f]{{32}}|[0-9a-f]{{8}}(-[0-9a-f]{{4,12}}){{4}}")
    return sorted(drawn.sub("#", row) for row in rows)


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


def test_gifts_that_match_each_other_are_tied_and_undone_together():
    text = (
        "date,name,amount,key,matches\n2024-03-05,Shop,40,1,2\n2024-03-06,Awa,40,2,\n"
        "2024-03-07,Shop,40,3,99\n"
    )
    for _time in range(2):  # those that were undone are matched by nobody
        batch = upload(text)
        carry_out(batch)
        employers, given, lost = (row.donation for row in batch.rows.all())
        assert (employers.matches, given.matches, lost.matches) == (given, None, None)
        assert problems(batch) == [[["matches", "The gift that it matches is not here."]]]
        begin_undo(batch)
        carry_on_import(batch.pk)
    assert {name: found for name, found in verify().items() if found} == {}


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
    monkeypatch.setattr("donations.services.imports.steps.STEP", 2)
    batch = upload(HEAD + "".join(f"2024-03-05,A{n},,4{n},USD,,{n}\n" for n in range(7)))
    begin_import(batch)
    assert carry_on_import(batch.pk, until=NOW) is False  # a part, and others get their turn
    batch.refresh_from_db()
    assert (batch.status, batch.reached, batch.claimed_at) == (ImportStatus.IMPORTING, 3, None)
    assert Donation.objects.count() == 2

    def die(*_arguments: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:  # within a part, after its gifts were written
        patch.setattr("donations.services.imports.gifts.follow_arrivals", die)
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
    assert "Without what you may not see: Public thanks, Who is to be told" in offered
    files = {kind: reverse("imports:export", args=[kind, "csv"]) for kind in KINDS}
    assert [kind for kind, url in files.items() if url in offered] == ["gifts"]
    exported = b"".join(client.get(files["gifts"]).streaming_content)
    assert b"Awa" in exported
    # Who is told of a tribute is for whoever may see tributes.
    assert (b",honouree" in exported, b"told_email" in exported) == (True, False)
    assert ModelLogEntry.objects.filter(action="donations.rows.export").count() == 1
    assert client.get(files["supporters"]).status_code == 302
    assert client.get(reverse("imports:export", args=["shoes", "csv"])).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"step": "undo"})
    assert Donation.objects.get().status == "refunded"
