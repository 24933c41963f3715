"""A proof of the books that finds nothing wrong proves little unless it finds what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger.enums import AccountCode, EntryKind
from ledger.services.posting import Posting, post
from payments.enums import DisputeReason, DisputeStatus
from payments.models import Dispute, DisputeLine, Payment, PaymentLine, Payout, Refund, RefundLine
from payments.verification import disputes, payments
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund
from tests.factories.payments import ask_refund, tell_refund
from tests.factories.payouts import make_payout

pytestmark = pytest.mark.django_db

CHECKS = (
    payments.payments_are_posted,
    payments.fees_are_posted,
    payments.refunds_are_posted,
    payments.refunds_fit,
    disputes.disputes_are_posted,
    disputes.lines_bear_no_more,
)


@dataclass
class Books:
    """A gift of forty, of which ten were given back, ten are asked for and ten are disputed."""

    payment: Payment
    refund: Refund
    asked: Refund
    dispute: Dispute


@pytest.fixture
def books() -> Books:
    payment = make_received_gift(4000).payment
    refund = tell_refund(ask_refund(payment, (0, 1000, 0)))
    asked = ask_refund(payment, (0, 1000, 0))
    dispute = Dispute.objects.create(
        payment=payment,
        stripe_dispute="du_1",
        amount=1000,
        currency="USD",
        reason=DisputeReason.FRAUDULENT,
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=timezone.now(),
    )
    DisputeLine.objects.create(dispute=dispute, line=payment.lines.get(), amount=1000)
    payment.refresh_from_db()
    return Books(payment, refund, asked, dispute)


def found() -> list[str]:
    return [sentence for check in CHECKS for sentence in check()]


def found_when(act: Callable[[], object]) -> list[str]:
    """What the checks say of books in which that was done, which is then undone."""
    with transaction.atomic():
        act()
        sentences = found()
        transaction.set_rollback(True)
    return sentences


def book(key: str, account: AccountCode = AccountCode.GIFTS) -> None:
    post(
        key=key,
        kind=EntryKind.REFUND,
        description="By nobody",
        occurred_at=timezone.now(),
        postings=[
            Posting(account, default_fund(), 100, "USD"),
            Posting(AccountCode.STRIPE, default_fund(), -100, "USD"),
        ],
    )


def test_proof_names_what_does_not_sum_and_what_is_not_booked(books: Books) -> None:
    payment, refund, asked = books.payment, books.refund, books.asked
    line = payment.lines.get()
    assert found() == []
    one_more = {"amount": F("amount") + 1}
    for act, sentence in (
        (
            lambda: Payment.objects.update(**one_more),
            f"The lines of payment {payment.uuid} do not sum to its amount.",
        ),
        (
            lambda: Payment.objects.update(fee=F("fee") + 1),
            f"The fee of payment {payment.uuid} is known and not in the ledger.",
        ),
        (
            lambda: RefundLine.objects.filter(refund=refund).update(**one_more),
            f"The lines of refund {refund.uuid} do not sum to its amount.",
        ),
        (
            lambda: book(f"refund:{asked.uuid}"),
            f"Refund {asked.uuid} is not in the ledger as it is: 100 booked.",
        ),
        (
            lambda: book(f"reversal:refund:{refund.uuid}"),
            f"Refund {refund.uuid} is succeeded, and its reversal says otherwise.",
        ),
        (lambda: book("refund:nobody"), "Entry refund:nobody belongs to no refund."),
        (lambda: book("payment:nobody"), "Entry payment:nobody belongs to no paid payment."),
        (
            lambda: PaymentLine.objects.update(amount=999),
            f"Line {line.pk} of payment {payment.pk} is refunded beyond its amount.",
        ),
        (
            lambda: book("dispute:nobody", AccountCode.DISPUTED),
            "Money in dispute: 100 USD in account 1150, 0 by the disputes.",
        ),
        (
            lambda: Dispute.objects.update(withdrawn=1000, fee=1500, settled_currency="USD"),
            "Dispute fees: 0 USD in account 5010, 1500 by the disputes.",
        ),
        (
            lambda: (
                DisputeLine.objects.update(lost=1000),
                PaymentLine.objects.update(amount=2999),
            ),
            f"Line {line.pk} of payment {payment.pk} gave back more than was paid.",
        ),
    ):
        assert sentence in found_when(act)
    assert found() == []


def test_proof_names_a_payout_that_does_not_sum(books: Books) -> None:
    payout = make_payout()
    Payout.objects.update(amount=F("amount") + 1)
    assert f"The lines of payout {payout} do not sum to its amount." in set(
        payments.payouts_are_posted()
    )
