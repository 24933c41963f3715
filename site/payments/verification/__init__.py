"""What `verify_books` proves about payments."""

from ledger.verification import register_check
from payments.verification.balance import balance_is_explained
from payments.verification.disputes import disputes_are_posted, lines_bear_no_more
from payments.verification.payments import (
    fees_are_posted,
    payments_are_posted,
    payouts_are_explained,
    payouts_are_posted,
    refunds_are_posted,
    refunds_fit,
)


def register_checks() -> None:
    register_check("every paid payment is in the ledger", payments_are_posted)
    register_check("every known fee is in the ledger", fees_are_posted)
    register_check("every payout is in the ledger", payouts_are_posted)
    register_check("every payout is explained", payouts_are_explained)
    register_check("the balance at Stripe is explained", balance_is_explained)
    register_check("money in dispute equals the open disputes", disputes_are_posted)
    register_check("no line gives back more than was paid", lines_bear_no_more)
    register_check("every refund is in the ledger", refunds_are_posted)
    register_check("no line is refunded twice", refunds_fit)
