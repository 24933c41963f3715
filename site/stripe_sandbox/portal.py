"""The billing portal: sessions that open it, and what a person can do there (`portal_page.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.params import billing_portal as params

from . import customers, errors, payment_methods, sessions, subscriptions
from .cards import Card
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

FLOWS = ("payment_method_update", "subscription_cancel")
# Five minutes to open it; a page that was opened stays good for an hour after its last use.
OPEN_SECONDS = 3600


def _create(call: Call) -> Json:
    act, wanted = call.act, call.parameters
    for name in wanted:
        if name not in ("customer", "expand", "flow_data", "locale", "return_url"):
            raise errors.not_in_sandbox(f"the parameter {name}", name)
    if "customer" not in wanted:
        raise errors.parameter_missing("customer")
    customer = customers.load(act, wanted["customer"], "customer")
    if "return_url" in wanted:
        sessions.check_url(wanted["return_url"], "return_url")
    session_id = act.ids.new("bps_1")
    session = {
        **blank("billing_portal.session"),
        "id": session_id,
        "configuration": "bpc_1SandboxDefault000000000",
        "created": act.now,
        "customer": customer["id"],
        "flow": _flow(act, customer, wanted.get("flow_data")),
        "livemode": False,
        "locale": wanted.get("locale"),
        "return_url": wanted.get("return_url"),
        "url": act.sandbox.portal_page(session_id),
    }
    for field in ("after_expiration", "customer_account"):
        session.pop(field, None)
    act.store.insert(session)
    return session


def _flow(act: Act, customer: Json, given: Json | None) -> Json | None:
    if given is None:
        return None
    if given["type"] not in FLOWS:
        raise errors.not_in_sandbox(f"the flow {given['type']}", "flow_data[type]")
    flow: Json = {
        "after_completion": _after_completion(given.get("after_completion")),
        "customer_update": None,
        "subscription_cancel": None,
        "subscription_pause": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": given["type"],
    }
    if given["type"] == "subscription_cancel":
        wanted = given["subscription_cancel"]["subscription"]
        subscription = subscriptions.load_live(act, wanted)
        if subscription["customer"] != customer["id"]:
            raise errors.missing_reference("subscription", wanted, "flow_data[subscription_cancel]")
        flow["subscription_cancel"] = {"retention": None, "subscription": wanted}
    return flow


def _after_completion(given: Json | None) -> Json:
    kind = (given or {}).get("type", "portal_homepage")
    redirect = (given or {}).get("redirect")
    if redirect:
        sessions.check_url(
            redirect["return_url"], "flow_data[after_completion][redirect][return_url]"
        )
    return {
        "hosted_confirmation": {"custom_message": None} if kind == "hosted_confirmation" else None,
        "redirect": {"return_url": redirect["return_url"]} if redirect else None,
        "type": kind,
    }


def load(act: Act, identifier: str) -> Json | None:
    """The session while its page may be used."""
    session = act.store.load("billing_portal.session", identifier)
    return session if session and act.now < session["created"] + OPEN_SECONDS else None


def customer_of(act: Act, session: Json) -> Json:
    return customers.load(act, session["customer"], "customer")


def running(act: Act, customer: str) -> list[Json]:
    """The customer's subscriptions that have not ended."""
    found = act.store.select("subscription", equal={"customer": customer}, oldest_first=True)
    ended = (*subscriptions.ENDED, "incomplete")
    return [subscription for subscription in found if subscription["status"] not in ended]


def make_method(act: Act, customer: Json, card: Card, expiry: tuple[int, int]) -> Json:
    return payment_methods.create(
        act,
        card,
        email=customer["email"] or "visitor@example.com",
        name=customer["name"] or "Sample Visitor",
        expiry=expiry,
        customer=None,
    )


def change_card(act: Act, customer: Json, method: Json) -> None:
    """The card pays from now on: for the customer, and for what runs with a card of its own."""
    payment_methods.attach(act, method, customer["id"])
    customers.set_default_method(act, customer, method)
    for subscription in running(act, customer["id"]):
        subscriptions.change(act, subscription, default_payment_method=method["id"])


ROUTES = [Route("POST", "/v1/billing_portal/sessions", params.SessionCreateParams, _create)]
