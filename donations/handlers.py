"""What a paid gift line does."""

from collections.abc import Sequence

from payments.models import Payment, PaymentLine


class GiftHandler:
    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        raise NotImplementedError

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        raise NotImplementedError
