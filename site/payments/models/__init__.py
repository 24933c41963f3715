from .events import WebhookEvent
from .payments import Payment, PaymentLine, PaymentMove

__all__ = ["Payment", "PaymentLine", "PaymentMove", "WebhookEvent"]
