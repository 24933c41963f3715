"""Batches of gifts without a card, as clerks enter them."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import User
from donations.models import BatchRow, ExpectedTransfer, GiftBatch
from ledger.models import Fund
from payments.enums import PaymentMethod
from tests.factories.accounts import make_user

_numbers = count(1)
DAY = date(2026, 11, 20)


def make_batch(*rows: dict[str, Any], **overrides: Any) -> GiftBatch:
    """An open batch whose count and total agree with its rows; one cheque when there are none."""
    made = [{"amount": 4000, **row} for row in rows or [{}]]
    fields = {
        "method": PaymentMethod.CHEQUE,
        "deposited_on": DAY,
        "currency": "USD",
        "expected_count": len(made),
        "expected_total": sum(row["amount"] for row in made),
        "entered_by": overrides.get("entered_by") or make_user(),
        **overrides,
    }
    batch = GiftBatch.objects.create(**fields)
    for row in made:
        make_row(batch, **row)
    return batch


def make_row(batch: GiftBatch, **overrides: Any) -> BatchRow:
    number = next(_numbers)
    fields = {
        "method": batch.method,
        "name": f"Giver {number}",
        "amount": 4000,
        "received_on": batch.deposited_on,
        "reference": f"{1000 + number}",
        "fund": Fund.objects.default(),
        "language": "en",
        "street": f"{number} Sample Street",
        "city": "Durham",
        "region": "NC",
        "postcode": "27701",
        "country": "US",
        "entered_by": batch.entered_by,
        **overrides,
    }
    return BatchRow.objects.create(batch=batch, **fields)


def make_transfer(**overrides: Any) -> ExpectedTransfer:
    number = next(_numbers)
    fields = {
        "amount": 25000,
        "currency": "USD",
        "fund": Fund.objects.default(),
        "name": f"Giver {number}",
        "email": f"giver{number}@example.org",
        "language": "en",
        "fingerprint": f"transfer {number}",
        "expected_by": date(2027, 1, 20),
    }
    return ExpectedTransfer.objects.create(**{**fields, **overrides})


def make_poster(**overrides: Any) -> User:
    """Somebody else than who entered the batch."""
    return make_user(**overrides)
