"""Collecting what an invoice asks for: the first try, the retries, and what a subscription becomes
when the money comes or does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import charges, customers, errors, invoice_payments, invoices, payment_intents, subscriptions
from .cards import DECLINES, Card, find
from .errors import ApiError, Json
from .router import Route

if TYPE_CHECKING:
    from .acts import Act, Call

DAY = 24 * 3600
# After the first failure, the second, the third; after the fourth nobody tries by himself again.
RETRY_AFTER = (3 * DAY, 5 * DAY, 7 * DAY)
AFTER_RETRIES = ("cancel", "unpaid", "past_due")
RENEWAL_DECLINE = "insufficient_funds"
AUTHENTICATION_REQUIRED = (
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)


def method_of(act: Act, subscription: Json) -> Json | None:
    """The card that pays: the subscription's own, else the customer's."""
    customer = act.store.load("customer", subscription["customer"]) or {"invoice_settings": {}}
    found = subscription["default_payment_method"] or customer["invoice_settings"].get(
        "default_payment_method"
    )
    return act.store.load_any(found) if found else None


def attempt(
    act: Act,
    invoice: Json,
    *,
    method: Json | None = None,
    is_authenticated: bool = False,
    by_hand: bool = False,
) -> str:
    """Try to collect an open invoice: `paid`, `declined` or `authenticate`. `method` is another
    card than the usual one; `is_authenticated` says that the person is there and has confirmed;
    `by_hand` that the clock did not ask for it.
    """
    subscription = _subscription_of(act, invoice)
    method = method or method_of(act, subscription)
    intent = invoice_payments.intent_of(act, invoice["id"])
    if intent is None:
        raise LookupError(f"Invoice {invoice['id']} has no payment intent.")
    card = find(act.store.private(method["id"])["card"]) if method else None
    if method is None or card is None:
        _fail(act, intent, None, code="payment_method_missing", message="No card.")
        note_failure(act, invoice, by_hand=by_hand)
        return "declined"
    if card.behaviour == "declined" or card.later == "fails_at_renewal":
        _decline(act, intent, method, card)
        note_failure(act, invoice, by_hand=by_hand)
        return "declined"
    if card.later == "authenticates_at_renewal" and not is_authenticated:
        _ask(act, invoice, intent, method)
        note_failure(act, invoice, "invoice.payment_action_required", by_hand=by_hand)
        return "authenticate"
    charge = payment_intents.succeed(act, intent, method, is_authenticated=is_authenticated)
    invoice |= {"attempt_count": invoice["attempt_count"] + 1}
    invoices.mark_paid(act, invoice)
    act.later(act.sandbox.options.fee_delay, "book_charge", charge["id"])
    charges.plan_fate(act, charge)
    after_payment(act, subscription, invoice)
    return "paid"


def after_payment(act: Act, subscription: Json, invoice: Json) -> None:
    """The newest invoice decides: paid, it makes the subscription active again."""
    if (
        subscription["status"] in ("past_due", "unpaid", "incomplete")
        and subscription["latest_invoice"] == invoice["id"]
    ):
        subscriptions.change(act, subscription, status="active")


def retry(act: Act, identifier: str) -> None:
    """The job at `next_payment_attempt`; a stale one finds another time on the invoice."""
    invoice = invoices.load(act, identifier)
    due = invoice["next_payment_attempt"]
    if invoice["status"] == "open" and due is not None and act.now >= due:
        attempt(act, invoice)


def _decline(act: Act, intent: Json, method: Json, card: Card) -> None:
    decline_code = card.decline_code or RENEWAL_DECLINE
    code, message = DECLINES[decline_code]
    charge = charges.create_failed(
        act, intent, method, code=code, decline_code=decline_code, message=message
    )
    act.emit("charge.failed", charge)
    intent["latest_charge"] = charge["id"]
    _fail(act, intent, method, code=code, message=message, decline_code=decline_code)


def _fail(
    act: Act,
    intent: Json,
    method: Json | None,
    *,
    code: str,
    message: str,
    decline_code: str | None = None,
) -> None:
    error: Json = {"code": code, "message": message, "type": "card_error"}
    if decline_code:
        error["decline_code"] = decline_code
    if method:
        error["payment_method"] = method
    payment_intents.change(
        act,
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )


def _ask(act: Act, invoice: Json, intent: Json, method: Json) -> None:
    """The bank wants to see its customer, who is not there: a failure of its own kind."""
    payment_intents.change(
        act,
        intent,
        "payment_intent.requires_action",
        status="requires_action",
        payment_method=method["id"],
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {
                "return_url": invoice["hosted_invoice_url"],
                "url": invoice["hosted_invoice_url"],
            },
        },
    )


def note_failure(act: Act, invoice: Json, *events: str, by_hand: bool = False) -> None:
    """One more try that brought nothing: count it, say so, plan the next one or give up. What is
    tried by hand after the first one is said and changes nothing.
    """
    if by_hand and invoice["attempted"]:
        for event in (*events, "invoice.payment_failed"):
            act.emit(event, invoice)
        return
    count = invoice["attempt_count"] + 1
    is_last = count > len(RETRY_AFTER)
    is_collected = invoice["auto_advance"] and not is_last
    due = act.now + RETRY_AFTER[count - 1] if is_collected else None
    is_first_invoice = invoice["billing_reason"] == "subscription_create"
    if is_first_invoice:
        due = None  # the person is on the payment page and tries again by themselves
    invoice |= {"attempt_count": count, "attempted": True, "next_payment_attempt": due}
    act.store.save(invoice)
    for event in (*events, "invoice.payment_failed"):
        act.emit(event, invoice)
    if due is not None:
        act.at(due, "retry_invoice", invoice["id"])
    if not is_first_invoice:
        _mark_failing(act, invoice, gives_up=due is None)


def _mark_failing(act: Act, invoice: Json, *, gives_up: bool) -> None:
    subscription = _subscription_of(act, invoice)
    if subscription["status"] not in ("active", "past_due", "trialing"):
        return
    if not gives_up:
        subscriptions.change(act, subscription, status="past_due")
        return
    last_word = act.store.setting("after_retries") or AFTER_RETRIES[0]
    if last_word == "cancel":
        subscriptions.cancel(act, subscription, reason="payment_failed")
    else:
        subscriptions.change(act, subscription, status=last_word)


def _subscription_of(act: Act, invoice: Json) -> Json:
    return subscriptions.load(act, invoice["parent"]["subscription_details"]["subscription"])


def require_payable(invoice: Json) -> None:
    if invoice["status"] == "paid":
        raise ApiError("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in ("draft", "open"):
        raise ApiError(
            "You can only pay invoices that are draft or open; this invoice is "
            f"`{invoice['status']}`."
        )


def _pay(call: Call) -> Json:
    act, invoice = call.act, invoices.load(call.act, call.id)
    for name in call.parameters:
        if name not in ("expand", "off_session", "payment_method"):
            raise errors.not_in_sandbox(f"the parameter {name}", name)
    require_payable(invoice)
    method = None
    if "payment_method" in call.parameters:
        method = customers.method_of(act, invoice["customer"], call.parameters["payment_method"])
    if invoice["status"] == "draft":
        invoices.finalize(act, invoice)
    outcome = attempt(act, invoice, method=method, by_hand=True)
    if outcome == "paid":
        return invoice
    code, message = (
        AUTHENTICATION_REQUIRED if outcome == "authenticate" else _last_error(act, invoice)
    )
    # The try has happened all the same: its charge, its events and its count stay.
    raise ApiError(message, status=402, kind="card_error", code=code, keeps_effect=True)


def _last_error(act: Act, invoice: Json) -> tuple[str, str]:
    error = (invoice_payments.intent_of(act, invoice["id"]) or {}).get("last_payment_error") or {}
    return error.get("code", "card_declined"), error.get("message", "Your card was declined.")


ROUTES = [Route("POST", "/v1/invoices/{id}/pay", params.InvoicePayParams, _pay)]
JOBS = {"retry_invoice": retry}
