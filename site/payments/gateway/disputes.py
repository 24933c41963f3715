"""What a card holder's bank takes back, asks about, or suspects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.money import from_stripe

from .connection import Connection, translated_errors
from .movements import Movement, read_movement


@dataclass(frozen=True, slots=True)
class StripeDispute:
    """A dispute as it is now. `status` and `reason` are Stripe's words, known to us or not."""

    id: str
    intent_id: str
    charge_id: str
    amount: int
    currency: str
    status: str
    reason: str
    livemode: bool
    opened_at: datetime
    due_by: datetime | None
    has_evidence: bool
    times_submitted: int
    is_past_due: bool
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class StripeWarning:
    """An early fraud warning as it is now: actionable until the charge is refunded or disputed."""

    id: str
    intent_id: str
    charge_id: str
    fraud_type: str
    is_actionable: bool
    livemode: bool
    warned_at: datetime


class DisputeCalls(Connection):
    def fetch_dispute(self, dispute_id: str) -> StripeDispute:
        """The dispute as Stripe has it now, with the money it moved so far."""
        with translated_errors():
            return _dispute(self._client.v1.disputes.retrieve(dispute_id))

    def list_disputes(self, *, since: datetime) -> Iterator[StripeDispute]:
        """Disputes opened since then (UTC), newest first."""
        with translated_errors():
            page = self._client.v1.disputes.list(
                {"created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            for dispute in page.auto_paging_iter():
                yield _dispute(dispute)

    def fetch_warning(self, warning_id: str) -> StripeWarning:
        """The early fraud warning as Stripe has it now."""
        with translated_errors():
            return _warning(self._client.v1.radar.early_fraud_warnings.retrieve(warning_id))

    def list_warnings(self, *, since: datetime) -> Iterator[StripeWarning]:
        """Early fraud warnings made since then (UTC), newest first."""
        with translated_errors():
            page = self._client.v1.radar.early_fraud_warnings.list(
                {"created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            for warning in page.auto_paging_iter():
                yield _warning(warning)


def _dispute(dispute: Any) -> StripeDispute:
    currency = dispute.currency.upper()
    details = dispute.evidence_details
    return StripeDispute(
        id=dispute.id,
        intent_id=_id_of(dispute.payment_intent),
        charge_id=_id_of(dispute.charge),
        amount=from_stripe(dispute.amount, currency),
        currency=currency,
        status=dispute.status,
        reason=dispute.reason,
        livemode=dispute.livemode,
        opened_at=_moment(dispute.created),
        due_by=_moment(details.due_by) if details.due_by else None,
        has_evidence=details.has_evidence,
        times_submitted=details.submission_count,
        is_past_due=details.past_due,
        movements=tuple(read_movement(moved) for moved in dispute.balance_transactions),
    )


def _warning(warning: Any) -> StripeWarning:
    return StripeWarning(
        id=warning.id,
        intent_id=_id_of(warning.payment_intent),
        charge_id=_id_of(warning.charge),
        fraud_type=warning.fraud_type,
        is_actionable=warning.actionable,
        livemode=warning.livemode,
        warned_at=_moment(warning.created),
    )


def _id_of(found: Any) -> str:
    return str(found if isinstance(found, str) else getattr(found, "id", "") or "")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
