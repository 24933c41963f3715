"""Gifts without a card: entered in batches, posted once, in the same books and documents."""

from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import Sum
from pypdf import PdfReader

from accounts.models import Supporter
from core.models import OrganisationSettings, OutboxMail
from donations.enums import BatchStatus, DonationStatus, ReceiptKind, TransferStatus
from donations.exceptions import AllocationSumError, BatchError, RowError
from donations.models import (
    BatchRow,
    Donation,
    ExpectedTransfer,
    GiftBatch,
    Instalment,
    Receipt,
)
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.services.offline.batches import (
    change_batch,
    discard_batch,
    enter_row,
    post_batch,
    remove_row,
    review_batch,
)
from donations.services.offline.duplicates import suggest_supporters
from ledger.enums import AccountCode
from ledger.models import Entry, Fund, Line
from ledger.verification import verify
from payments.enums import MONEY_ACCOUNTS, PaymentMethod, PaymentStatus, RefundReason
from payments.exceptions import ReceivedError, RefundError
from payments.models import Payment, Remittance
from payments.services.offline import pay_back, record_received, write_received
from payments.services.received import Received, write_all_received
from payments.services.refund_lines import NewRefundLine
from payments.services.refunds import open_refund
from payments.services.settlement import settle
from tests.factories.accounts import make_supporter, make_user
from tests.factories.batches import DAY, make_batch, make_poster, make_row, make_transfer
from tests.factories.donations import make_fund
from tests.factories.gifts import make_received_gift
from tests.factories.grants import make_promise
from tests.factories.payments import gift_line
from tests.infrastructure.meanwhile import just_before

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


def post(batch, **options):
    return post_batch(batch, by=make_poster(), **options)


def gift_of(batch):
    return Donation.objects.select_related("payment", "supporter").get(batch_row__batch=batch)


def words_of(gift):
    return read_out(gift.payment.receipts.get())


def everything(words):
    return " ".join(
        [
            words["thanks"],
            words["received"],
            *(line["description"] + line["amount"] for line in words["lines"]),
            *(total["amount"] for total in words["totals"]),
            *words["statements"],
        ]
    )


def test_batch_becomes_gifts_receipts_and_entries_in_one_go(django_capture_on_commit_callbacks):
    fund = make_fund(name="Water")
    batch = make_batch(
        {"name": "Awa Traoré", "email": "awa@example.org", "amount": 12550},
        {"name": "Binta Keita", "amount": 5000, "fund": fund, "is_anonymous": True},
    )
    with django_capture_on_commit_callbacks(execute=True):
        post(batch)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.POSTED
    gifts = list(Donation.objects.order_by("pk"))
    assert [
        (gift.name, gift.amount, gift.status, gift.received_on, gift.is_anonymous) for gift in gifts
    ] == [
        ("Awa Traoré", 12550, DonationStatus.RECEIVED, DAY, False),
        ("Binta Keita", 5000, DonationStatus.RECEIVED, DAY, True),
    ]
    assert [receipt.code for receipt in Receipt.objects.order_by("pk")] == [
        "R-2026-000001",
        "R-2026-000002",
    ]
    assert [sent.to for sent in mail.outbox] == [["awa@example.org"]]
    bank = Line.objects.filter(account__code=AccountCode.BANK)
    assert bank.aggregate(total=Sum("amount"))["total"] == 17550
    assert {line.entry.booked_on for line in bank.select_related("entry")} == {DAY}
    assert gifts[1].supporter.address_lines()[0].endswith("Sample Street")
    assert not any(verify().values())


@pytest.mark.parametrize("method", PaymentMethod.OFFLINE)
def test_each_method_is_booked_where_it_lies_and_the_books_stay_right(method):
    batch = make_batch(
        {"organisation": "Sample Fund", "description": "30 shares of Sample Inc."}, method=method
    )
    post(batch, has_read_warnings=True)
    gift = gift_of(batch)
    account = MONEY_ACCOUNTS[PaymentMethod(method)]
    [leg] = Line.objects.filter(account__code=account)
    assert leg.amount == 4000
    assert not any(verify().values())
    assert settle(gift.payment, cause="test").status == PaymentStatus.SUCCEEDED  # Stripe not asked


