"""A Checkout Session in subscription mode, from the first press of Pay to the first paid invoice.

What is bought once and what renews stand on one invoice and are paid by one intent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    collection,
    customers,
    invoice_payments,
    invoices,
    line_items,
    payment_methods,
    subscriptions,
)
from .errors import Json

if TYPE_CHECKING:
    from .acts import Act


def intent_of(act: Act, session: Json, *, email: str, name: str) -> Json:
    """The intent of the first invoice; made with customer and subscription when somebody first
    presses Pay.
    """
    private = act.store.private(session["id"])
    if "invoice" not in private:
        private |= _begin(act, session, private.get("subscription_data", {}), email, name)
        act.store.save_private(session["id"], private)
    intent = invoice_payments.intent_of(act, private["invoice"])
    assert intent is not None
    return intent


def _begin(act: Act, session: Json, given: Json, email: str, name: str) -> Json:
    customer = (
        customers.load(act, session["customer"], "customer")
        if session["customer"]
        else customers.create(act, {"email": email, "name": name})
    )
    items = line_items.of_session(act, session["id"])
    renewing = [item for item in items if item["price"]["recurring"]]
    once = [item for item in items if not item["price"]["recurring"]]
    subscription = subscriptions.create(act, session, customer, renewing, given)
    period = subscriptions.period_of(subscription)
    lines = [
        invoices.recurring_line(act, subscription, item, period)
        for item in subscription["items"]["data"]
    ]
    lines += [invoices.one_off_line(act, subscription, item, (act.now, act.now)) for item in once]
    invoice = invoices.create(
        act, subscription, customer, lines, reason="subscription_create", period=(act.now, act.now)
    )
    subscription["latest_invoice"] = invoice["id"]
    act.store.save(subscription)
    invoices.finalize(act, invoice)
    return {"subscription": subscription["id"], "invoice": invoice["id"]}


def complete(act: Act, session: Json, method: Json) -> None:
    """The intent has succeeded: the invoice is paid, the subscription runs, its card is kept.
    Fills in the session; the caller completes it.
    """
    private = act.store.private(session["id"])
    subscription = subscriptions.load(act, private["subscription"])
    invoice = invoices.load(act, private["invoice"])
    payment_methods.attach(act, method, subscription["customer"])
    invoice["attempt_count"] += 1
    invoices.mark_paid(act, invoice)
    subscriptions.change(act, subscription, status="active", default_payment_method=method["id"])
    subscriptions.plan_cycle(act, subscription)
    session |= {
        "customer": subscription["customer"],
        "invoice": invoice["id"],
        "subscription": subscription["id"],
    }


def note_decline(act: Act, session: Json) -> None:
    """The card was declined on the page: the invoice says so, and waits for the next try."""
    if session["mode"] == "subscription":
        collection.note_failure(
            act, invoices.load(act, act.store.private(session["id"])["invoice"])
        )


def expire(act: Act, session: Json) -> None:
    """The page has closed unpaid: what was begun on it ends too."""
    if begun := act.store.private(session["id"]).get("subscription"):
        subscriptions.expire(act, begun)
