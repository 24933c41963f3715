"""What a paid gift line does."""

from collections.abc import Sequence

from donations.services.gifts import close_gifts, receive_gifts
from payments.models import Payment, PaymentLine


class GiftHandler:
    """Acts on gift lines and on what donors add to cover the fee; only gifts have a record."""

    def on_paid(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        receive_gifts(payment=payment, lines=lines)

    def on_closed(self, payment: Payment, lines: Sequence[PaymentLine]) -> None:
        close_gifts(lines=lines)
