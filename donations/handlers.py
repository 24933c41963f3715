"""What a gift line does when it is paid, and when it is given back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from donations.services.giving.gifts import close_gifts, follow_fee, receive_gifts, restate_gifts
from donations.services.giving.rebuilding import gift_facts, rebuild_gifts
from payments.models import Dispute, DisputeLine, Payment, PaymentLine, Refund, RefundLine


class GiftHandler:
    """Acts on gift lines and on what donors add to cover the fee; only gifts have a record."""

    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        receive_gifts(payment=payment, lines=lines)

    def on_fee_booked(
        self, payment: Payment, lines: Sequence[PaymentLine], booked_at: datetime
    ) -> None:
        follow_fee(payment=payment, booked_at=booked_at)

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        close_gifts(lines=lines)

    def remember(self, payment: Payment, lines: Sequence[PaymentLine]) -> Mapping[str, str]:
        """Whether to keep quiet about the giver, and which page led here; not what they wrote."""
        return gift_facts(payment=payment)

    def rebuild(
        self, payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str]
    ) -> None:
        rebuild_gifts(payment=payment, lines=lines, facts=facts)

    def on_refunded(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        restate_gifts(lines=lines, cause="refund", occurred_at=refund.settled_at or timezone.now())

    def on_refund_failed(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        restate_gifts(
            lines=lines, cause="refund failed", occurred_at=refund.failed_at or timezone.now()
        )

    def on_dispute_decided(self, dispute: Dispute, lines: Sequence[DisputeLine]) -> None:
        restate_gifts(
            lines=lines,
            cause=f"dispute {dispute.status}",
            occurred_at=dispute.closed_at or timezone.now(),
        )
