"""A handler for tests that remembers what it was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from payments.models import Dispute, DisputeLine, Payment, PaymentLine, Refund, RefundLine


class RecordingHandler:
    """Keeps (event, line kinds); raises `failure` once when a test sets it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.failure: Exception | None = None

    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        assert {line.payment_id for line in lines} == {payment.pk}
        self._note("paid", lines)

    def on_fee_booked(
        self, payment: Payment, lines: Sequence[PaymentLine], booked_at: datetime
    ) -> None:
        assert payment.fee is not None

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        assert {line.payment_id for line in lines} == {payment.pk}
        self._note("closed", lines)

    def remember(self, payment: Payment, lines: Sequence[PaymentLine]) -> dict[str, str]:
        return {"remembered": ",".join(line.kind for line in lines)}

    def rebuild(
        self, payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str]
    ) -> None:
        assert facts["remembered"] == ",".join(line.kind for line in lines)
        self._note("rebuilt", lines)

    def on_refunded(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        self._note("refunded", [line.line for line in lines])

    def on_refund_failed(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        self._note("refund failed", [line.line for line in lines])

    def on_dispute_decided(self, dispute: Dispute, lines: Sequence[DisputeLine]) -> None:
        self._note(f"dispute {dispute.status}", [line.line for line in lines])

    def _note(self, event: str, lines: Sequence[PaymentLine]) -> None:
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure
        self.calls.append((event, [line.kind for line in lines]))