@pytest.mark.parametrize(
    ("method", "said", "unsaid"),
    [
        ("cheque", ["$40.00 by cheque 1042", "tax-deductible"], []),
        ("wire", ["by bank transfer"], []),
        ("cash", ["in cash"], []),
        ("mobile_money", ["by mobile money"], []),
        ("payroll", ["from your pay at Sample Fund"], []),
        (
            "stock",
            ["30 shares", "in our account on November\xa020", "do not value them"],
            ["$", "deduct"],
        ),
        ("in_kind", ["30 shares", "do not value it"], ["$", "deduct"]),
        ("donor_advised", ["Sample Fund is the legal donor", "Awa"], ["deduct", "501(c)(3)"]),
        ("employer_match", ["Thank you, Sample Fund", "tax-deductible"], ["Awa"]),
    ],
)
def test_document_says_what_the_law_wants_of_each_method(method, said, unsaid):
    OrganisationSettings.objects.update_or_create(defaults={"ein": "00-0000000"})
    batch = make_batch(
        {
            "name": "Awa Traoré",
            "organisation": "Sample Fund",
            "description": "30 shares of Sample Inc.",
            "reference": "1042",
        },
        method=method,
    )
    post(batch, has_read_warnings=True)
    text = everything(words_of(gift_of(batch)))
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text
    printed = PdfReader(BytesIO(render_pdf(gift_of(batch).payment.receipts.get())))
    assert ("$" in printed.pages[0].extract_text()) == ("$" not in unsaid)


@pytest.mark.parametrize("method", [PaymentMethod.STOCK, PaymentMethod.IN_KIND])
def test_mail_about_what_was_not_paid_speaks_of_no_payment(
    method, django_capture_on_commit_callbacks
):
    batch = make_batch({"email": "awa@example.org", "description": "30 shares"}, method=method)
    with django_capture_on_commit_callbacks(execute=True):
        post(batch, has_read_warnings=True)
    assert "You get this mail because of a gift or an order." in mail.outbox[0].body
    assert "your payment" not in mail.outbox[0].body


def test_donor_advised_fund_is_the_sponsors_gift_and_the_adviser_is_thanked():
    batch = make_batch(
        {"name": "Awa Traoré", "organisation": "Sample Charitable", "email": "awa@example.org"},
        method=PaymentMethod.DONOR_ADVISED,
    )
    post(batch)
    gift = gift_of(batch)
    assert (gift.supporter.name, gift.supporter.email) == ("Sample Charitable", "")
    assert [credit.supporter.email for credit in gift.soft_credits.all()] == ["awa@example.org"]
    receipt = gift.payment.receipts.get()
    assert (receipt.kind, receipt.code) == (ReceiptKind.THANKS, "T-2026-000001")


def test_employer_match_is_the_employers_gift_linked_to_the_employees():
    first = make_batch({"name": "Awa Traoré", "email": "awa@example.org"})
    post(first)
    batch = make_batch(
        {"organisation": "Sample Works", "matches": gift_of(first)},
        method=PaymentMethod.EMPLOYER_MATCH,
    )
    post(batch)
    gift = gift_of(batch)
    assert gift.matches == gift_of(first)
    assert gift.supporter.name == "Sample Works"
    assert [credit.supporter.email for credit in gift.soft_credits.all()] == ["awa@example.org"]
    assert words_of(gift)["supporter"]["name"] == "Sample Works"


@pytest.mark.parametrize(
    ("counted", "message"),
    [
        ({"expected_count": 3}, "1 gift is missing."),
        ({"expected_count": 1}, "1 gift more than counted."),
        ({"expected_total": 9000}, "$10.00 less than the control total."),
        ({"expected_total": 7000}, "$10.00 more than the control total."),
    ],
)
def test_batch_that_disagrees_is_not_posted_and_says_by_how_much(counted, message):
    batch = make_batch({}, {}, **counted)
    with pytest.raises(BatchError) as error:
        post(batch)
    assert str(error.value) == message
    assert (Payment.objects.count(), GiftBatch.objects.get().status) == (0, BatchStatus.OPEN)


