"""Gifts whose money is there, with all that settling does: handlers, journal, receipt, fee."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from donations.models import Donation
from donations.services.giving.gifts import record_pending_gift
from ledger.models import Fund
from payments.enums import PaymentStatus
from payments.gateway.charges import Charge, Fee
from payments.services.checkout import NewLine
from payments.services.effects import take_effect
from payments.services.fees import book_fee
from payments.services.moves import move_payment
from tests.factories.donations import PAID_AT
from tests.factories.payments import gift_line, make_payment

_numbers = count(1)


def make_received_gift(
    amount: int = 4000,
    *,
    fund: Fund | None = None,
    parts: Mapping[Fund, int] | None = None,
    fee: int | None = 146,
    cover: NewLine | None = None,
    **overrides: Any,
) -> Donation:
    """A gift to one fund, or split over several as `parts` says; `fee` is what Stripe kept of it,
    None while that is not known. A `cover` is added for the fee and pays for it."""
    number = next(_numbers)
    lines = [gift_line(amount, fund), *([cover] if cover else [])]
    payment = make_payment(*lines, **overrides)
    if cover:
        amount, fee = payment.amount, cover.amount
    donation = record_pending_gift(payment=payment, line=payment.lines.all()[0], parts=parts)
    move_payment(
        payment,
        to=PaymentStatus.SUCCEEDED,
        cause="test",
        succeeded_at=PAID_AT,
        stripe_payment_intent=f"pi_{number}",
        stripe_charge=f"ch_{number}",
    )
    take_effect(payment, PAID_AT)
    told = None if fee is None else Fee(fee, payment.currency, PAID_AT, amount)
    book_fee(payment, Charge(f"ch_{number}", amount, payment.currency, PAID_AT, told))
    donation.refresh_from_db()
    return donation
