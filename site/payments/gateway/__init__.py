"""The only code that talks to Stripe. Its objects stop here: what leaves are our own frozen
dataclasses, with amounts in our minor units, currencies in capitals and times in UTC.

One module for each noun of Stripe's; `Gateway` joins their calls. Every call has an end: 5 seconds
a try and one retry, so a visitor waits 15 seconds at most.
"""

from functools import lru_cache

from django.conf import settings

from payments.exceptions import GatewayRefusedError

from .charges import Charge, Fee, Intent, ListedCharge
from .connection import API_VERSION, load_sdk
from .disputes import DisputeCalls, StripeDispute, StripeWarning
from .events import EventCalls, SignedEvent
from .invoices import Invoice
from .movements import Movement
from .payouts import PayoutCalls, StripePayout, Transaction
from .records import Record, RecordCalls, RecordedLine
from .refunds import RefundCalls, StripeReason, StripeRefund
from .sessions import Session, SessionCalls, SessionLine
from .subscriptions import SubscriptionCalls, SubscriptionState

__all__ = [
    "API_VERSION",
    "Charge",
    "Fee",
    "Gateway",
    "Intent",
    "Invoice",
    "ListedCharge",
    "Movement",
    "Record",
    "RecordedLine",
    "Session",
    "SessionLine",
    "SignedEvent",
    "StripeDispute",
    "StripePayout",
    "StripeReason",
    "StripeRefund",
    "StripeWarning",
    "SubscriptionState",
    "Transaction",
    "gateway",
    "warm_up",
]


class Gateway(
    SessionCalls,
    SubscriptionCalls,
    RefundCalls,
    DisputeCalls,
    PayoutCalls,
    EventCalls,
    RecordCalls,
):
    """One account at Stripe, live or test, or the local sandbox."""


def gateway() -> Gateway:
    """The gateway of the settings; one per set of settings and process."""
    return _gateway(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_BASE,
        tuple(settings.STRIPE_WEBHOOK_SECRETS),
    )


def warm_up() -> None:
    """Make the gateway before anybody waits for it. Stripe is not asked."""
    gateway()
    load_sdk()


@lru_cache(maxsize=4)
def _gateway(key: str, base: str, secrets: tuple[str, ...]) -> Gateway:
    if "_live_" in key and base != settings.STRIPE_LIVE_API_BASE:
        raise GatewayRefusedError("A live key is only ever sent to Stripe.", code="live_key")
    return Gateway(key=key, base=base, secrets=secrets)
