"""What was taken from a payer, and what Stripe kept of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.money import from_stripe

from .connection import Connection, translated_errors


@dataclass(frozen=True, slots=True)
class Fee:
    """What Stripe kept of a charge, out of what arrived (`gross`). Both are in the currency that
    our account settles in, which need not be the charge's own."""

    amount: int
    currency: str
    booked_at: datetime
    gross: int


@dataclass(frozen=True, slots=True)
class Charge:
    id: str
    amount: int
    currency: str
    created_at: datetime
    fee: Fee | None  # None until Stripe has made the balance transaction


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be paid. `reference` is the uuid of our payment, as we sent it."""

    id: str
    status: str
    charge: Charge | None
    reference: str


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """A charge among others. `reference` is the uuid of our payment, as we sent it."""

    id: str
    is_paid: bool
    amount: int
    currency: str
    created_at: datetime
    intent_id: str
    reference: str


class IntentCalls(Connection):
    def list_charges(self, *, since: datetime) -> Iterator[ListedCharge]:
        """Charges made since then (UTC), newest first, failed ones too."""
        wanted = {"created": {"gte": int(since.timestamp())}}
        for charge in self._listed("/v1/charges", wanted):
            currency = charge.currency.upper()
            intent = charge.payment_intent
            yield ListedCharge(
                id=charge.id,
                is_paid=charge.paid and charge.status == "succeeded",
                amount=from_stripe(charge.amount, currency),
                currency=currency,
                created_at=datetime.fromtimestamp(charge.created, UTC),
                intent_id=str(getattr(intent, "id", intent) or ""),
                reference=reference_in(charge.metadata),
            )

    def fetch_intent(self, intent_id: str) -> Intent:
        """The payment intent as Stripe has it now, with its charge and fee as far as known."""
        with translated_errors():
            return read_intent(
                self._client.v1.payment_intents.retrieve(
                    intent_id, {"expand": ["latest_charge.balance_transaction"]}
                )
            )


def read_intent(intent: Any) -> Intent:
    charge = intent.latest_charge
    return Intent(
        id=intent.id,
        status=intent.status,
        charge=read_charge(charge) if charge and not isinstance(charge, str) else None,
        reference=reference_in(intent.metadata),
    )


def reference_in(metadata: Any) -> str:
    """The uuid of our payment in what we attached to an object of Stripe's; empty when none is."""
    return str(getattr(metadata, "payment", "") or "")


def read_charge(charge: Any) -> Charge:
    currency = charge.currency.upper()
    balance = charge.balance_transaction
    fee = None
    if balance and not isinstance(balance, str):
        fee_currency = balance.currency.upper()
        fee = Fee(
            amount=from_stripe(balance.fee, fee_currency),
            currency=fee_currency,
            booked_at=datetime.fromtimestamp(balance.created, UTC),
            gross=from_stripe(balance.amount, fee_currency),
        )
    return Charge(
        id=charge.id,
        amount=from_stripe(charge.amount, currency),
        currency=currency,
        created_at=datetime.fromtimestamp(charge.created, UTC),
        fee=fee,
    )
