"""Money on its way back to a payer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from stripe.params import RefundCreateParams, RefundListParams

from core.money import from_stripe, to_stripe

from .charges import reference_in
from .connection import Connection, translated_errors
from .movements import Movement, read_movement

EXPANDED = ["balance_transaction", "failure_balance_transaction"]
# Stripe knows these three, and uses them against fraud.
StripeReason = Literal["duplicate", "fraudulent", "requested_by_customer"]


@dataclass(frozen=True, slots=True)
class StripeRefund:
    """A refund as Stripe has it now. `metadata` is what we sent along; empty when somebody made
    it in the dashboard. `left` is the money going; `returned` is it coming back when the payer's
    bank did not take it."""

    id: str
    amount: int
    currency: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    intent_id: str
    charge_id: str
    reference: str
    metadata: Mapping[str, str]
    failure: str
    created_at: datetime
    left: Movement | None
    returned: Movement | None


class RefundCalls(Connection):
    def create_refund(
        self,
        *,
        key: str,
        intent_id: str,
        amount: int,
        currency: str,
        reason: StripeReason | None,
        metadata: Mapping[str, str],
    ) -> StripeRefund:
        """Give money of a payment back. The same `key` with the same parameters returns the same
        refund."""
        parameters: RefundCreateParams = {
            "payment_intent": intent_id,
            "amount": to_stripe(amount, currency),
            "metadata": dict(metadata),
            "expand": EXPANDED,
        }
        if reason:
            parameters["reason"] = reason
        with translated_errors():
            return _refund(self._client.v1.refunds.create(parameters, {"idempotency_key": key}))

    def fetch_refund(self, refund_id: str) -> StripeRefund:
        """The refund as Stripe has it now."""
        with translated_errors():
            return _refund(self._client.v1.refunds.retrieve(refund_id, {"expand": EXPANDED}))

    def list_refunds(
        self, *, intent_id: str = "", since: datetime | None = None
    ) -> Iterator[StripeRefund]:
        """Refunds of a payment, or all made since then (UTC), newest first."""
        parameters: RefundListParams = {
            "limit": 100,
            "expand": [f"data.{name}" for name in EXPANDED],
        }
        if intent_id:
            parameters["payment_intent"] = intent_id
        if since:
            parameters["created"] = {"gte": int(since.timestamp())}
        with translated_errors():
            for refund in self._client.v1.refunds.list(parameters).auto_paging_iter():
                yield _refund(refund)


def _refund(refund: Any) -> StripeRefund:
    currency = refund.currency.upper()
    return StripeRefund(
        id=refund.id,
        amount=from_stripe(refund.amount, currency),
        currency=currency,
        status=refund.status or "pending",
        intent_id=_id(refund.payment_intent),
        charge_id=_id(refund.charge),
        reference=reference_in(refund.metadata),
        metadata=dict(refund.metadata.to_dict()) if refund.metadata else {},
        failure=getattr(refund, "failure_reason", None) or "",
        created_at=datetime.fromtimestamp(refund.created, UTC),
        left=_movement(getattr(refund, "balance_transaction", None)),
        returned=_movement(getattr(refund, "failure_balance_transaction", None)),
    )


def _movement(transaction: Any) -> Movement | None:
    return read_movement(transaction) if transaction and not isinstance(transaction, str) else None


def _id(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "id", "") or "")
