"""What happens when somebody presses Pay, from the payment page or through the control API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import charges, payment_intents, payment_methods, sessions, signups
from .cards import DECLINES, Card
from .errors import Json

if TYPE_CHECKING:
    from .acts import Act

AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a "
    "different payment method and try again."
)


@dataclass(frozen=True)
class Payer:
    """What the form asks; the card's number is known, its expiry is (month, year)."""

    email: str
    name: str
    card: Card
    expiry: tuple[int, int] = (12, 2034)


@dataclass(frozen=True)
class Outcome:
    """`state`: paid, declined (with a message), authenticate, or closed when the session was not
    open any more.
    """

    state: str
    session: Json
    decline_code: str | None = None


def pay(act: Act, session_id: str, payer: Payer) -> Outcome:
    """Try to pay. The transaction makes a second press find a session that is no longer open, so it
    pays once.
    """
    session = sessions.load(act, session_id)
    if session["status"] != "open":
        return Outcome("closed", session)
    intent = _intent(act, session, payer)
    method = payment_methods.create(
        act,
        payer.card,
        email=payer.email,
        name=payer.name,
        expiry=payer.expiry,
        customer=intent["customer"],
    )
    if payer.card.behaviour == "declined":
        return _decline(act, session, intent, method, str(payer.card.decline_code))
    if payer.card.behaviour == "authenticate":
        return _ask_to_authenticate(act, session, intent, method, payer)
    if payer.card.behaviour == "debits":
        return _debit(act, session, intent, method, payer)
    return _succeed(act, session, intent, method, email=payer.email, name=payer.name)


def authenticate(act: Act, session_id: str, *, is_completed: bool) -> Outcome:
    """The answer to the second page of a card that asks for 3-D Secure."""
    session = sessions.load(act, session_id)
    private = act.store.private(session["id"])
    waiting = private.pop("authentication", None)
    if session["status"] != "open" or waiting is None:
        return Outcome(
            "closed" if session["status"] != "open" else "declined",
            session,
            "authentication_missing",
        )
    act.store.save_private(session["id"], private)
    intent, method = (
        act.store.load("payment_intent", waiting["intent"]),
        act.store.load_any(waiting["payment_method"]),
    )
    if intent is None or method is None:
        raise LookupError(f"Session {session_id} lost its payment intent or payment method.")
    if is_completed:
        return _succeed(
            act,
            session,
            intent,
            method,
            email=waiting["email"],
            name=waiting["name"],
            is_authenticated=True,
        )
    error = _error(
        "payment_intent_authentication_failure",
        AUTHENTICATION_FAILED,
        method,
        kind="invalid_request_error",
    )
    payment_intents.change(
        act,
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )
    return Outcome("declined", session, "authentication_failed")


def settle_debit(act: Act, session_id: str) -> None:
    """The job some time after a bank debit: the money came, or the bank said no."""
    session = act.store.load("checkout.session", session_id)
    intent = act.store.load("payment_intent", session["payment_intent"]) if session else None
    charge = act.store.load("charge", intent["latest_charge"]) if intent else None
    if session is None or intent is None or charge is None or intent["status"] != "processing":
        return
    if act.store.private(charge["id"])["card"] == "bank_debit_fails":
        message = "The customer's bank account could not be debited: insufficient funds."
        charge |= {
            "status": "failed",
            "paid": False,
            "captured": False,
            "failure_code": "insufficient_funds",
            "failure_message": message,
        }
        act.store.save(charge)
        act.emit("charge.failed", charge)
        method = act.store.load_any(charge["payment_method"]) or {}
        error = {
            **_error("payment_intent_payment_attempt_failed", message, method),
            "charge": charge["id"],
        }
        payment_intents.change(
            act,
            intent,
            "payment_intent.payment_failed",
            status="requires_payment_method",
            payment_method=None,
            last_payment_error=error,
        )
        act.emit("checkout.session.async_payment_failed", session)
        return
    charge |= {"status": "succeeded", "amount_captured": charge["amount"]}
    act.store.save(charge)
    act.emit("charge.succeeded", charge)
    payment_intents.change(
        act,
        intent,
        "payment_intent.succeeded",
        status="succeeded",
        amount_received=intent["amount"],
        processing=None,
    )
    session["payment_status"] = "paid"
    act.store.save(session)
    act.emit("checkout.session.async_payment_succeeded", session)
    act.later(act.sandbox.options.fee_delay, "book_charge", charge["id"])


def _intent(act: Act, session: Json, payer: Payer) -> Json:
    if session["mode"] == "subscription":
        return signups.intent_of(act, session, email=payer.email, name=payer.name)
    if session["payment_intent"]:
        intent = act.store.load("payment_intent", session["payment_intent"])
        if intent is not None:
            return intent
    intent = payment_intents.create(
        act,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        payment_method_types=session["payment_method_types"],
        given=act.store.private(session["id"]).get("payment_intent_data", {}),
    )
    session["payment_intent"] = intent["id"]
    act.store.save(session)
    return intent


def _succeed(
    act: Act,
    session: Json,
    intent: Json,
    method: Json,
    *,
    email: str,
    name: str,
    is_authenticated: bool = False,
) -> Outcome:
    charge = payment_intents.succeed(act, intent, method, is_authenticated=is_authenticated)
    if session["mode"] == "subscription":
        signups.complete(act, session, method)
    session = sessions.complete(act, session, payment_status="paid", email=email, name=name)
    act.later(act.sandbox.options.fee_delay, "book_charge", charge["id"])
    charges.plan_fate(act, charge)
    return Outcome("paid", session)


def _decline(act: Act, session: Json, intent: Json, method: Json, decline_code: str) -> Outcome:
    code, message = DECLINES[decline_code]
    charge = charges.create_failed(
        act, intent, method, code=code, decline_code=decline_code, message=message
    )
    act.emit("charge.failed", charge)
    error = {**_error(code, message, method), "charge": charge["id"], "decline_code": decline_code}
    payment_intents.change(
        act,
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        latest_charge=charge["id"],
        payment_method=None,
        last_payment_error=error,
    )
    signups.note_decline(act, session)
    return Outcome("declined", session, decline_code)


def _ask_to_authenticate(
    act: Act, session: Json, intent: Json, method: Json, payer: Payer
) -> Outcome:
    waiting = {
        "payment_method": method["id"],
        "intent": intent["id"],
        "email": payer.email,
        "name": payer.name,
    }
    act.store.save_private(
        session["id"], {**act.store.private(session["id"]), "authentication": waiting}
    )
    page = act.sandbox.payment_page(session["id"])
    payment_intents.change(
        act,
        intent,
        "payment_intent.requires_action",
        status="requires_action",
        payment_method=method["id"],
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": page, "url": f"{page}/authenticate"},
        },
    )
    return Outcome("authenticate", session)


def _debit(act: Act, session: Json, intent: Json, method: Json, payer: Payer) -> Outcome:
    charge = charges.create(act, intent, method, status="pending")
    act.emit("charge.pending", charge)
    payment_intents.change(
        act,
        intent,
        "payment_intent.processing",
        status="processing",
        latest_charge=charge["id"],
        payment_method=method["id"],
    )
    session = sessions.complete(
        act, session, payment_status="unpaid", email=payer.email, name=payer.name
    )
    act.later(act.sandbox.options.debit_delay, "settle_debit", session["id"])
    return Outcome("paid", session)


def _error(code: str, message: str, method: Json, kind: str = "card_error") -> Json:
    return {
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": method,
        "type": kind,
    }


JOBS = {"settle_debit": settle_debit}
