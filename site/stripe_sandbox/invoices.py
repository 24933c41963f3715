"""Invoices of subscriptions: draft, open, paid, void; retrieve, list, lines. Who pays them, and
what happens when nobody does, is in `collection.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import errors, invoice_payments, lists, payment_intents
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

LINES_SENT = 10


def create(
    act: Act,
    subscription: Json,
    customer: Json,
    lines: list[Json],
    *,
    reason: str,
    period: tuple[int, int],
) -> Json:
    """A draft with its lines, and `invoice.created`."""
    invoice = described(act, subscription, customer, lines, reason=reason, period=period)
    invoice["id"] = act.ids.new("in_1")
    for line in lines:
        line["invoice"] = invoice["id"]
        act.store.insert(line)
    act.store.insert(invoice)
    private = act.store.private(subscription["id"])
    private["invoices"] = [*private.get("invoices", []), invoice["id"]]
    act.store.save_private(subscription["id"], private)
    act.emit("invoice.created", invoice)
    return invoice


def described(
    act: Act,
    subscription: Json,
    customer: Json,
    lines: list[Json],
    *,
    reason: str,
    period: tuple[int, int],
) -> Json:
    """What an invoice of these lines says; also for the one that is only announced."""
    total = sum(line["amount"] for line in lines)
    invoice = {
        **blank("invoice"),
        "id": "",
        "account_country": "US",
        "account_name": act.sandbox.options.merchant,
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": total,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": act.now,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "lines": lists.whole("/v1/invoices/lines", lines, LINES_SENT),
        "livemode": False,
        "metadata": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": period[1],
        "period_start": period[0],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }
    # Sent to accounts that use the features behind them, or when somebody asks.
    for field in ("amount_paid_off_stripe", "customer_account", "status_details"):
        del invoice[field]
    return invoice


def recurring_line(act: Act, subscription: Json, item: Json, period: tuple[int, int]) -> Json:
    """One period of a subscription item. It carries the metadata of its subscription."""
    price, known = item["price"], act.store.private(subscription["id"])
    name = known["names"].get(price["product"], known["name"])
    return _line(
        act,
        subscription,
        price,
        quantity=item["quantity"],
        description=f"{item['quantity']} × {name}",
        metadata=subscription["metadata"],
        period=period,
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
    )


def one_off_line(act: Act, subscription: Json, item: Json, period: tuple[int, int]) -> Json:
    """A line item of the session that is paid once, with the first period."""
    return _line(
        act,
        subscription,
        item["price"],
        quantity=item["quantity"],
        description=item["description"],
        metadata=item["metadata"],
        period=period,
        parent={
            "invoice_item_details": {
                "invoice_item": act.ids.new("ii_1"),
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
            },
            "subscription_item_details": None,
            "type": "invoice_item_details",
        },
    )


def free_line(act: Act, subscription: Json, item: Json, period: tuple[int, int]) -> Json:
    """A trial costs nothing, and has its invoice all the same."""
    line = recurring_line(act, subscription, item, period)
    return {**line, "amount": 0, "subtotal": 0, "description": "Trial period"}


def _line(
    act: Act,
    subscription: Json,
    price: Json,
    *,
    quantity: int,
    description: str,
    metadata: Json,
    period: tuple[int, int],
    parent: Json,
) -> Json:
    amount = price["unit_amount"] * quantity
    line = {
        **blank("line_item"),
        "id": act.ids.new("il_1"),
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "metadata": dict(metadata),
        "parent": parent,
        "period": {"end": period[1], "start": period[0]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }
    del line["quantity_decimal"]
    return line


def finalize(act: Act, invoice: Json) -> Json:
    """draft → open, with its number, its page and the intent that is to pay it; or → paid when
    nothing is due.
    """
    customer = act.store.load("customer", invoice["customer"])
    assert customer is not None
    number = customer["next_invoice_sequence"]
    act.store.save({**customer, "next_invoice_sequence": number + 1})
    invoice |= {
        "effective_at": act.now,
        "hosted_invoice_url": act.sandbox.invoice_page(invoice["id"]),
        "number": f"{customer['invoice_prefix']}-{number:04d}",
        "status": "open",
    }
    invoice["status_transitions"] |= {"finalized_at": act.now}
    if invoice["amount_due"] == 0:
        invoice |= {"attempted": True, "auto_advance": False, "status": "paid"}
        invoice["status_transitions"] |= {"paid_at": act.now}
        act.store.save(invoice)
        for event in ("invoice.finalized", "invoice.paid", "invoice.payment_succeeded"):
            act.emit(event, invoice)
        return invoice
    act.store.save(invoice)
    act.emit("invoice.finalized", invoice)
    intent = payment_intents.create(
        act,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        payment_method_types=["card"],
        given={"description": "Subscription update", "setup_future_usage": "off_session"},
    )
    invoice_payments.create(act, invoice, intent)
    return invoice


def mark_paid(act: Act, invoice: Json) -> Json:
    """open → paid; its intent has succeeded."""
    invoice |= {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
    }
    invoice["status_transitions"] |= {"paid_at": act.now}
    act.store.save(invoice)
    invoice_payments.mark_paid(act, invoice)
    act.emit("invoice.paid", invoice)
    act.emit("invoice.payment_succeeded", invoice)
    return invoice


def void(act: Act, invoice: Json) -> Json:
    """open → void: nobody can pay it any more."""
    intent = invoice_payments.intent_of(act, invoice["id"])
    if intent is not None:
        payment_intents.cancel(act, intent["id"], "void_invoice")
        invoice_payments.cancel(act, invoice)
    invoice |= {"auto_advance": False, "next_payment_attempt": None, "status": "void"}
    invoice["status_transitions"] |= {"voided_at": act.now}
    act.store.save(invoice)
    act.emit("invoice.voided", invoice)
    return invoice


def stop_collecting(act: Act, subscription: str) -> None:
    """What Stripe does with unpaid invoices when their subscription ends: they stay, and nobody
    asks for the money by itself any more.
    """
    for invoice in of_subscription(act, subscription):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            invoice |= {"auto_advance": False, "next_payment_attempt": None}
            act.store.save(invoice)
            act.emit("invoice.updated", invoice)


def of_subscription(act: Act, subscription: str) -> list[Json]:
    """All of them, oldest first."""
    return [load(act, found) for found in act.store.private(subscription).get("invoices", [])]


def load(act: Act, identifier: str) -> Json:
    invoice = act.store.load("invoice", identifier)
    if invoice is None:
        raise errors.resource_missing("invoice", identifier, "invoice")
    return invoice


def _retrieve(call: Call) -> Json:
    return load(call.act, call.id)


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"collection_method", "customer", "status", "subscription"})
    conditions: list[lists.Condition] = []
    if "subscription" in call.parameters:
        field = "$.parent.subscription_details.subscription"
        conditions.append(
            (f"json_extract(body, '{field}') = ?", (call.parameters["subscription"],))
        )
    equal = {
        "collection_method": "collection_method",
        "customer": "customer",
        "status": "status",
    }
    return lists.page(call, "invoice", filters=equal, conditions=conditions)


def _lines(call: Call) -> Json:
    invoice = load(call.act, call.id)
    conditions: list[lists.Condition] = [("json_extract(body, '$.invoice') = ?", (invoice["id"],))]
    return lists.page(call, "line_item", conditions=conditions, oldest_first=True)


def _void(call: Call) -> Json:
    invoice = load(call.act, call.id)
    if invoice["status"] not in ("open", "uncollectible"):
        raise errors.ApiError(
            "You can only pass in open or uncollectible invoices. This invoice isn't open or "
            "uncollectible."
        )
    return void(call.act, invoice)


def _finalize(call: Call) -> Json:
    invoice = load(call.act, call.id)
    if invoice["status"] != "draft":
        raise errors.ApiError(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    return finalize(call.act, invoice)


ROUTES = [
    Route("GET", "/v1/invoices", params.InvoiceListParams, _list),
    Route("GET", "/v1/invoices/{id}", params.InvoiceRetrieveParams, _retrieve),
    Route("GET", "/v1/invoices/{id}/lines", params.InvoiceLineItemListParams, _lines),
    Route("POST", "/v1/invoices/{id}/void", params.InvoiceVoidInvoiceParams, _void),
    Route("POST", "/v1/invoices/{id}/finalize", params.InvoiceFinalizeInvoiceParams, _finalize),
]
