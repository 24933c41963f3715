"""Who acts when a subscription brings a payment, fails to, changes or ends. The app that knows what
is subscribed to registers itself in its `AppConfig.ready()`; a system check fails when none has.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from django.core.checks import CheckMessage, Error

from ledger.models import Fund
from payments.gateway import Invoice

if TYPE_CHECKING:
    from payments.models import Payment, PaymentLine, Subscription, SubscriptionChange
    from payments.services.checkout import NewLine


class SubscriptionHandler(Protocol):
    """Each method runs inside the transaction that is its reason, with the subscription's row
    locked, and must not call the network."""

    def lines_of(
        self, subscription: "Subscription", *, amount: int, fee_cover: int, fund: Fund
    ) -> "Sequence[NewLine]":
        """What one period of the subscription pays for, first what it is about."""

    def on_renewed(
        self,
        subscription: "Subscription",
        payment: "Payment",
        line: "PaymentLine",
        *,
        shares: str,
    ) -> None:
        """A payment for a period was written, shared as was kept at Stripe for that period; the
        line's own handler is told next that it is paid."""

    def on_started(self, subscription: "Subscription") -> None:
        """The first payment has arrived; called once."""

    def on_failed(self, subscription: "Subscription", invoice: Invoice) -> None:
        """An invoice could not be collected; called again and again while that is so."""

    def on_upcoming(self, subscription: "Subscription") -> None:
        """The next payment is near."""

    def on_changed(self, subscription: "Subscription", change: "SubscriptionChange") -> None:
        """What somebody asked for has been done."""

    def on_ended(self, subscription: "Subscription") -> None:
        """No more payments will come; called once."""


_handlers: list[SubscriptionHandler] = []


def register_subscription_handler(handler: SubscriptionHandler) -> None:
    _handlers.append(handler)


def subscription_handler() -> SubscriptionHandler:
    return _handlers[0]


def check_subscription_handler(**_kwargs: object) -> list[CheckMessage]:
    """System check: exactly one app acts on subscriptions."""
    if len(_handlers) == 1:
        return []
    return [
        Error(
            f"{len(_handlers)} apps act on subscriptions; exactly one must.",
            hint="Call register_subscription_handler in one AppConfig.ready().",
            id="payments.E003",
        )
    ]
