"""What moved our balance at Stripe, and what of it went to the bank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.money import from_stripe

from .connection import Connection, translated_errors


@dataclass(frozen=True, slots=True)
class StripePayout:
    """A payout as Stripe has it now. `is_reconciled` tells that its transactions can be listed in
    full; of one made by hand they never can."""

    id: str
    amount: int
    currency: str
    status: str  # pending, in_transit, paid, failed, canceled
    is_automatic: bool
    is_reconciled: bool
    livemode: bool
    made_at: datetime
    arrives_on: date
    failure: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """One movement of our balance, in the balance's own currency: `amount` less `fee`.

    `source_kind` is Stripe's word for what caused it (charge, refund, dispute, payout), empty when
    nothing did; `intent_id` and `charge_id` are those that the source is or belongs to.
    """

    id: str
    type: str
    amount: int
    fee: int
    currency: str
    description: str
    booked_at: datetime
    source_kind: str
    source_id: str
    intent_id: str
    charge_id: str

    @property
    def net(self) -> int:
        return self.amount - self.fee


class PayoutCalls(Connection):
    def fetch_payout(self, payout_id: str) -> StripePayout:
        """The payout as Stripe has it now."""
        with translated_errors():
            return _payout(self._client.v1.payouts.retrieve(payout_id))

    def list_payouts(self, *, since: datetime) -> Iterator[StripePayout]:
        """Payouts made since then (UTC), newest first."""
        with translated_errors():
            page = self._client.v1.payouts.list(
                {"created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            for payout in page.auto_paging_iter():
                yield _payout(payout)

    def list_transactions(
        self, *, payout_id: str = "", since: datetime | None = None
    ) -> Iterator[Transaction]:
        """Movements that a payout consists of, its own left out, or all since then (UTC)."""
        wanted: dict[str, Any] = {"expand": ["data.source"]}
        if payout_id:
            wanted["payout"] = payout_id
        if since:
            wanted["created"] = {"gte": int(since.timestamp())}
        for transaction in map(_transaction, self._listed("/v1/balance_transactions", wanted)):
            if (transaction.type, transaction.source_id) != ("payout", payout_id):
                yield transaction


def _payout(payout: Any) -> StripePayout:
    currency = payout.currency.upper()
    return StripePayout(
        id=payout.id,
        amount=from_stripe(payout.amount, currency),
        currency=currency,
        status=payout.status,
        is_automatic=payout.automatic,
        is_reconciled=payout.reconciliation_status == "completed",
        livemode=payout.livemode,
        made_at=datetime.fromtimestamp(payout.created, UTC),
        # Stripe names a day by its midnight in UTC.
        arrives_on=datetime.fromtimestamp(payout.arrival_date, UTC).date(),
        failure=payout.failure_code or "",
    )


def _transaction(found: Any) -> Transaction:
    currency = found.currency.upper()
    source = found.source
    kind = "" if source is None or isinstance(source, str) else source.object
    source_id = _id_of(source)
    return Transaction(
        id=found.id,
        type=found.type,
        amount=from_stripe(found.amount, currency),
        fee=from_stripe(found.fee, currency),
        currency=currency,
        description=found.description or "",
        booked_at=datetime.fromtimestamp(found.created, UTC),
        source_kind=kind,
        source_id=source_id,
        intent_id=_id_of(getattr(source, "payment_intent", None)),
        charge_id=source_id if kind == "charge" else _id_of(getattr(source, "charge", None)),
    )


def _id_of(found: Any) -> str:
    return found if isinstance(found, str) else str(getattr(found, "id", "") or "")
