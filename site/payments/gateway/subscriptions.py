"""What renews at Stripe, and the page where its payer changes the card."""

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
class SubscriptionState:
    """A subscription as it is now. `reference` is the uuid of ours, `payment` that of the payment
    it began with, `fund` the code of the fund it gives to, all as we sent them."""

    id: str
    status: str
    customer: str
    reference: str
    payment: str
    fund: str
    item: str
    product: str
    amount: int
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


class SubscriptionCalls(Connection):
    def fetch_subscription(self, subscription_id: str) -> SubscriptionState:
        with translated_errors():
            return _state(
                self._client.v1.subscriptions.retrieve(subscription_id, {"expand": EXPANDED})
            )

    def change_amount(self, state: SubscriptionState, *, amount: int, key: str) -> None:
        """From the next payment on; nothing is charged or credited now."""
        price = {
            "currency": state.currency.lower(),
            "product": state.product,
            "recurring": rhythm(state.months),
            "unit_amount": to_stripe(amount, state.currency),
        }
        items = [{"id": state.item, "price_data": price}]
        self._update(state, {"items": items, "proration_behavior": "none"}, key)

    def change_fund(self, state: SubscriptionState, *, fund: str, key: str) -> None:
        self._update(state, {"metadata": {"fund": fund}}, key)

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
    item = subscription["items"].data[0]
    price, currency = item.price, subscription.currency.upper()
    recurring, metadata = price.recurring, subscription.metadata
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
        item=item.id,
        product=id_of(price.product),
        # None where somebody else's price has steps.
        amount=from_stripe((price.unit_amount or 0) * (item.quantity or 1), currency),
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


def _card(method: Any) -> Card | None:
    card = getattr(method, "card", None)
    if card is None:
        return None
    return Card(card.brand, card.last4, date(card.exp_year, card.exp_month, 1))


def _known(seconds: int) -> datetime:
    found = moment(seconds)
    assert found is not None
    return found