@pytest.mark.parametrize("guard", ["control total", "two people", "closed books"])
def test_guards_of_a_batch_are_tested(settings, guard):
    """With a guard off what it refuses goes through, so the tests above would fail."""
    settings.GUARDS_OFF = {guard}
    OrganisationSettings.objects.update_or_create(
        defaults={"books_closed_on": DAY if guard == "closed books" else None}
    )
    batch = make_batch({}, **({"expected_total": 9000} if guard == "control total" else {}))
    by = batch.entered_by if guard == "two people" else make_poster()
    assert post_batch(batch, by=by).status == BatchStatus.POSTED


def test_batch_posted_twice_is_posted_once():
    batch = make_batch({}, {})
    post(batch)
    post(batch)
    assert (Payment.objects.count(), Receipt.objects.count()) == (2, 2)


def test_batch_posted_twice_breaks_without_its_guard(settings):
    """The database still refuses to book anything twice, but not quietly."""
    settings.GUARDS_OFF = {"batch"}
    batch = make_batch({}, {})
    post(batch)
    with pytest.raises(IntegrityError), transaction.atomic():
        post_batch(batch, by=make_poster(), has_read_warnings=True)
    assert Payment.objects.count() == 2


def test_posted_batch_stands():
    batch = make_batch()
    row = batch.rows.get()
    post(batch)
    row.amount = 1
    for change in (
        lambda: enter_row(row, by=batch.entered_by),
        lambda: remove_row(row),
        lambda: change_batch(batch, expected_count=9),
        lambda: discard_batch(batch),
    ):
        with pytest.raises(BatchError, match="posted"):
            change()


def test_who_entered_a_batch_does_not_post_it():
    batch = make_batch()
    helper = make_poster()
    make_row(batch, entered_by=helper)
    change_batch(batch, expected_count=2, expected_total=8000)
    for person in (batch.entered_by, helper):
        with pytest.raises(BatchError, match="somebody else"):
            post_batch(batch, by=person)
    OrganisationSettings.objects.update_or_create(defaults={"two_people_post": False})
    assert post_batch(batch, by=helper).status == BatchStatus.POSTED


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"amount": 0}, "amount", "above zero"),
        ({"received_on": date(2026, 11, 22)}, "received_on", "has not come yet"),
        ({"received_on": date(2025, 12, 31)}, "received_on", "closed up to Dec.\xa031, 2025"),
        ({"name": ""}, "name", "who gave"),
        ({"method": "stock"}, "description", "what was given"),
        ({"method": "donor_advised"}, "organisation", "legal donor"),
        ({"method": "employer_match"}, "organisation", "employer"),
    ],
)
def test_row_that_cannot_be_is_refused_beside_its_field(wrong, field, message):
    OrganisationSettings.objects.update_or_create(defaults={"books_closed_on": date(2025, 12, 31)})
    batch = make_batch()
    row = batch.rows.get()
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(RowError, match=message) as error:
        enter_row(row, by=batch.entered_by)
    assert error.value.field == field


def test_cheque_for_several_funds_is_one_gift_split_over_them(settings):
    wells, school, closed = make_fund(name="Wells"), make_fund(name="School"), make_fund(name="Old")
    batch = make_batch({"amount": 10000, "email": "awa@example.org"})
    row = batch.rows.get()
    clerk = batch.entered_by
    enter_row(row, by=clerk, parts=[(wells, 1)])
    enter_row(row, by=clerk, parts=[(wells, 3000), (school, 2500)])
    Fund.objects.filter(pk=closed.pk).update(is_closed=True)
    closed.refresh_from_db()
    for parts, message in (
        ([(wells, 5000), (school, 5000)], "whole gift or more"),
        ([(wells, 3000), (wells, 1000)], "each fund once"),
        ([(row.fund, 3000)], "each fund once"),
        ([(wells, 0)], "above zero"),
        ([(closed, 100)], "no new gifts"),
    ):
        with pytest.raises(RowError, match=message) as error:
            enter_row(row, by=clerk, parts=parts)
        assert error.value.field == "amount_2"
    row.method, row.description = PaymentMethod.STOCK, "30 shares"
    with pytest.raises(RowError, match="one fund"):
        enter_row(row, by=clerk, parts=[(wells, 100)])
    BatchRow.objects.filter(pk=row.pk).update(amount=5000)  # what was split comes to more by now
    change_batch(batch, expected_total=5000)
    with pytest.raises(BatchError, match="whole gift or more"):
        post(batch)
    settings.GUARDS_OFF = {"split of a row"}
    with pytest.raises(AllocationSumError), transaction.atomic():
        post(batch)
    settings.GUARDS_OFF = ()
    BatchRow.objects.filter(pk=row.pk).update(amount=10000)
    change_batch(batch, expected_total=10000)
    post(batch)
    gift = gift_of(batch)
    parts = {one.fund: one.amount for one in gift.allocations.select_related("fund")}
    assert parts == {Fund.objects.default(): 4500, wells: 3000, school: 2500}
    assert "Wells" in everything(words_of(gift)) + str(words_of(gift))
    assert not any(verify().values())


