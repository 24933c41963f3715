"""Charges: each try to take money, kept whether it succeeded or not; retrieve and list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe import params

from . import cards, errors, lists, payment_methods
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

APPROVED = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "risk_score": 24,
    "seller_message": "Payment complete.",
    "type": "authorized",
}


def create(
    act: Act, intent: Json, method: Json, *, status: str, is_authenticated: bool = False
) -> Json:
    """A succeeded or pending charge. Its balance transaction is null: the fee is known a little
    later.
    """
    return _insert(
        act,
        intent,
        method,
        status=status,
        is_authenticated=is_authenticated,
        outcome=dict(APPROVED),
    )


def create_failed(
    act: Act, intent: Json, method: Json, *, code: str, decline_code: str, message: str
) -> Json:
    outcome = {
        **APPROVED,
        "advice_code": "try_again_later",
        "network_decline_code": "51" if decline_code == "insufficient_funds" else "01",
        "network_status": "declined_by_network",
        "reason": decline_code,
        "seller_message": "The bank did not return any further details with this decline."
        if decline_code == "generic_decline"
        else f"The bank returned the decline code `{decline_code}`.",
        "type": "issuer_declined",
    }
    return _insert(
        act,
        intent,
        method,
        status="failed",
        is_authenticated=False,
        outcome=outcome,
        failure_code=code,
        failure_message=message,
    )


def _insert(
    act: Act,
    intent: Json,
    method: Json,
    *,
    status: str,
    is_authenticated: bool,
    outcome: Json,
    **fields: Any,
) -> Json:
    is_paid = status != "failed"
    charge = {
        **blank("charge"),
        "id": act.ids.new("ch_3"),
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if status == "succeeded" else 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": act.sandbox.options.merchant.upper()[:22],
        "captured": is_paid,
        "created": act.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome,
        "paid": is_paid,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": payment_methods.on_charge(
            act, method, intent["amount"], is_authenticated=is_authenticated
        ),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
        "transfer_group": intent["transfer_group"],
        **fields,
    }
    # `level3` and `authorization_code` are sent to a few accounts only.
    for field in ("level3", "authorization_code", "presentment_details"):
        charge.pop(field, None)
    act.store.insert(charge, {"card": act.store.private(method["id"])["card"]})
    return charge


# What befalls a charge by itself, by the `later` of its test card.
FATES = {"disputed": "open_dispute", "suspected": "warn_of_fraud"}


def plan_fate(act: Act, charge: Json) -> None:
    """Have the test card's later fate happen to a charge that succeeded."""
    card = cards.find(act.store.private(charge["id"])["card"])
    if card and card.later in FATES:
        act.later(act.sandbox.options.dispute_delay, FATES[card.later], charge["id"])


def _retrieve(call: Call) -> Json:
    charge = call.act.store.load("charge", call.id)
    if charge is None:
        raise errors.resource_missing("charge", call.id)
    return charge


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"customer", "payment_intent", "transfer_group"})
    equal = {
        "customer": "customer",
        "payment_intent": "payment_intent",
        "transfer_group": "transfer_group",
    }
    return lists.page(call, "charge", filters=equal)


ROUTES = [
    Route("GET", "/v1/charges", params.ChargeListParams, _list),
    Route("GET", "/v1/charges/{id}", params.ChargeRetrieveParams, _retrieve),
]
