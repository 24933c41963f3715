from .disputes import Dispute, DisputeLine, DisputeMove, FraudWarning
from .events import WebhookEvent
from .payments import Payment, PaymentLine, PaymentMove
from .payouts import Payout, PayoutLine, PayoutMove
from .reconciling import ReconcileRun, UnmatchedObject
from .refunds import Refund, RefundLine, RefundMove
from .remittances import Remittance
from .subscriptions import Subscription, SubscriptionChange, SubscriptionMove

__all__ = [
    "Dispute",
    "DisputeLine",
    "DisputeMove",
    "FraudWarning",
    "Payment",
    "PaymentLine",
    "PaymentMove",
    "Payout",
    "PayoutLine",
    "PayoutMove",
    "ReconcileRun",
    "Refund",
    "RefundLine",
    "RefundMove",
    "Remittance",
    "Subscription",
    "SubscriptionChange",
    "SubscriptionMove",
    "UnmatchedObject",
    "WebhookEvent",
]
