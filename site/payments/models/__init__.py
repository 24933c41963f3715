from .events import WebhookEvent
from .payments import Payment, PaymentLine, PaymentMove
from .payouts import Payout, PayoutLine, PayoutMove

__all__ = [
    "Payment",
    "PaymentLine",
    "PaymentMove",
    "Payout",
    "PayoutLine",
    "PayoutMove",
    "WebhookEvent",
]
