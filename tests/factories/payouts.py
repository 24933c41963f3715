"""Payouts as they stand when Stripe has explained them, without Stripe."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from ledger.models import Fund
from payments.enums import PayoutCategory, PayoutStatus
from payments.models import Payout, PayoutLine

_numbers = count(1)
MADE = datetime(2026, 3, 12, 0, 0, tzinfo=UTC)


def make_payout(*lines: tuple[PayoutCategory, int], **overrides: Any) -> Payout:
    """A payout at the bank whose lines lie in the default fund; one gift when there are none."""
    lines = lines or ((PayoutCategory.GIFT, 4000), (PayoutCategory.FEES, -146))
    missing = [amount for category, amount in lines if category == PayoutCategory.UNEXPLAINED]
    values: dict[str, Any] = {
        "stripe_payout": f"po_{next(_numbers):05d}",
        "amount": sum(amount for _category, amount in lines),
        "currency": "USD",
        "status": PayoutStatus.PAID,
        "is_automatic": True,
        "is_reconciled": True,
        "made_at": MADE,
        "arrives_on": date(2026, 3, 14),
        "unexplained": sum(missing),
        "has_unexplained": bool(missing),
        **overrides,
    }
    payout = Payout.objects.create(**values)
    fund = Fund.objects.default()
    for category, amount in lines:
        PayoutLine.objects.create(
            payout=payout,
            stripe_transaction=f"txn_{next(_numbers):05d}",
            category=category,
            fund=fund,
            amount=amount,
            occurred_at=MADE,
            note="=1+1" if category == PayoutCategory.UNEXPLAINED else "",
        )
    return payout