def test_fund_closed_after_entry_stops_the_batch():
    fund = make_fund(name="Wells")
    batch = make_batch({"fund": fund, "name": "Awa"})
    Fund.objects.filter(pk=fund.pk).update(is_closed=True)
    with pytest.raises(BatchError, match="Awa: This fund takes no new gifts"):
        post(batch)
    assert Payment.objects.count() == 0


def test_same_cheque_twice_from_one_giver_is_a_warning_to_be_read():
    row = {"name": "Awa Traoré", "reference": "1042"}
    post(make_batch(row))
    batch = make_batch({**row, "supporter": Supporter.objects.get()}, {"reference": "1042"})
    review = review_batch(batch)
    assert review.warnings == {
        batch.rows.first().pk: [
            "The same number from the same giver was recorded on Nov.\xa020, 2026."
        ]
    }
    with pytest.raises(BatchError, match="Read the warnings"):
        post(batch)
    assert post(batch, has_read_warnings=True).status == BatchStatus.POSTED


def test_odd_rows_are_named_and_one_can_be_taken_out():
    cheque = {"name": "Awa Traoré", "reference": "77", "postcode": ""}
    batch = make_batch(cheque, cheque, expected_count=1, expected_total=4000)
    first, second = batch.rows.order_by("pk")
    assert review_batch(batch).warnings == {
        second.pk: ["The same number twice from the same giver, in this batch."]
    }
    remove_row(second)
    assert review_batch(batch)[1:3] == ([], {})
    make_row(batch, name="Awa Traoré", reference="78", postcode="")
    change_batch(batch, expected_count=2, expected_total=8000)
    for wrong, field in (
        ({"transfer": make_transfer(currency="EUR")}, "transfer_code"),
        ({"instalment": make_promise(currency="EUR").instalments.get()}, "instalment"),
    ):
        with pytest.raises(RowError, match="EUR") as refused:
            enter_row(make_row(make_batch(), **wrong), by=make_user())
        assert refused.value.field == field
    post(batch)  # without a postcode nobody is taken for somebody of the same name
    assert Supporter.objects.filter(name="Awa Traoré").count() == 2
    assert batch.rows.order_by("pk").first() == first


def test_what_another_batch_received_meanwhile_is_not_received_again():
    earlier = make_received_gift()
    transfer, instalment = make_transfer(), make_promise().instalments.get()
    rows = (
        ({"transfer": transfer, "amount": 25000}, ExpectedTransfer, "received already"),
        ({"instalment": instalment, "amount": 10_000}, Instalment, "faster"),
    )
    for row, model, reason in rows:
        batch = make_batch(row, method=PaymentMethod.WIRE)
        taken = partial(model.objects.update, status="received", donation=earlier)
        with (
            just_before(f'UPDATE "{model._meta.db_table}"', taken),
            pytest.raises(BatchError, match=reason),
        ):
            post(batch)
        batch.refresh_from_db()
        assert batch.status == BatchStatus.OPEN
    assert Donation.objects.get() == earlier


