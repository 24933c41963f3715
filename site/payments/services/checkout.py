"""Opening a payment: our row first, Stripe second, never both in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.models import Fund
from payments.enums import LineKind
from payments.models import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to pay for; amounts are totals of the line in minor units of the payment's currency."""

    kind: LineKind
    description: str
    amount: int
    fund: Fund
    quantity: int = 1
    fair_market_value: int = 0
    sku: str = ""


def open_payment(
    *,
    lines: Sequence[NewLine],
    currency: str,
    email: str,
    name: str,
    language: str,
    fingerprint: str,
    cancel_path: str,
) -> tuple[Payment, bool]:
    """Write the payment and its lines. Call it first inside the transaction of the order or gift.

    Returns (payment, True), or (the payment still open for the same fingerprint, False): then the
    caller writes nothing and goes on to `start_checkout` with it.
    """
    raise NotImplementedError


def start_checkout(payment: Payment) -> str:
    """Return the address of Stripe's payment page for an open payment, making the session once.

    Call it outside any transaction. The idempotency key comes from the payment's uuid, so that a
    retry after a crash or a timeout finds the same session. Raises `GatewayUnavailableError` when
    Stripe gives no answer (the payment stays open and can be retried) and `GatewayRefusedError`.
    """
    raise NotImplementedError


def close_checkout(payment: Payment, *, cause: str) -> Payment:
    """Make sure that an open payment can no longer be paid: expire the session at Stripe, then
    settle from what Stripe says. May come back paid, when the payer was faster."""
    raise NotImplementedError
