"""What renews at Stripe, and the page where its payer changes the card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.money import from_stripe, to_stripe

from .connection import Connection, id_of, translated_errors
from .invoices import moment, rhythm

EXPANDED = ["default_payment_method"]


@dataclass(frozen=True, slots=True)
class Card:
    brand: str
    last4: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things that a subscription collects together. Its product stays when its amount
    changes, so that is what it is known by."""

    id: str
    product: str
    amount: int


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A subscription as it is now. `reference` is the uuid of ours, `payment` that of the payment
    it began with, `fund` the code of the fund it gives to, `shares` how it is shared over several,
    all as we sent them."""

    id: str
    status: str
    customer: str
    reference: str
    payment: str
    fund: str
    shares: str
    items: tuple["Item", ...]
    currency: str
    months: int
    next_payment_at: datetime
    is_on_hold: bool
    resumes_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    latest_invoice: str
    card: Card | None
    livemode: bool

    @property
    def is_ended(self) -> bool:
        return self.status in {"canceled", "incomplete_expired"}

    def amount_of(self, product: str) -> int:
        return sum(item.amount for item in self.items if item.product == product)

    def amount_beside(self, product: str) -> int:
        """All that is collected except for that product."""
        return sum(item.amount for item in self.items if item.product != product)


class SubscriptionCalls(Connection):
    def fetch_subscription(self, subscription_id: str) -> SubscriptionState:
        with translated_errors():
            return _state(
                self._client.v1.subscriptions.retrieve(subscription_id, {"expand": EXPANDED})
            )

    def change_amounts(
        self, state: SubscriptionState, *, amounts: Mapping[str, int], key: str
    ) -> None:
        """What each product costs (product → amount) from the next payment on; nothing is charged
        or credited now."""
        items = [
            {
                "id": item.id,
                "quantity": 1,
                "price_data": {
                    "currency": state.currency.lower(),
                    "product": item.product,
                    "recurring": rhythm(state.months),
                    "unit_amount": to_stripe(amounts[item.product], state.currency),
                },
            }
            for item in state.items
            if item.product in amounts
        ]
        self._update(state, {"items": items, "proration_behavior": "none"}, key)

    def change_fund(self, state: SubscriptionState, *, fund: str, key: str) -> None:
        """All of it to this fund; how it was shared is forgotten."""
        self._update(state, {"metadata": {"fund": fund, "shares": ""}}, key)

    def change_next_payment(self, state: SubscriptionState, *, at: datetime, key: str) -> None:
        """Pay next at that moment, and from then on in the same rhythm. Stripe calls the time
        until then a trial."""
        wanted = {"trial_end": int(at.timestamp()), "proration_behavior": "none"}
        self._update(state, wanted, key)

    def hold(self, state: SubscriptionState, *, until: datetime, key: str) -> None:
        """Collect nothing until then; what falls due meanwhile is not owed."""
        pause = {"behavior": "void", "resumes_at": int(until.timestamp())}
        self._update(state, {"pause_collection": pause}, key)

    def release(self, state: SubscriptionState, *, key: str) -> None:
        """Collect again from the next date on, whichever way it was paused."""
        if state.status != "paused":
            self._update(state, {"pause_collection": ""}, key)
            return
        with translated_errors():
            self._client.v1.subscriptions.resume(
                state.id,
                {"billing_cycle_anchor": {"type": "unchanged"}},
                {"idempotency_key": key},
            )

    def cancel_subscription(self, subscription_id: str) -> None:
        """End it now. Refused when it has ended already."""
        with translated_errors():
            self._client.v1.subscriptions.cancel(subscription_id)

    def open_portal(self, *, customer: str, language: str, return_url: str) -> str:
        """The address of the page where the customer changes the card, good for a short time."""
        wanted: Any = {
            "customer": customer,
            "locale": "fr" if language.startswith("fr") else "en",
            "return_url": return_url,
            "flow_data": {
                "type": "payment_method_update",
                "after_completion": {
                    "type": "redirect",
                    "redirect": {"return_url": f"{return_url}?card=changed"},
                },
            },
        }
        with translated_errors():
            return self._client.v1.billing_portal.sessions.create(wanted).url

    def _update(self, state: SubscriptionState, wanted: Any, key: str) -> None:
        with translated_errors():
            self._client.v1.subscriptions.update(state.id, wanted, {"idempotency_key": key})


def _state(subscription: Any) -> SubscriptionState:
    items, currency = subscription["items"].data, subscription.currency.upper()
    item = items[0]  # all have the same rhythm
    recurring, metadata = item.price.recurring, subscription.metadata
    pause, details = subscription.pause_collection, subscription.cancellation_details
    months = recurring.interval_count * (12 if recurring.interval == "year" else 1)
    ends = subscription.cancel_at
    if ends is None and subscription.cancel_at_period_end:
        ends = item.current_period_end
    return SubscriptionState(
        id=subscription.id,
        status=subscription.status,
        customer=id_of(subscription.customer),
        reference=str(getattr(metadata, "subscription", "") or ""),
        payment=str(getattr(metadata, "payment", "") or ""),
        fund=str(getattr(metadata, "fund", "") or ""),
        shares=str(getattr(metadata, "shares", "") or ""),
        items=tuple(_item(found, currency) for found in items),
        currency=currency,
        months=months,
        next_payment_at=_known(item.current_period_end),
        is_on_hold=pause is not None,
        resumes_at=moment(pause.resumes_at) if pause else None,
        ends_at=moment(ends),
        ended_at=moment(subscription.ended_at),
        end_reason=str(getattr(details, "reason", "") or ""),
        latest_invoice=id_of(subscription.latest_invoice),
        card=_card(subscription.default_payment_method),
        livemode=subscription.livemode,
    )


def _item(item: Any, currency: str) -> Item:
    # None where somebody else's price has steps.
    amount = (item.price.unit_amount or 0) * (1 if item.quantity is None else item.quantity)
    return Item(item.id, id_of(item.price.product), from_stripe(amount, currency))


def _card(method: Any) -> Card | None:
    card = getattr(method, "card", None)
    if card is None:
        return None
    return Card(card.brand, card.last4, date(card.exp_year, card.exp_month, 1))


def _known(seconds: int) -> datetime:
    found = moment(seconds)
    assert found is not None
    return found