@pytest.mark.parametrize(
    ("known", "row", "reason"),
    [
        ({"name": "awa traoré", "postcode": "27701-1234"}, {}, "same name and postcode"),
        ({"name": "Awa Traoré", "postcode": ""}, {}, "same name"),
        ({"name": "Awa Traoré", "postcode": "10001"}, {}, None),
        ({"name": "Binta Keita", "postcode": "27701"}, {}, None),
        ({"name": "Awa Traoré", "postcode": "27701"}, {"is_new_supporter": True}, None),
    ],
)
def test_duplicates_are_suggested(known, row, reason):
    supporter = make_supporter(**known)
    batch = make_batch({"name": "Awa Traoré", **row})
    found = suggest_supporters(batch.rows.all())
    expected = [(supporter, reason)] if reason else []
    assert [tuple(one) for one in found.get(batch.rows.get().pk, [])] == expected


@pytest.mark.parametrize(
    ("row", "is_asked"),
    [
        ({}, True),
        ({"name": "awa  traoré", "postcode": "27701-1234"}, True),
        ({"name": "Binta Keita"}, False),
        ({"postcode": "10001"}, False),
        ({"postcode": ""}, False),
        ({"email": "awa@example.org"}, False),
        ({"email": "their@example.org"}, False),
        ({"is_new_supporter": True}, False),
    ],
)
@pytest.mark.parametrize("comes_first", [True, False])
def test_namesake_with_an_email_in_the_same_batch_is_asked_about(row, is_asked, comes_first):
    asked = {"name": "Awa Traoré", "reference": "1", **row}
    with_email = {"name": "Awa Traoré", "reference": "2", "email": "awa@example.org"}
    batch = make_batch(*([asked, with_email] if comes_first else [with_email, asked]))
    found = review_batch(batch).warnings
    asked_row = batch.rows.get(reference="1")
    assert set(found) == ({asked_row.pk} if is_asked else set())
    if is_asked:
        (text,) = found[asked_row.pk]
        assert "awa@example.org" in text


def test_cheque_of_the_same_account_is_suggested():
    post(make_batch({"name": "A. Traoré", "account_ending": "4417"}))
    again = {"account_ending": "4417", "supporter": Supporter.objects.get()}
    post(make_batch(again), has_read_warnings=True)
    batch = make_batch({"name": "Awa Traoré", "account_ending": "4417"})
    [[suggestion]] = suggest_supporters(batch.rows.all()).values()
    assert suggestion.supporter.name == "A. Traoré"
    with pytest.raises(BatchError, match="Of 1 gift somebody must say who gave it"):
        post(batch)


def test_giver_who_is_none_of_the_suggested_becomes_a_supporter():
    make_supporter(name="Awa Traoré")
    batch = make_batch({"name": "Awa Traoré", "is_new_supporter": True})
    post(batch)
    assert batch.rows.get().supporter == Supporter.objects.latest("pk")
    assert Supporter.objects.count() == 2


def test_known_address_is_the_same_supporter_and_new_givers_of_a_batch_are_not_doubled():
    known = make_supporter(email="awa@example.org", name="Awa")
    new = {"name": "Binta Keita"}
    batch = make_batch({"email": "AWA@example.org", "name": "Awa T."}, new, new)
    post(batch, has_read_warnings=True)
    givers = [gift.supporter for gift in Donation.objects.order_by("pk")]
    assert givers[0] == known
    assert givers[1] == givers[2] != known
    assert Supporter.objects.count() == 2


def test_transfer_with_its_code_receives_the_transfer_once():
    transfer = make_transfer(amount=25000)
    batch = make_batch({"transfer": transfer, "amount": 24000}, method=PaymentMethod.WIRE)
    other = make_batch({"transfer": transfer, "amount": 25000}, method=PaymentMethod.WIRE)
    with pytest.raises(BatchError, match="warnings"):
        post(batch)
    post(batch, has_read_warnings=True)
    transfer.refresh_from_db()
    assert (transfer.status, transfer.donation) == (TransferStatus.RECEIVED, gift_of(batch))
    with pytest.raises(BatchError, match="received already"):
        post(other)
    assert Payment.objects.count() == 1


