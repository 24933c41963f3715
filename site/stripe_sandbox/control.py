"""The control API under `/_control/`: JSON in and out, for tests and for whoever trains with the
sandbox.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from . import (
    balance,
    bank,
    cards,
    control_billing,
    payments,
    payouts,
    rates,
    refunds,
    schedule,
    sessions,
    webhook_endpoints,
)
from .catalogue import ROUTER
from .errors import ApiError, Json
from .exchange import Answer, Request, as_json
from .sandbox import Sandbox

IDLE_POLL_SECONDS = 0.02


def answer(sandbox: Sandbox, request: Request) -> Answer:
    name = request.path.removeprefix("/_control/").strip("/")
    action = ACTIONS.get(f"{request.method} {name}")
    if action is None:
        return as_json(
            404, {"error": f"No such control: {request.method} {name}", "controls": sorted(ACTIONS)}
        )
    if "Origin" in request.headers:
        # Only a browser sends it: a page somewhere must not be able to steer the sandbox.
        return as_json(403, {"error": "The control API does not answer web pages."})
    try:
        wanted = json.loads(request.body) if request.body else {}
        # What is due happens before the question and before the answer, so that nobody has to
        # wait for the ticker; with `--fee-delay 0` a payment answers with its fee booked.
        schedule.run_due(sandbox)
        found = action(sandbox, wanted)
        schedule.run_due(sandbox)
        return as_json(200, found)
    except ApiError as fault:
        return as_json(fault.status, fault.body("req_control"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return as_json(400, {"error": f"{type(error).__name__}: {error}"})


def _dump(sandbox: Sandbox, _: Json) -> Json:
    """Everything there is, oldest first: the oracle of the tests."""
    with sandbox.store.transaction():
        objects: dict[str, list[Json]] = {}
        for row in sandbox.store.rows("SELECT kind, body, private FROM objects ORDER BY number"):
            body, private = json.loads(row["body"]), json.loads(row["private"])
            objects.setdefault(row["kind"], []).append(
                body | {"_private": private} if private else body
            )
        kept = [
            {
                "key": row["key"],
                "status": row["status"],
                "request": row["request"],
                "created": row["created"],
            }
            for row in sandbox.store.rows("SELECT * FROM idempotency ORDER BY created, key")
        ]
        jobs = [
            dict(row) for row in sandbox.store.rows("SELECT * FROM jobs ORDER BY due_at, number")
        ]
        return {
            "seed": sandbox.ids.seed,
            "now": sandbox.clock.now(),
            "events": objects.pop("event", []),
            "objects": objects,
            "deliveries": sandbox.deliveries.listed(),
            "delivery_mode": sandbox.deliveries.mode,
            "idempotency": kept,
            "jobs": jobs,
        }


def _mismatches(sandbox: Sandbox, _: Json) -> Json:
    return sandbox.mismatches.recorded()


def _clear_mismatches(sandbox: Sandbox, _: Json) -> Json:
    with sandbox.store.transaction():
        sandbox.mismatches.clear()
    return sandbox.mismatches.recorded()


def _reset(sandbox: Sandbox, wanted: Json) -> Json:
    seed = wanted.get("seed")
    sandbox.reset(None if seed is None else int(seed))
    return {"seed": sandbox.ids.seed}


def _clock(sandbox: Sandbox, _: Json) -> Json:
    return {"now": sandbox.clock.now(), "added": sandbox.clock.added}


def _advance(sandbox: Sandbox, wanted: Json) -> Json:
    """Move time and do at once what became due; deliveries that became due start by themselves."""
    with sandbox.store.transaction():
        sandbox.clock.advance(float(wanted["advance"]))
    ran = schedule.run_due(sandbox)
    return {**_clock(sandbox, wanted), "jobs_run": ran}


def _pay(sandbox: Sandbox, wanted: Json) -> Json:
    """What a person does on the page: `session`, and optionally `card`, `email`, `name` and
    `authenticate` (complete or fail). Answers the session, with `outcome` beside its own fields.
    """
    card = cards.find(str(wanted.get("card", "4242424242424242")))
    if card is None:
        raise ValueError("card must be one of the test cards")
    with sandbox.act() as act:
        session = sessions.load(act, str(wanted["session"]))
        details = session["customer_details"] or {}
        payer = payments.Payer(
            email=wanted.get("email") or details.get("email") or "visitor@example.com",
            name=wanted.get("name", "Sample Visitor"),
            card=card,
        )
        outcome = payments.pay(act, session["id"], payer)
        if outcome.state == "authenticate" and wanted.get("authenticate"):
            is_completed = wanted["authenticate"] == "complete"
            outcome = payments.authenticate(act, session["id"], is_completed=is_completed)
    return {
        **outcome.session,
        "outcome": outcome.state,
        "decline_code": outcome.decline_code,
    }


def _cancel(sandbox: Sandbox, wanted: Json) -> Json:
    """The person goes back to the shop. As at Stripe that changes nothing: the session stays open
    until it expires. Answers the session.
    """
    with sandbox.act() as act:
        return sessions.load(act, str(wanted["session"]))


def _expire(sandbox: Sandbox, wanted: Json) -> Json:
    with sandbox.act() as act:
        session = sessions.load(act, str(wanted["session"]))
        if session["status"] == "open":
            session = sessions.expire(act, session)
    return session


def _refund(sandbox: Sandbox, wanted: Json) -> Json:
    """A refund at the dashboard: `payment_intent` or `charge`, and optionally `amount`, `reason`
    and `metadata`. Answers the refund.
    """
    with sandbox.act() as act:
        return refunds.create(act, wanted)


def _pay_out(sandbox: Sandbox, wanted: Json) -> Json:
    """Pay out now what is available: one payout for each `currency` (all), with `include_pending`
    what would be available later too, with `arrive` at the bank at once. `automatic` as false is
    the dashboard's button, whose payouts Stripe does not explain.
    """
    with sandbox.act() as act:
        if wanted.get("include_pending"):
            balance.make_all_available(act)
        currencies = (
            [str(wanted["currency"])] if wanted.get("currency") else balance.currencies(act)
        )
        made = [
            payouts.create(act, currency, is_automatic=wanted.get("automatic", True) is True)
            for currency in currencies
        ]
        found = [payout for payout in made if payout]
        if wanted.get("arrive"):
            for payout in found:
                payouts.arrive(act, payout["id"])
        return {"payouts": [act.store.load("payout", payout["id"]) for payout in found]}


def _arrive(sandbox: Sandbox, wanted: Json) -> Json:
    """A payout is at the bank now, whatever its arrival date says."""
    with sandbox.act() as act:
        payouts.arrive(act, str(wanted["payout"]))
        return act.store.load("payout", str(wanted["payout"])) or {}


def _fail_payout(sandbox: Sandbox, wanted: Json) -> Json:
    with sandbox.act() as act:
        return payouts.fail(
            act, str(wanted["payout"]), str(wanted.get("failure_code", "could_not_process"))
        )


def _adjust(sandbox: Sandbox, wanted: Json) -> Json:
    """Stripe moves the balance by itself: `type` is `adjustment`, or `stripe_fee` for a fee that is
    no payment's. Answers the balance transaction.
    """
    kind = str(wanted.get("type", "adjustment"))
    if kind not in ("adjustment", "stripe_fee"):
        raise ValueError("type must be adjustment or stripe_fee")
    with sandbox.act() as act:
        return balance.create(
            act,
            kind=kind,
            source={"id": None, "currency": str(wanted.get("currency", "usd"))},
            amount=int(wanted["amount"]),
            is_available=True,
            description=str(wanted.get("description", kind)),
        )


def _rates(sandbox: Sandbox, _: Json) -> Json:
    with sandbox.act() as act:
        shown = {name: str(rate) for name, rate in rates.in_dollars(act.store).items()}
        return {"settles_in": rates.settles_in(act), "rates": shown}


def _set_rates(sandbox: Sandbox, wanted: Json) -> Json:
    """`settles_in`: what the account holds from now on; `rates`: currency to dollars, as text."""
    with sandbox.act() as act:
        rates.change(act, currencies=wanted.get("settles_in"), dollars=wanted.get("rates"))
    return _rates(sandbox, wanted)


def _add_webhook(sandbox: Sandbox, wanted: Json) -> Json:
    given = {"url": str(wanted["url"]), "enabled_events": list(wanted.get("enabled_events", ["*"]))}
    with sandbox.act() as act:
        endpoint = webhook_endpoints.create(act, given, wanted.get("secret"), "control")
    return {"endpoint": endpoint}


def _clear_webhooks(sandbox: Sandbox, _: Json) -> Json:
    with sandbox.act() as act:
        for endpoint in act.store.select("webhook_endpoint"):
            webhook_endpoints.remove(act, endpoint["id"])
    return {"endpoints": []}


def _webhooks(sandbox: Sandbox, _: Json) -> Json:
    return {"endpoints": sandbox.store.select("webhook_endpoint", oldest_first=True)}


def _deliveries(sandbox: Sandbox, _: Json) -> Json:
    return {
        "mode": sandbox.deliveries.mode,
        "idle": sandbox.deliveries.is_idle(),
        "deliveries": sandbox.deliveries.listed(),
    }


def _set_deliveries(sandbox: Sandbox, wanted: Json) -> Json:
    sandbox.deliveries.set_mode(str(wanted["mode"]))
    return {"mode": sandbox.deliveries.mode}


def _flush(sandbox: Sandbox, wanted: Json) -> Json:
    answers = sandbox.deliveries.flush(
        copies=int(wanted.get("copies", 1)),
        shuffle=wanted.get("shuffle"),
        only=wanted.get("only"),
        parallel=int(wanted.get("parallel", 1)),
    )
    return {"deliveries": answers}


def _resend(sandbox: Sandbox, wanted: Json) -> Json:
    copies, parallel = int(wanted.get("copies", 1)), int(wanted.get("parallel", 1))
    return {"deliveries": sandbox.deliveries.resend(str(wanted["event"]), copies, parallel)}


def _wait_until_idle(sandbox: Sandbox, wanted: Json) -> Json:
    """Wait until nothing is due and nothing under way, at most `seconds` (10)."""
    deadline = time.monotonic() + float(wanted.get("seconds", 10))
    while not sandbox.deliveries.is_idle() and time.monotonic() < deadline:
        sandbox.stopping.wait(IDLE_POLL_SECONDS)
    return {"idle": sandbox.deliveries.is_idle()}


def _faults(sandbox: Sandbox, _: Json) -> Json:
    return {"faults": sandbox.faults.listed()}


def _add_fault(sandbox: Sandbox, wanted: Json) -> Json:
    _check_route(str(wanted.get("route", "*")))
    return {"fault": asdict(sandbox.faults.add(wanted))}


def _clear_faults(sandbox: Sandbox, _: Json) -> Json:
    sandbox.faults.clear()
    return {"faults": []}


def _keys(sandbox: Sandbox, _: Json) -> Json:
    return {"keys": sandbox.keys.listed()}


def _grant(sandbox: Sandbox, wanted: Json) -> Json:
    """What the restricted `key` may do from now on: `permissions`, as `rak_charge_read`."""
    sandbox.keys.grant(str(wanted["key"]), list(wanted["permissions"]))
    return _keys(sandbox, wanted)


def _barriers(sandbox: Sandbox, _: Json) -> Json:
    return sandbox.barriers.listed()


def _add_barrier(sandbox: Sandbox, wanted: Json) -> Json:
    route = str(wanted.get("route", "*"))
    _check_route(route)
    sandbox.barriers.add(route, str(wanted.get("when", "before")))
    return sandbox.barriers.listed()


def _clear_barriers(sandbox: Sandbox, wanted: Json) -> Json:
    sandbox.barriers.clear(wanted.get("route"))
    return sandbox.barriers.listed()


def _check_route(route: str) -> None:
    """A misspelt route would never match, and the test that asked for it would pass for the wrong
    reason.
    """
    if route != "*" and route not in ROUTER.names:
        raise ValueError(f"No such route: {route!r}; known are {ROUTER.names}")


ACTIONS: dict[str, Callable[[Sandbox, Json], Any]] = {
    "GET dump": _dump,
    "GET mismatches": _mismatches,
    "DELETE mismatches": _clear_mismatches,
    "POST reset": _reset,
    "GET clock": _clock,
    "POST clock": _advance,
    "POST pay": _pay,
    "POST cancel": _cancel,
    "POST expire": _expire,
    "POST refund": _refund,
    "POST payouts": _pay_out,
    "POST payouts/arrive": _arrive,
    "POST payouts/fail": _fail_payout,
    "POST adjustment": _adjust,
    "GET rates": _rates,
    "POST rates": _set_rates,
    **bank.ACTIONS,
    **control_billing.ACTIONS,
    "GET webhooks": _webhooks,
    "POST webhooks": _add_webhook,
    "DELETE webhooks": _clear_webhooks,
    "GET deliveries": _deliveries,
    "POST deliveries": _set_deliveries,
    "POST deliveries/flush": _flush,
    "POST deliveries/resend": _resend,
    "POST deliveries/idle": _wait_until_idle,
    "GET faults": _faults,
    "POST faults": _add_fault,
    "DELETE faults": _clear_faults,
    "GET keys": _keys,
    "POST keys": _grant,
    "GET barriers": _barriers,
    "POST barriers": _add_barrier,
    "DELETE barriers": _clear_barriers,
}
