"""Refunds, whole and in part, by the API or at the dashboard: create, retrieve, list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import balance, cards, disputes, errors, fraud_warnings, lists, metadata, money
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

SERVED = {"amount", "charge", "expand", "metadata", "payment_intent", "reason"}


def create(act: Act, wanted: Json) -> Json:
    """Give money back: `refund.created`, then `charge.refunded`; `refund.updated` follows when the
    bank has a reference.
    """
    charge = _charge(act, wanted)
    amount = _amount(charge, wanted.get("amount"))
    card = cards.find(act.store.private(charge["id"])["card"])
    later = card.later if card else None
    refund = {
        **blank("refund"),
        "id": act.ids.new("re_3"),
        "amount": amount,
        "charge": charge["id"],
        "created": act.now,
        "currency": charge["currency"],
        "metadata": metadata.merged({}, wanted.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "reason": wanted.get("reason"),
        "status": "pending" if later == "refund_waits" else "succeeded",
    }
    # These are absent from an ordinary card refund, not null.
    for field in (
        "customer",
        "customer_account",
        "description",
        "failure_balance_transaction",
        "failure_reason",
        "instructions_email",
        "next_action",
        "payment_method",
        "pending_reason",
        "presentment_details",
    ):
        refund.pop(field, None)
    if charge["payment_method_details"]["type"] == "card":
        refund["destination_details"] = {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        }
    else:
        del refund["destination_details"]
    transaction = balance.create(
        act,
        kind="refund",
        source=refund,
        amount=-amount,
        is_available=True,
        description="REFUND FOR CHARGE",
    )
    refund["balance_transaction"] = transaction["id"]
    act.store.insert(refund)
    act.emit("refund.created", refund)
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    _count(act, charge, charge["amount_refunded"] + amount)
    act.emit(
        "charge.refunded",
        charge,
        previous={key: value for key, value in before.items() if charge[key] != value},
    )
    if charge["refunded"]:
        disputes.close_inquiries_of(act, charge)
        fraud_warnings.settle_warnings_of(act, charge["id"])
    act.later(
        act.sandbox.options.fee_delay,
        "fail_refund" if later == "refund_fails" else "refer_refund",
        refund["id"],
    )
    return refund


def _charge(act: Act, wanted: Json) -> Json:
    for name in wanted:
        if name not in SERVED:
            raise errors.not_in_sandbox(f"the refund parameter {name}", name)
    if not wanted.get("charge") and not wanted.get("payment_intent"):
        raise errors.ApiError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
            code="parameter_missing",
        )
    identifier = wanted.get("charge")
    if "payment_intent" in wanted:
        intent = act.store.load("payment_intent", wanted["payment_intent"])
        if intent is None:
            raise errors.missing_reference(
                "payment_intent", wanted["payment_intent"], "payment_intent"
            )
        if identifier and intent["latest_charge"] != identifier:
            raise errors.parameter_invalid(
                "charge", f"Charge {identifier} does not belong to {intent['id']}."
            )
        identifier = intent["latest_charge"]
        if identifier is None or intent["status"] != "succeeded":
            raise errors.ApiError(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                param="payment_intent",
            )
    charge = act.store.load("charge", str(identifier))
    if charge is None:
        raise errors.missing_reference("charge", str(identifier), "charge")
    if charge["status"] != "succeeded":
        raise errors.ApiError(
            f"Charge {charge['id']} has not succeeded and cannot be refunded.",
            code="charge_not_refundable",
            param="charge",
        )
    disputes.require_refundable(act, charge)
    return charge


def _amount(charge: Json, wanted: int | None) -> int:
    """The amount to refund, in the charge's smallest unit; all that is left when none is named."""
    left: int = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise errors.ApiError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if wanted is None:
        return left
    if wanted < 1:
        raise errors.ApiError(
            "Invalid positive integer", code="parameter_invalid_integer", param="amount"
        )
    if wanted > left:
        asked, rest = money.shown(wanted, charge["currency"]), money.shown(left, charge["currency"])
        is_first = charge["amount_refunded"] == 0
        compared = (
            f"charge amount ({rest})" if is_first else f"unrefunded amount on charge ({rest})"
        )
        raise errors.parameter_invalid(
            "amount", f"Refund amount ({asked}) is greater than {compared}"
        )
    return wanted


def _count(act: Act, charge: Json, refunded: int) -> None:
    charge |= {"amount_refunded": refunded, "refunded": refunded == charge["amount"]}
    act.store.save(charge)


def refer(act: Act, identifier: str) -> None:
    """The job some time after a refund: the bank's reference is there (and a waiting refund has
    succeeded).
    """
    refund = act.store.load("refund", identifier)
    if refund is None or refund["status"] not in ("succeeded", "pending"):
        return
    before: Json = {}
    if refund["status"] == "pending":
        before["status"] = "pending"
        refund["status"] = "succeeded"
    if "destination_details" in refund:
        before["destination_details"] = {**refund["destination_details"]}
        reference = {"reference": act.ids.digits("reference", 16), "reference_status": "available"}
        card = {**refund["destination_details"]["card"], **reference}
        refund["destination_details"] = {"card": card, "type": "card"}
    act.store.save(refund)
    act.emit("refund.updated", refund, previous=before)


def fail(act: Act, identifier: str) -> None:
    """The job for card 4000…5126: the bank sends the money back, and the charge counts as not
    refunded again.
    """
    refund, before = act.store.load("refund", identifier), {}
    charge = act.store.load("charge", refund["charge"]) if refund else None
    if refund is None or charge is None or refund["status"] == "failed":
        return
    before["status"] = refund["status"]
    returned = balance.create(
        act,
        kind="refund_failure",
        source=refund,
        amount=refund["amount"],
        is_available=True,
        description="REFUND FAILURE",
    )
    refund |= {
        "status": "failed",
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": returned["id"],
    }
    act.store.save(refund)
    _count(act, charge, charge["amount_refunded"] - refund["amount"])
    act.emit("refund.updated", refund, previous=before)
    act.emit("refund.failed", refund)


def _create(call: Call) -> Json:
    return create(call.act, call.parameters)


def _retrieve(call: Call) -> Json:
    refund = call.act.store.load("refund", call.id)
    if refund is None:
        raise errors.resource_missing("refund", call.id)
    return refund


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"charge", "payment_intent"})
    return lists.page(
        call, "refund", filters={"charge": "charge", "payment_intent": "payment_intent"}
    )


ROUTES = [
    Route("POST", "/v1/refunds", params.RefundCreateParams, _create),
    Route("GET", "/v1/refunds", params.RefundListParams, _list),
    Route("GET", "/v1/refunds/{id}", params.RefundRetrieveParams, _retrieve),
]
JOBS = {"refer_refund": refer, "fail_refund": fail}
