"""What the clock does to a subscription: the next period, its invoice, the notice before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe import params

from . import collection, errors, invoices, periods, subscriptions
from .errors import Json
from .router import Route

if TYPE_CHECKING:
    from .acts import Act, Call

# An invoice stays a draft for about an hour, so that somebody may still change it.
DRAFT_SECONDS = 3600
RUNNING = ("active", "trialing", "past_due", "unpaid")


def renew(act: Act, identifier: str) -> None:
    """The job at the end of a period. A stale one (the period was moved since) does nothing."""
    subscription = act.store.load("subscription", identifier)
    if subscription is None or subscription["status"] not in RUNNING:
        return
    end = subscriptions.period_of(subscription)[1]
    if act.now < end:
        return
    if subscription["cancel_at_period_end"]:
        subscriptions.cancel(act, subscription, reason="cancellation_requested")
        return
    _begin_period(act, subscription, end)
    invoice = _create_invoice(act, subscription, "subscription_cycle")
    pause = _current_pause(act, subscription)
    if pause:
        _set_aside(act, invoice, pause["behavior"])
    elif subscription["status"] == "unpaid":
        invoice["auto_advance"] = False
        act.store.save(invoice)
    else:
        act.later(DRAFT_SECONDS, "collect_invoice", invoice["id"])
    subscriptions.plan_cycle(act, subscription)


def _begin_period(act: Act, subscription: Json, start: int) -> None:
    """The next period of every item; a trial ends where it begins."""
    anchor = subscription["billing_cycle_anchor"]
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    end = periods.end_of_period(anchor, recurring, start)
    items = subscription["items"]
    moved = {"current_period_start": start, "current_period_end": end}
    fields: Json = {"items": {**items, "data": [{**item, **moved} for item in items["data"]]}}
    if subscription["status"] == "trialing":
        fields["status"] = "active"
    subscriptions.change(act, subscription, **fields)


def _create_invoice(act: Act, subscription: Json, reason: str) -> Json:
    invoice = invoices.create(
        act,
        subscription,
        _customer(act, subscription),
        _lines(act, subscription, subscriptions.period_of(subscription)),
        reason=reason,
        period=subscriptions.period_of(subscription),
    )
    subscriptions.change(act, subscription, latest_invoice=invoice["id"])
    return invoice


def _lines(act: Act, subscription: Json, period: tuple[int, int]) -> list[Json]:
    items = subscription["items"]["data"]
    return [invoices.recurring_line(act, subscription, item, period) for item in items]


def _customer(act: Act, subscription: Json) -> Json:
    customer = act.store.load("customer", subscription["customer"])
    assert customer is not None
    return customer


def _current_pause(act: Act, subscription: Json) -> Json | None:
    """The pause, unless its end has come: then it is taken away."""
    pause: Json | None = subscription["pause_collection"]
    if pause and pause["resumes_at"] is not None and act.now >= pause["resumes_at"]:
        subscriptions.change(act, subscription, pause_collection=None)
        return None
    return pause


def _set_aside(act: Act, invoice: Json, behaviour: str) -> None:
    """A paused collection still makes invoices, and asks nobody to pay them."""
    if behaviour == "void":
        invoices.void(act, invoices.finalize(act, invoice))
        return
    if behaviour == "mark_uncollectible":
        invoices.finalize(act, invoice)
        invoice["status"] = "uncollectible"
        invoice["status_transitions"] |= {"marked_uncollectible_at": act.now}
    invoice["auto_advance"] = False
    act.store.save(invoice)
    if behaviour == "mark_uncollectible":
        act.emit("invoice.marked_uncollectible", invoice)


def resume_collection(act: Act, identifier: str) -> None:
    """The job at the end of a pause; a pause moved since has another end."""
    _current_pause(act, subscriptions.load(act, identifier))


def collect(act: Act, identifier: str) -> None:
    """The job an hour after a draft was made: it becomes final, and is paid or fails."""
    invoice = invoices.load(act, identifier)
    if invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    details = invoice["parent"]["subscription_details"]
    pause = _current_pause(act, subscriptions.load(act, details["subscription"]))
    if pause:
        _set_aside(act, invoice, pause["behavior"])
    elif invoices.finalize(act, invoice)["status"] == "open":
        collection.attempt(act, invoice)


def announce(act: Act, identifier: str) -> None:
    """The job some days before a period ends: `invoice.upcoming`, of an invoice not made yet."""
    subscription = act.store.load("subscription", identifier)
    if subscription is None or subscription["status"] not in RUNNING:
        return
    start, end = subscriptions.period_of(subscription)
    notice = end - act.sandbox.options.upcoming_days * 24 * 3600
    if act.now < notice or subscription["cancel_at_period_end"]:
        return
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    anchor = subscription["billing_cycle_anchor"]
    period = end, periods.end_of_period(anchor, recurring, end)
    invoice = invoices.described(
        act,
        subscription,
        _customer(act, subscription),
        _lines(act, subscription, period),
        reason="upcoming",
        period=(start, end),
    )
    invoice |= {"id": act.ids.new("upcoming_in_1"), "next_payment_attempt": end + DRAFT_SECONDS}
    act.emit("invoice.upcoming", invoice)


def resume(act: Act, subscription: Json, anchor: str) -> Json:
    """paused → active. `now` begins a period today, with its invoice; `unchanged` waits for the
    end of the one that was interrupted.
    """
    now = anchor == "now" or subscriptions.period_of(subscription)[1] <= act.now
    subscriptions.change(act, subscription, "resumed", status="active")
    if not now:
        return subscription
    subscriptions.change(act, subscription, billing_cycle_anchor=act.now)
    _begin_period(act, subscription, act.now)
    invoice = _create_invoice(act, subscription, "subscription_update")
    subscriptions.plan_cycle(act, subscription)
    collection.attempt(act, invoices.finalize(act, invoice))
    return subscriptions.load(act, subscription["id"])


def _resume(call: Call) -> Json:
    wanted = call.parameters
    for name in wanted:
        if name not in ("billing_cycle_anchor", "expand", "proration_behavior"):
            raise errors.not_in_sandbox(f"the parameter {name}", name)
    subscription = subscriptions.load_live(call.act, call.id)
    if subscription["status"] != "paused":
        raise errors.ApiError(
            f"You can only resume a paused subscription; this one is `{subscription['status']}`."
        )
    given = wanted.get("billing_cycle_anchor", {})
    return resume(call.act, subscription, given.get("type", "now"))


ROUTES = [Route("POST", "/v1/subscriptions/{id}/resume", params.SubscriptionResumeParams, _resume)]
JOBS = {
    "renew_subscription": renew,
    "collect_invoice": collect,
    "announce_invoice": announce,
    "resume_collection": resume_collection,
}
