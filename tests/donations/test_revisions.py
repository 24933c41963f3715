"""A refund never changes a document: another takes its place and says what was given back."""

import pytest
from django.test import Client

from core.models import OutboxMail
from donations.enums import DonationStatus, ReceiptKind, ReceiptStatus
from donations.models import Donation, Receipt
from donations.services.documents.receipt_documents import read_out
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import receive_gifts
from ledger.enums import AccountCode, EntryKind
from ledger.services.posting import Posting, post
from ledger.verification import verify
from payments.models import Payment
from tests.factories.donations import PAID_AT, default_fund, make_paid_payment
from tests.factories.payments import ask_refund, tell_refund
from tests.factories.shop import make_paid_order, make_variant, make_zone

pytestmark = pytest.mark.django_db


def received(*lines: dict, **overrides) -> Payment:
    """A payment with all that settling does to its gifts, and its receipt."""
    payment = make_paid_payment(list(lines) or None, stripe_payment_intent="pi_1", **overrides)
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    issue_receipt(payment)
    return payment


def mixed_order() -> Payment:
    """Two bars of 8.50 worth 6.00 each, shipping of 5.00 and a gift of 40.00."""
    make_zone()
    payment = make_paid_order((make_variant(), 2), gift=4000).payment
    Payment.objects.update(stripe_payment_intent="pi_1")
    payment.refresh_from_db()
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    issue_receipt(payment)
    return payment


def documents() -> list[tuple[str, str, str]]:
    return [
        (receipt.code, receipt.status, receipt.kind) for receipt in Receipt.objects.order_by("pk")
    ]


def test_receipt_of_a_partly_refunded_order_keeps_the_gift_and_says_what_went_back(
    client: Client,
) -> None:
    payment = mixed_order()
    tell_refund(ask_refund(payment, (0, 850, 1)))
    assert documents() == [
        ("R-2026-000001", ReceiptStatus.SUPERSEDED, ReceiptKind.RECEIPT),
        ("R-2026-000002", ReceiptStatus.ISSUED, ReceiptKind.RECEIPT),
    ]
    old, new = Receipt.objects.order_by("pk")
    assert new.supersedes == old
    document = read_out(new)
    assert [(line["quantity"], line["value"], line["amount"]) for line in document["lines"]] == [
        ("2", "$12.00", "$17.00"),
        ("1", "$5.00", "$5.00"),
        ("1", "–", "$40.00"),
        ("1", "-$6.00", "-$8.50"),
    ]
    assert [total["amount"] for total in document["totals"]] == [
        "$62.00",
        "$8.50",
        "$53.50",
        "$11.00",  # one bar and its shipping
        "$42.50",  # the gift, and what the bar that stays cost above its value
    ]
    assert document["statements"][0] == (
        "This document takes the place of R-2026-000001, which no longer holds."
    )
    assert read_out(old)["mark"] == "Replaced by R-2026-000002"
    page = client.get(old.path).content.decode()
    assert "Replaced by R-2026-000002" in page
    assert f'href="{new.path}"' in page
    assert old.facts["refunds"] == []


def test_receipt_of_a_wholly_refunded_gift_is_void_and_a_statement_takes_its_place() -> None:
    payment = received()
    tell_refund(ask_refund(payment, (0, 4000, 0)))
    assert documents() == [
        ("R-2026-000001", ReceiptStatus.VOID, ReceiptKind.RECEIPT),
        ("S-2026-000001", ReceiptStatus.ISSUED, ReceiptKind.REFUND),
    ]
    statement = Receipt.objects.latest("pk")
    document = read_out(statement)
    assert (document["title"], document["thanks"]) == (
        "Statement of refund",
        "We have given your payment back.",
    )
    assert document["statements"][1] == (
        "Nothing is left of this payment, so no part of it is tax-deductible."
    )
    assert statement.deductible == 0
    assert read_out(statement.supersedes)["mark"] == "Void"
    assert Donation.objects.get().status == DonationStatus.REFUNDED


def test_receipt_of_an_order_whose_gift_is_refunded_becomes_a_confirmation() -> None:
    make_zone()
    variant = make_variant(fair_market_value=850)
    payment = make_paid_order((variant, 1), gift=4000).payment
    Payment.objects.update(stripe_payment_intent="pi_1")
    receive_gifts(payment=payment, lines=list(payment.lines.all()))
    issue_receipt(payment)
    tell_refund(ask_refund(payment, (2, 4000, 0)))
    assert documents()[-1] == ("C-2026-000001", ReceiptStatus.ISSUED, ReceiptKind.CONFIRMATION)


def test_gift_refunded_in_parts_counts_what_is_left() -> None:
    payment = received()
    for amount, status in ((1500, "partly_refunded"), (2500, "refunded")):
        tell_refund(ask_refund(payment, (0, amount, 0)))
        gift = Donation.objects.get()
        assert (gift.status, gift.kept) == (status, 4000 - gift.refunded)
    assert gift.refunded == 4000
    assert [move.after for move in gift.moves.all()] == ["received", "partly_refunded", "refunded"]


def test_refund_that_fails_brings_gift_and_receipt_back() -> None:
    payment = received()
    refund = tell_refund(ask_refund(payment, (0, 4000, 0)))
    tell_refund(refund, "failed")
    gift = Donation.objects.get()
    assert (gift.status, gift.refunded) == (DonationStatus.RECEIVED, 0)
    assert documents() == [
        ("R-2026-000001", ReceiptStatus.VOID, ReceiptKind.RECEIPT),
        ("S-2026-000001", ReceiptStatus.SUPERSEDED, ReceiptKind.REFUND),
        ("R-2026-000002", ReceiptStatus.ISSUED, ReceiptKind.RECEIPT),
    ]
    assert Receipt.objects.latest("pk").deductible == 4000


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        ("en", ["We have given back $40.00", "Our refund of $40.00 did not reach you"]),
        (
            "fr",
            [
                "Nous vous avons remboursé 40,00 $US",
                "Notre remboursement de 40,00 $US ne vous est pas parvenu",
            ],
        ),
    ],
)
def test_supporter_is_told_once_in_their_language(language: str, subjects: list[str]) -> None:
    payment = received(language=language)
    refund = tell_refund(ask_refund(payment, (0, 4000, 0)))
    tell_refund(refund)
    tell_refund(refund, "failed")
    mails = OutboxMail.objects.order_by("pk")[1:]
    assert [mail.subject for mail in mails] == subjects
    assert [mail.attachment_ref for mail in mails] == [
        str(receipt.uuid) for receipt in Receipt.objects.order_by("pk")[1:]
    ]


def test_books_agree_after_a_refund_and_see_what_is_not_said() -> None:
    payment = received()
    post(
        key=f"payment:{payment.uuid}",
        kind=EntryKind.PAYMENT,
        description="Payment",
        occurred_at=PAID_AT,
        postings=[
            Posting(AccountCode.STRIPE, default_fund(), 4000, "USD"),
            Posting(AccountCode.GIFTS, default_fund(), -4000, "USD"),
        ],
    )
    tell_refund(ask_refund(payment, (0, 1500, 0)))
    assert {name: found for name, found in verify().items() if found} == {}
    Donation.objects.update(refunded=0)
    Receipt.objects.filter(status=ReceiptStatus.ISSUED).update(facts={"totals": {}})
    assert {name for name, found in verify().items() if found} == {
        "gifts received equal the journal",
        "every document that holds no longer has its successor",
        "totals of gifts equal gifts and journal",
    }
