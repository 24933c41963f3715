"""What moved our balance at Stripe, as refunds and disputes carry it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.money import from_stripe


@dataclass(frozen=True, slots=True)
class Movement:
    """One balance transaction: `amount` and `fee` as they moved our balance at Stripe, an amount
    withdrawn being negative and a fee that was taken positive."""

    id: str
    amount: int
    fee: int
    currency: str
    booked_at: datetime


def read_movement(moved: Any) -> Movement:
    currency = moved.currency.upper()
    return Movement(
        id=moved.id,
        amount=from_stripe(moved.amount, currency),
        fee=from_stripe(moved.fee, currency),
        currency=currency,
        booked_at=datetime.fromtimestamp(moved.created, UTC),
    )
