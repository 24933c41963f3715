"""Receipts: one per payment, numbered without gaps, telling goods from gift."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from core.models import OrganisationSettings, OutboxMail
from donations.enums import ReceiptKind, ReceiptStatus
from donations.exceptions import NotPaidError
from donations.models import Receipt, ReceiptSeries
from donations.services.documents.receipts import issue_receipt
from ledger.enums import Restriction
from payments.enums import LineKind
from tests.factories.donations import (
    default_fund,
    gift_line,
    goods_line,
    make_fund,
    make_paid_payment,
    make_payment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    settings, _made = OrganisationSettings.objects.update_or_create(
        defaults={
            "ein": "00-0000000",
            "address": "P.O. Box 51632\nDurham, North Carolina 27717",
            "signatory_name": "Sample Signatory",
            "signatory_title": "Treasurer",
            "email": "hello@example.org",
        }
    )
    return settings


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


def test_receipt_freezes_every_fact():
    fund = make_fund(
        code="water",
        name="Water",
        restriction=Restriction.PURPOSE,
        restriction_reason="As the giver wrote",
    )
    payment = make_paid_payment([goods_line(2000, 1800), gift_line(4000, fund=fund)])
    receipt = issue_receipt(payment)
    assert (receipt.code, receipt.kind, receipt.status) == ("R-2026-000001", "receipt", "issued")
    assert receipt.issued_on == date(2026, 11, 21)
    assert receipt.facts == {
        "payment": str(payment.uuid),
        "method": "card",
        "remittance": {},
        "language": "en",
        "currency": "USD",
        "received_at": "2026-11-21T15:30:00+00:00",
        "received_on": "2026-11-21",
        "organisation": {
            "name": "Mali Health",
            "legal_name": "Mali Health Organizing Project",
            "ein": "00-0000000",
            "address": "P.O. Box 51632\nDurham, North Carolina 27717",
            "email": "hello@example.org",
            "signatory_name": "Sample Signatory",
            "signatory_title": "Treasurer",
            "disclosure": "",
            "time_zone": "America/New_York",
        },
        "supporter": {"name": payment.name, "email": payment.email},
        "lines": [
            {
                "kind": "goods",
                "description": "Shea soap",
                "quantity": 2,
                "amount": 2000,
                "fair_market_value": 1800,
                "deductible": 200,
                "fund": {
                    "code": default_fund().code,
                    "name": default_fund().name,
                    "restriction": "none",
                },
            },
            {
                "kind": "gift",
                "description": "Gift",
                "quantity": 1,
                "amount": 4000,
                "fair_market_value": 0,
                "deductible": 4000,
                "fund": {"code": "water", "name": "Water", "restriction": "purpose"},
            },
        ],
        "refunds": [],
        "totals": {"paid": 6000, "refunded": 0, "goods_value": 1800, "deductible": 4200},
    }


def test_receipt_does_not_follow_later_changes(organisation):
    payment = make_paid_payment()
    receipt = issue_receipt(payment)
    facts = receipt.facts
    organisation.legal_name = "Another Name"
    organisation.save()
    fund = default_fund()
    fund.name = "Renamed"
    fund.save()
    payment.name = "Somebody Else"
    payment.save()
    receipt.refresh_from_db()
    assert receipt.facts == facts


@pytest.mark.parametrize(
    ("lines", "kind", "paid", "goods", "deductible"),
    [
        ([gift_line(4000)], ReceiptKind.RECEIPT, 4000, 0, 4000),
        ([goods_line(1800, 1800)], ReceiptKind.CONFIRMATION, 1800, 1800, 0),
        ([goods_line(2500, 1800)], ReceiptKind.RECEIPT, 2500, 1800, 700),
        ([goods_line(1500, 1800)], ReceiptKind.CONFIRMATION, 1500, 1800, 0),
        ([goods_line(1800, 1800), gift_line(4000)], ReceiptKind.RECEIPT, 5800, 1800, 4000),
        # The payment as a whole: soap sold below its value uses up part of the gift, or all of it.
        ([goods_line(1500, 1800), gift_line(4000)], ReceiptKind.RECEIPT, 5500, 1800, 3700),
        ([goods_line(500, 1800), gift_line(1000)], ReceiptKind.RECEIPT, 1500, 1800, 0),
        (
            [
                goods_line(1800, 1800),
                goods_line(700, 700, kind=LineKind.SHIPPING, quantity=1),
                goods_line(90, 90, kind=LineKind.TAX, quantity=1),
                gift_line(4000),
                gift_line(150, kind=LineKind.FEE_COVER),
            ],
            ReceiptKind.RECEIPT,
            6740,
            2590,
            4150,
        ),
    ],
)
def test_receipt_tells_goods_from_gift(lines, kind, paid, goods, deductible):
    receipt = issue_receipt(make_paid_payment(lines))
    assert receipt.kind == kind
    totals = {"paid": paid, "refunded": 0, "goods_value": goods, "deductible": deductible}
    assert receipt.totals == totals


def test_receipts_and_confirmations_have_their_own_numbers():
    codes = [
        issue_receipt(make_paid_payment(lines)).code
        for lines in ([gift_line()], [goods_line()], [gift_line()], [goods_line()])
    ]
    assert codes == ["R-2026-000001", "C-2026-000001", "R-2026-000002", "C-2026-000002"]


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), "R-2026-000001"),
        (datetime(2027, 1, 1, 5, 0, 0, tzinfo=UTC), "R-2027-000001"),
        (datetime(2027, 1, 1, 5, 0, 1, tzinfo=UTC), "R-2027-000001"),
    ],
)
def test_receipt_series_follows_the_year_of_the_organisation(now, code):
    with time_machine.travel(now, tick=False):
        receipt = issue_receipt(make_paid_payment(succeeded_at=now))
    assert receipt.code == code
    assert receipt.facts["received_on"] == str(receipt.issued_on)


def test_receipt_told_late_keeps_the_day_of_the_money():
    paid_at = datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 1, 1, 8, 0, tzinfo=UTC), tick=False):
        receipt = issue_receipt(make_paid_payment(succeeded_at=paid_at))
    assert receipt.facts["received_on"] == "2026-12-31"
    assert (receipt.code, receipt.issued_on) == ("R-2027-000001", date(2027, 1, 1))


def test_issuing_again_changes_nothing():
    payment = make_paid_payment()
    first, second = issue_receipt(payment), issue_receipt(payment)
    assert second == first
    assert ReceiptSeries.objects.get().last_number == 1
    assert OutboxMail.objects.count() == 1


def test_issuing_before_the_money_is_refused():
    with pytest.raises(NotPaidError):
        issue_receipt(make_payment())
    assert not ReceiptSeries.objects.exists()


def test_rollback_gives_the_number_back():
    with transaction.atomic():
        issue_receipt(make_paid_payment())
        transaction.set_rollback(True)
    assert issue_receipt(make_paid_payment()).number == 1


def test_a_payment_never_has_two_issued_receipts():
    payment = make_paid_payment()
    first = issue_receipt(payment)
    fields = {"payment": payment, "kind": first.kind, "series": first.series, "facts": {}}
    times = {"issued_at": first.issued_at, "issued_on": first.issued_on}
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(number=2, **fields, **times)
    Receipt.objects.create(number=2, status=ReceiptStatus.VOID, **fields, **times)


def test_receipt_mail_carries_the_original(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        receipt = issue_receipt(make_paid_payment(name="Awa Traoré", email="awa@example.org"))
    sent = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert sent.to == ["awa@example.org"]
    assert sent.subject == "Your receipt R-2026-000001 from Mali Health"
    assert "Thank you, Awa Traoré." in sent.body
    assert "$40.00, received on November\xa021, 2026" in sent.body
    assert f"http://127.0.0.1:8000{receipt.path}" in sent.body
    name, content, content_type = sent.attachments[0]
    receipt.refresh_from_db()
    assert (name, content_type) == ("R-2026-000001.pdf", "application/pdf")
    assert content == bytes(receipt.pdf)


def test_confirmation_mail_never_speaks_of_tax_receipts(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issue_receipt(make_paid_payment([goods_line()]))
    sent = mail.outbox[0]
    assert sent.subject == "Your order is paid: confirmation C-2026-000001 from Mali Health"
    assert "It is no gift receipt: no part of it is tax-deductible." in sent.body


def test_receipt_mail_is_in_the_supporters_language(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        receipt = issue_receipt(make_paid_payment(language="fr"))
    assert OutboxMail.objects.get().language == "fr"
    assert "40,00\xa0$US" in mail.outbox[0].body
    assert "21\xa0novembre 2026" in mail.outbox[0].body
    assert f"http://127.0.0.1:8000/fr{receipt.path}" in mail.outbox[0].body


def test_hostile_names_stay_text_in_mail(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issue_receipt(make_paid_payment(name="<script>alert(1)</script>"))
    html = mail.outbox[0].alternatives[0].content
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
