"""The part of the control API that is about subscriptions: what a dashboard, or time, does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import cards, collection, customers, portal, subscriptions
from .errors import Json
from .sandbox import Sandbox


def _update(sandbox: Sandbox, wanted: Json) -> Json:
    """A change at the dashboard: `subscription`, and what the API's update takes."""
    given = {name: value for name, value in wanted.items() if name != "subscription"}
    with sandbox.act() as act:
        return subscriptions.update(
            act, subscriptions.load_live(act, str(wanted["subscription"])), given
        )


def _cancel(sandbox: Sandbox, wanted: Json) -> Json:
    with sandbox.act() as act:
        subscription = subscriptions.load_live(act, str(wanted["subscription"]))
        return subscriptions.cancel(act, subscription, reason="cancellation_requested")


def _pause(sandbox: Sandbox, wanted: Json) -> Json:
    with sandbox.act() as act:
        subscription = subscriptions.load_live(act, str(wanted["subscription"]))
        return subscriptions.change(act, subscription, "paused", status="paused")


def _change_card(sandbox: Sandbox, wanted: Json) -> Json:
    """What a person does in the portal: `customer` and `card`."""
    card = cards.find(str(wanted["card"]))
    if card is None or card.is_bank_debit:
        raise ValueError("card must be one of the test cards")
    with sandbox.act() as act:
        customer = customers.load(act, str(wanted["customer"]), "customer")
        method = portal.make_method(act, customer, card, (12, 2034))
        portal.change_card(act, customer, method)
    return method


def _after_retries(sandbox: Sandbox, wanted: Json) -> Json:
    """What becomes of a subscription when the last retry failed: `cancel`, `unpaid`, `past_due`."""
    word = str(wanted["after_retries"])
    if word not in collection.AFTER_RETRIES:
        raise ValueError(f"after_retries must be one of {collection.AFTER_RETRIES}")
    with sandbox.store.transaction():
        sandbox.store.set_setting("after_retries", word)
    return {"after_retries": word}


ACTIONS: dict[str, Callable[[Sandbox, Json], Any]] = {
    "POST subscriptions/update": _update,
    "POST subscriptions/cancel": _cancel,
    "POST subscriptions/pause": _pause,
    "POST card": _change_card,
    "POST billing": _after_retries,
}
