"""The same scenarios against Stripe itself: does the sandbox behave as Stripe does?

`python -m stripe_sandbox.live_check` runs each scenario with a real test key against Stripe and
then against a sandbox of its own, and prints where the two differ. It needs `STRIPE_TEST_KEY`, a
secret test key of an account made for this. It refuses live keys. Nobody can pay a hosted page by
program, so what follows a payment (charges, refunds, disputes, payouts) is not compared here.
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import stripe

from .process import SandboxProcess

STRIPE = "https://api.stripe.com"
SANDBOX_KEY = "sk_test_of_the_live_check"
Scenario = Callable[[stripe.StripeClient], Any]


def session_parameters(**more: Any) -> Any:
    return {
        "mode": "payment",
        "success_url": "https://example.org/thanks",
        "cancel_url": "https://example.org/basket",
        "adaptive_pricing": {"enabled": False},
        "line_items": [
            {
                "quantity": 2,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 850,
                    "product_data": {"name": "Shea soap", "metadata": {"sku": "SHEA"}},
                },
            }
        ],
        **more,
    }


def refused(act: Callable[[], Any]) -> dict[str, Any]:
    """How a call is refused: the parts of the error that programs read."""
    try:
        act()
    except stripe.StripeError as error:
        return {"status": error.http_status, "code": error.code, "class": type(error).__name__}
    return {"status": 200}


def open_session(client: stripe.StripeClient) -> Any:
    session = client.v1.checkout.sessions.create(
        session_parameters(client_reference_id="ours", metadata={"payment": "ours"})
    )
    return {
        "status": session.status,
        "payment_status": session.payment_status,
        "amount_total": session.amount_total,
        "currency": session.currency,
        "reference": session.client_reference_id,
        "metadata": session.metadata.to_dict() if session.metadata else {},
        "prefix": session.id[:8],
        "intent": session.payment_intent is None,
        "life": round((session.expires_at - session.created) / 3600),
    }


def expire_session(client: stripe.StripeClient) -> Any:
    session = client.v1.checkout.sessions.create(session_parameters())
    closed = client.v1.checkout.sessions.expire(session.id)
    again = refused(lambda: client.v1.checkout.sessions.expire(session.id))
    return {"status": closed.status, "url": closed.url, "again": again}


def same_key_replays(client: stripe.StripeClient) -> Any:
    key: Any = {"idempotency_key": f"live-check-{uuid.uuid4()}"}
    first = client.v1.checkout.sessions.create(session_parameters(), key)
    second = client.v1.checkout.sessions.create(session_parameters(), key)
    changed = refused(
        lambda: client.v1.checkout.sessions.create(session_parameters(locale="fr"), key)
    )
    return {"same": first.id == second.id, "changed": changed}


def wrong_parameters(client: stripe.StripeClient) -> Any:
    sessions = client.v1.checkout.sessions
    line: Any = session_parameters()["line_items"][0]
    little = {**line, "quantity": 1, "price_data": {**line["price_data"], "unit_amount": 10}}
    soon = int(time.time()) + 60
    return {
        "unknown": refused(lambda: sessions.create(session_parameters(teapot="1"))),
        "too little": refused(lambda: sessions.create(session_parameters(line_items=[little]))),
        "too soon": refused(lambda: sessions.create(session_parameters(expires_at=soon))),
        "missing": refused(lambda: sessions.retrieve("cs_test_none")),
        "no lines": refused(lambda: sessions.create(session_parameters(line_items=[]))),
    }


def lists(client: stripe.StripeClient) -> Any:
    made = [client.v1.checkout.sessions.create(session_parameters()).id for _ in range(3)]
    first = client.v1.checkout.sessions.list({"limit": 2})
    rest = client.v1.checkout.sessions.list({"limit": 1, "starting_after": first.data[-1].id})
    return {
        "newest first": [one.id for one in first.data] == made[:0:-1],
        "more": first.has_more,
        "then": [one.id for one in rest.data] == made[:1],
    }


def customers(client: stripe.StripeClient) -> Any:
    customer = client.v1.customers.create({"name": "Awa", "metadata": {"a": "1", "b": "2"}})
    changed = client.v1.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
    return {
        "prefix": customer.id[:4],
        "metadata": changed.metadata.to_dict() if changed.metadata else {},
        "missing": refused(lambda: client.v1.customers.retrieve("cus_none")),
    }


SCENARIOS: tuple[Scenario, ...] = (
    open_session,
    expire_session,
    same_key_replays,
    wrong_parameters,
    lists,
    customers,
)


def check_key(key: str) -> str:
    """Why the key may not be used here; "" when it may."""
    if not key:
        return "Set STRIPE_TEST_KEY to a secret test key (sk_test_…) of an account made for this."
    if "_live_" in key or not key.startswith("sk_test_"):
        return "STRIPE_TEST_KEY must be a secret test key (sk_test_…); live keys are refused."
    return ""


def compare(theirs: stripe.StripeClient, ours: stripe.StripeClient) -> int:
    """Run every scenario on both and print what differs; returns how many do."""
    differing = 0
    for scenario in SCENARIOS:
        name = scenario.__name__.replace("_", " ")
        at_stripe, here = _outcome(scenario, theirs), _outcome(scenario, ours)
        if at_stripe == here:
            sys.stdout.write(f"same       {name}\n")
            continue
        differing += 1
        sys.stdout.write(f"DIFFERENT  {name}\n  Stripe   {at_stripe}\n  sandbox  {here}\n")
    return differing


def _outcome(scenario: Scenario, client: stripe.StripeClient) -> Any:
    """What a scenario came to, or how it failed."""
    try:
        return scenario(client)
    except stripe.StripeError as error:
        return {"failed": type(error).__name__, "status": error.http_status, "code": error.code}


def main() -> int:
    key = os.environ.get("STRIPE_TEST_KEY", "")
    if problem := check_key(key):
        sys.stderr.write(f"{problem}\n")
        return 2
    theirs = stripe.StripeClient(key, base_addresses={"api": STRIPE})
    with SandboxProcess() as sandbox:
        ours = stripe.StripeClient(SANDBOX_KEY, base_addresses={"api": sandbox.url})
        return 1 if compare(theirs, ours) else 0


if __name__ == "__main__":
    sys.exit(main())
