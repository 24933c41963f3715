"""What a paid order line does."""

from collections.abc import Sequence

from payments.models import Payment, PaymentLine


class OrderHandler:
    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        raise NotImplementedError

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        raise NotImplementedError