def test_batch_in_another_currency_keeps_to_it():
    batch = make_batch({"amount": 50000}, method=PaymentMethod.MOBILE_MONEY, currency="XOF")
    post(batch)
    assert words_of(gift_of(batch))["received"].startswith("F\u202fCFA\xa050,000 by mobile money")
    assert set(Line.objects.values_list("currency", flat=True)) == {"XOF"}
    assert not any(verify().values())


def test_gift_paid_back_by_hand_is_reversed_where_it_was_paid_from():
    batch = make_batch({"email": "awa@example.org", "amount": 9000}, method=PaymentMethod.CASH)
    post(batch)
    payment = gift_of(batch).payment
    asked = {
        "uuid": uuid4(),
        "payment": payment,
        "lines": [NewRefundLine(line=payment.lines.get(), amount=4000)],
        "method": PaymentMethod.CHEQUE,
        "paid_on": date(2026, 11, 21),
        "reason": RefundReason.REQUESTED,
        "by": None,
    }
    refund = pay_back(**asked)
    assert pay_back(**asked) == refund  # a double click
    gift = gift_of(batch)
    assert (gift.status, gift.refunded) == (DonationStatus.PARTLY_REFUNDED, 4000)
    assert Line.objects.get(account__code=AccountCode.BANK).amount == -4000
    issued, superseded = payment.receipts.order_by("-number")
    assert (issued.supersedes, superseded.status) == (superseded, "superseded")
    assert not any(verify().values())
    with pytest.raises(RefundError, match="less is left"):
        pay_back(
            **asked
            | {"uuid": uuid4(), "lines": [NewRefundLine(line=payment.lines.get(), amount=5001)]}
        )
    with pytest.raises(RefundError, match="before the day it came"):
        pay_back(**asked | {"uuid": uuid4(), "paid_on": date(2026, 11, 19)})
    later = date(2026, 11, 22)
    with pytest.raises(RefundError, match="has not come yet"):
        pay_back(**asked | {"uuid": uuid4(), "paid_on": later})
    by_card = make_received_gift().payment
    with pytest.raises(RefundError, match="goes back through Stripe"):
        pay_back(**asked | {"uuid": uuid4(), "payment": by_card})
    before = Entry.objects.count()
    record_received(payment, received_on=DAY, cause="a twin")
    assert Entry.objects.count() == before
    with pytest.raises(RefundError, match="did not come through Stripe"):
        open_refund(
            **{k: v for k, v in asked.items() if k not in {"method", "paid_on", "uuid"}},
            uuid=uuid4(),
        )


def test_what_stripe_collects_is_never_written_by_hand():
    remittance = Remittance()
    supporter, line = make_supporter(), gift_line()
    shared = {
        "uuid": uuid4(),
        "method": PaymentMethod.CARD,
        "currency": "USD",
        "supporter": supporter,
        "name": "Awa",
        "email": "awa@example.org",
        "language": "en",
        "remittance": remittance,
    }
    with pytest.raises(ReceivedError, match="by hand"):
        write_received(lines=[line], **shared)
    one = Received(lines=[line], received_on=DAY, received_at=None, **shared)
    with pytest.raises(ReceivedError, match="by hand"):
        write_all_received([one], cause="import 1")
    assert Payment.objects.count() == 0


def test_thing_is_given_back_as_it_came_and_no_value_is_said():
    batch = make_batch(
        {"description": "30 shares of Sample Inc.", "email": "awa@example.org"},
        method=PaymentMethod.STOCK,
    )
    post(batch)
    payment = gift_of(batch).payment
    whole = {
        "uuid": uuid4(),
        "payment": payment,
        "lines": [NewRefundLine(line=payment.lines.get(), amount=4000)],
        "paid_on": date(2026, 11, 21),
        "reason": RefundReason.REQUESTED,
        "by": None,
    }
    with pytest.raises(RefundError, match="how it was given back"):
        pay_back(**whole, method=PaymentMethod.CHEQUE)
    pay_back(**whole, method=PaymentMethod.STOCK)
    words = read_out(payment.receipts.get(status="issued"))
    assert "$" not in everything(words)
    assert words["thanks"] == "We have given back what you gave."
    sent = OutboxMail.objects.order_by("-pk").first()
    assert "$" not in sent.subject + sent.text + sent.html
    assert not any(verify().values())
