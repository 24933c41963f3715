"""`verify_books` finds what is wrong with gifts and receipts, and nothing when all is well."""

from datetime import UTC, date, datetime

import pytest

from donations.enums import DonationStatus
from donations.models import Donation, Receipt
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import receive_gifts
from ledger.enums import AccountCode, EntryKind
from ledger.services.posting import Posting, post
from ledger.verification import verify
from payments.enums import PaymentStatus
from payments.models import Payment
from tests.factories.donations import (
    default_fund,
    gift_line,
    make_fund,
    make_paid_payment,
    make_payment,
)

pytestmark = pytest.mark.django_db

MINE = (
    "receipt numbers have no gaps",
    "every payment that arrived has one receipt",
    "every gift paid for is received",
    "allocations sum to their gifts",
    "gifts received equal the journal",
)


def findings() -> list[str]:
    found = verify()
    return [problem for name in MINE for problem in found[name]]


def make_settled(**overrides) -> Payment:
    """A gift with everything that settling does to it."""
    payment = make_paid_payment(**overrides)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    book(payment)
    issue_receipt(payment)
    return payment


def book(payment: Payment, amount: int | None = None) -> None:
    line = payment.lines.get()
    amount = line.amount if amount is None else amount
    post(
        key=f"payment:{payment.uuid}",
        kind=EntryKind.PAYMENT,
        description="Payment",
        occurred_at=datetime(2026, 11, 21, tzinfo=UTC),
        postings=[
            Posting(AccountCode.STRIPE, line.fund, amount, payment.currency),
            Posting(AccountCode.GIFTS, line.fund, -amount, payment.currency),
        ],
    )


def test_books_without_a_fault_have_no_findings():
    make_settled()
    make_settled(lines=[gift_line(2500, fund=make_fund())])
    make_payment()
    assert findings() == []


def test_gap_in_the_numbers_is_found():
    make_settled()
    second = make_settled()
    make_settled()
    Receipt.objects.filter(payment=second).update(number=9)
    assert findings() == [
        "Receipt R-2026-000002 is missing.",
        "Receipt R-2026-000004 is missing.",
        "Receipt R-2026-000005 is missing.",
        "Receipt R-2026-000006 is missing.",
        "Receipt R-2026-000007 is missing.",
        "Receipt R-2026-000008 is missing.",
        "Series R-2026 ends with 9, but 3 were given.",
    ]


def test_paid_payment_without_a_receipt_is_found():
    payment = make_settled()
    Receipt.objects.all().update(status="void")
    assert findings() == [f"Payment {payment.uuid} has no receipt."]


def test_receipt_without_money_is_found():
    payment = make_settled()
    gift = payment.donations.get()
    Payment.objects.filter(pk=payment.pk).update(status=PaymentStatus.EXPIRED)
    receipt = payment.receipts.get()
    assert findings() == [
        f"Receipt {receipt.code} is for payment {payment.uuid}, which is not paid.",
        f"Gift {gift.uuid} is received, but its payment is not paid.",
    ]


def test_gift_that_was_paid_and_not_received_is_found():
    payment = make_settled()
    Donation.objects.update(status=DonationStatus.PENDING)
    assert findings() == [
        f"Payment {payment.uuid} is paid, but its gift is not received.",
        f"Gifts to {default_fund().code} sum to 0 USD in minor units; the journal has 4000.",
    ]


def test_gift_line_without_a_gift_is_found():
    payment = make_settled()
    Donation.objects.all().delete()
    assert findings()[0] == f"Payment {payment.uuid} is paid, but its gift is not received."


def test_gift_booked_to_another_fund_is_found():
    payment = make_settled()
    other = make_fund(code="other")
    Donation.objects.update(fund=other)
    assert payment.amount == 4000
    gift = Donation.objects.get()
    assert findings() == [
        f"Gift {gift.uuid} names the fund other; it was booked to another.",
    ]


@pytest.mark.engine("sqlite")  # PostgreSQL itself refuses it
def test_gift_whose_parts_do_not_sum_to_it_is_found():
    gift = make_settled().donations.get()
    Donation.objects.update(amount=5000)
    assert findings() == [
        f"The allocations of gift {gift.uuid} sum to 4000, not to 5000, in minor units.",
        f"Gifts to {default_fund().code} sum to 5000 USD in minor units; the journal has 4000.",
    ]


def test_refunded_gifts_still_count_as_arrived():
    make_settled()
    Donation.objects.update(status=DonationStatus.REFUNDED, received_on=date(2026, 11, 21))
    Payment.objects.update(status=PaymentStatus.REFUNDED)
    assert findings() == []
