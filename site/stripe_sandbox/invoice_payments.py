"""Invoice payments: which payment intent pays which invoice; retrieve and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import errors, lists
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call


def create(act: Act, invoice: Json, intent: Json) -> Json:
    payment = {
        **blank("invoice_payment"),
        "id": act.ids.new("inpay_1"),
        "amount_requested": invoice["amount_due"],
        "created": act.now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    act.store.insert(payment)
    # Pointers, so that nobody has to search through years of invoices.
    pointers = {"intent": intent["id"], "payment": payment["id"]}
    act.store.save_private(invoice["id"], {**act.store.private(invoice["id"]), **pointers})
    return payment


def intent_of(act: Act, invoice: str) -> Json | None:
    """The payment intent that is to pay the invoice; none before it is final."""
    found = act.store.private(invoice).get("intent")
    return act.store.load("payment_intent", found) if found else None


def of_invoice(act: Act, invoice: str) -> list[Json]:
    found = act.store.load_any(act.store.private(invoice).get("payment", ""))
    return [found] if found else []


def mark_paid(act: Act, invoice: Json) -> None:
    for payment in of_invoice(act, invoice["id"]):
        payment |= {"status": "paid", "amount_paid": payment["amount_requested"]}
        payment["status_transitions"] |= {"paid_at": act.now}
        act.store.save(payment)
        act.emit("invoice_payment.paid", payment)


def cancel(act: Act, invoice: Json) -> None:
    for payment in of_invoice(act, invoice["id"]):
        payment["status"] = "canceled"
        payment["status_transitions"] |= {"canceled_at": act.now}
        act.store.save(payment)


def _retrieve(call: Call) -> Json:
    payment = call.act.store.load("invoice_payment", call.id)
    if payment is None:
        raise errors.resource_missing("invoice_payment", call.id)
    return payment


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"invoice", "payment", "status"})
    conditions: list[lists.Condition] = []
    if wanted := call.parameters.get("payment"):
        if wanted.get("type") != "payment_intent" or "payment_intent" not in wanted:
            raise errors.not_in_sandbox("a payment of this type", "payment[type]")
        conditions.append(
            ("json_extract(body, '$.payment.payment_intent') = ?", (wanted["payment_intent"],))
        )
    equal = {"invoice": "invoice", "status": "status"}
    return lists.page(call, "invoice_payment", filters=equal, conditions=conditions)


ROUTES = [
    Route("GET", "/v1/invoice_payments", params.InvoicePaymentListParams, _list),
    Route("GET", "/v1/invoice_payments/{id}", params.InvoicePaymentRetrieveParams, _retrieve),
]
