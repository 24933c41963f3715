"""What a paid, a closed or a refunded payment means for the order that points at it.

All but `remember` run inside settle's transaction, with the payment's row locked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from payments.models import Dispute, DisputeLine, Payment, PaymentLine, Refund, RefundLine
from shop.enums import OrderStatus
from shop.models import Order
from shop.services.fulfilment import expire_order, fill_order
from shop.services.rebuilding import order_facts, rebuild_order
from shop.services.returns import refund_order, undo_order_refund


class OrderHandler:
    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        """Fill the order, also one given up before its money came. Twice does nothing more."""
        order = self._order_of(payment)
        if order.status not in OrderStatus.PAID_STATES:
            fill_order(order, cause="paid")

    def on_fee_booked(
        self, payment: Payment, lines: Sequence[PaymentLine], booked_at: datetime
    ) -> None:
        """Nothing: the fund of each line bears its fee."""

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        """Release the held stock, once."""
        order = self._order_of(payment)
        if order.status == OrderStatus.PENDING:
            expire_order(order, cause=f"payment {payment.status}")

    def remember(self, payment: Payment, lines: Sequence[PaymentLine]) -> Mapping[str, str]:
        """The order's number and where the parcel goes."""
        return order_facts(payment=payment)

    def rebuild(
        self, payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str]
    ) -> None:
        rebuild_order(payment=payment, lines=lines, facts=facts)

    def on_refunded(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        """Count what is refunded of each soap, and put it back on the shelf if so chosen."""
        refund_order(order=self._order_of(refund.payment), refund=refund, lines=lines)

    def on_refund_failed(self, refund: Refund, lines: Sequence[RefundLine]) -> None:
        """Count it as bought again."""
        undo_order_refund(order=self._order_of(refund.payment), refund=refund, lines=lines)

    def on_dispute_decided(self, dispute: Dispute, lines: Sequence[DisputeLine]) -> None:
        """Nothing: whoever disputes keeps the soap or never got it, so none is on the shelf."""

    @staticmethod
    def _order_of(payment: Payment) -> Order:
        return Order.objects.select_for_update().get(payment=payment)
