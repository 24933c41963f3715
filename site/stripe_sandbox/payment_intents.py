"""Payment intents: made when somebody pays, never before; retrieve and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import charges, errors, lists
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

FINISHED = ("succeeded", "canceled")


def create(
    act: Act,
    *,
    amount: int,
    currency: str,
    customer: str | None,
    payment_method_types: list[str],
    given: Json,
) -> Json:
    """The intent of a session, from its `payment_intent_data`, or of an invoice."""
    intent = {
        **blank("payment_intent"),
        "id": act.ids.new("pi_3"),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": given.get("capture_method", "automatic_async"),
        "confirmation_method": "automatic",
        "created": act.now,
        "currency": currency,
        "customer": customer,
        "description": given.get("description"),
        "livemode": False,
        "metadata": given.get("metadata") or {},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": payment_method_types,
        "receipt_email": given.get("receipt_email"),
        "setup_future_usage": given.get("setup_future_usage"),
        "statement_descriptor": given.get("statement_descriptor"),
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_group": given.get("transfer_group"),
    }
    intent["client_secret"] = (
        f"{intent['id']}_secret_{act.ids.new('secret_', 25).removeprefix('secret_')}"
    )
    act.store.insert(intent)
    act.emit("payment_intent.created", intent)
    return intent


def change(act: Act, intent: Json, event: str | None, **fields: object) -> Json:
    """Save new values and tell the world, when there is an event for it."""
    intent |= fields
    act.store.save(intent)
    if event:
        act.emit(event, intent)
    return intent


def succeed(act: Act, intent: Json, method: Json, *, is_authenticated: bool) -> Json:
    """The bank said yes: the new charge, which the intent now names. Both are told of."""
    charge = charges.create(
        act, intent, method, status="succeeded", is_authenticated=is_authenticated
    )
    act.emit("charge.succeeded", charge)
    change(
        act,
        intent,
        "payment_intent.succeeded",
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        payment_method=method["id"],
        next_action=None,
        last_payment_error=None,
    )
    return charge


def cancel(act: Act, identifier: str, reason: str) -> None:
    intent = act.store.load("payment_intent", identifier)
    if intent is not None and intent["status"] not in FINISHED:
        change(
            act,
            intent,
            "payment_intent.canceled",
            status="canceled",
            canceled_at=act.now,
            cancellation_reason=reason,
            next_action=None,
        )


def _retrieve(call: Call) -> Json:
    intent = call.act.store.load("payment_intent", call.id)
    if intent is None:
        raise errors.resource_missing("payment_intent", call.id, "intent")
    return intent


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"customer"})
    return lists.page(call, "payment_intent", filters={"customer": "customer"})


ROUTES = [
    Route("GET", "/v1/payment_intents", params.PaymentIntentListParams, _list),
    Route("GET", "/v1/payment_intents/{id}", params.PaymentIntentRetrieveParams, _retrieve),
]
