"""Subscriptions: made by a Checkout Session, then retrieve, list, update, pause, resume, cancel.

What the clock does to them is in `cycles.py`, what their invoices do in `collection.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe import params

from . import errors, invoices, lists, metadata, payment_methods, periods, prices
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

ENDED = ("canceled", "incomplete_expired")
UPDATES_SERVED = frozenset(
    {
        "cancel_at_period_end",
        "cancellation_details",
        "default_payment_method",
        "description",
        "expand",
        "items",
        "metadata",
        "pause_collection",
        "proration_behavior",
        "trial_end",
    }
)
LONGEST_TRIAL = 2 * 366 * 24 * 3600


def create(act: Act, session: Json, customer: Json, items: list[Json], given: Json) -> Json:
    """incomplete, until the first invoice is paid. `items` are the session's recurring lines."""
    subscription = {
        **blank("subscription"),
        "id": act.ids.new("sub_1"),
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": act.now,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": act.now,
        "currency": session["currency"],
        "customer": customer["id"],
        "default_tax_rates": [],
        "description": given.get("description"),
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "livemode": False,
        "metadata": given.get("metadata") or {},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": act.now,
        "status": "incomplete",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }
    for field in ("customer_account", "status_details", "managed_payments", "presentment_details"):
        subscription.pop(field, None)
    wanted = [_item(act, subscription, item["price"], item["quantity"]) for item in items]
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = lists.whole(url, wanted, len(wanted))
    names = {item["price"]["product"]: item["description"] for item in items}
    act.store.insert(subscription, {"name": items[0]["description"], "names": names})
    act.emit("customer.subscription.created", subscription)
    return subscription


def _item(act: Act, subscription: Json, price: Json, quantity: int) -> Json:
    start = subscription["billing_cycle_anchor"]
    item = {
        **blank("subscription_item"),
        "id": act.ids.new("si_", 14),
        "created": act.now,
        "current_period_end": periods.end_of_period(start, price["recurring"], start),
        "current_period_start": start,
        "discounts": [],
        "metadata": {},
        "plan": prices.plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription["id"],
        "tax_rates": [],
    }
    for field in ("billed_until", "current_trial"):
        del item[field]
    return item


def period_of(subscription: Json) -> tuple[int, int]:
    """Start and end of the current period; all items of ours share one."""
    item = subscription["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def change(act: Act, subscription: Json, event: str = "updated", **fields: Any) -> Json:
    """Save new values; the event names what they were before."""
    previous = {name: subscription[name] for name in fields if subscription[name] != fields[name]}
    subscription |= fields
    act.store.save(subscription)
    if previous or event != "updated":
        told = previous if event == "updated" else None
        act.emit(f"customer.subscription.{event}", subscription, previous=told)
    return subscription


def plan_cycle(act: Act, subscription: Json) -> None:
    """Have the end of the current period do its work, and a week before say that it is near."""
    start, end = period_of(subscription)
    act.at(end, "renew_subscription", subscription["id"])
    notice = end - act.sandbox.options.upcoming_days * 24 * 3600
    if notice > max(start, act.now):
        act.at(notice, "announce_invoice", subscription["id"])


def cancel(act: Act, subscription: Json, *, reason: str, details: Json | None = None) -> Json:
    """Any status → canceled, for good; unpaid invoices are no longer collected by themselves."""
    details = details or {}
    subscription |= {
        "status": "canceled",
        "canceled_at": act.now,
        "ended_at": act.now,
        "cancel_at_period_end": False,
        "pause_collection": None,
        "cancellation_details": {
            "comment": details.get("comment") or None,
            "feedback": details.get("feedback") or None,
            "reason": reason,
        },
    }
    act.store.save(subscription)
    invoices.stop_collecting(act, subscription["id"])
    act.emit("customer.subscription.deleted", subscription)
    return subscription


def expire(act: Act, identifier: str) -> None:
    """incomplete → incomplete_expired: the first payment never came. Its invoice is void."""
    subscription = act.store.load("subscription", identifier)
    if subscription is None or subscription["status"] != "incomplete":
        return
    for invoice in invoices.of_subscription(act, identifier):
        if invoice["status"] == "open":
            invoices.void(act, invoice)
    change(act, subscription, status="incomplete_expired", ended_at=act.now)


def load(act: Act, identifier: str) -> Json:
    subscription = act.store.load("subscription", identifier)
    if subscription is None:
        raise errors.resource_missing("subscription", identifier)
    return subscription


def load_live(act: Act, identifier: str) -> Json:
    """One that can still be changed; Stripe answers for an ended one as if it were not there."""
    subscription = load(act, identifier)
    if subscription["status"] in ENDED:
        raise errors.resource_missing("subscription", identifier)
    return subscription


def update(act: Act, subscription: Json, wanted: Json) -> Json:
    """Everything that an update may change, checked first, then saved as one change."""
    for name in wanted:
        if name not in UPDATES_SERVED:
            raise errors.not_in_sandbox(f"the subscription parameter {name}", name)
    if wanted.get("proration_behavior", "none" if not _may_prorate(wanted) else "") != "none":
        raise errors.not_in_sandbox("prorations", "proration_behavior")
    fields = _plain_fields(act, subscription, wanted)
    if "pause_collection" in wanted:
        fields["pause_collection"] = _pause(act, subscription, wanted["pause_collection"])
    if "items" in wanted:
        fields["items"] = _changed_items(act, subscription, wanted["items"])
    if "trial_end" in wanted:
        return _start_trial(act, subscription, wanted["trial_end"], fields)
    return change(act, subscription, **fields)


def _plain_fields(act: Act, subscription: Json, wanted: Json) -> Json:
    fields: Json = {}
    if "metadata" in wanted:
        fields["metadata"] = metadata.merged(subscription["metadata"], wanted["metadata"])
    if "description" in wanted:
        fields["description"] = wanted["description"] or None
    if "cancel_at_period_end" in wanted:
        ends = wanted["cancel_at_period_end"]
        fields |= {
            "cancel_at_period_end": ends,
            "cancel_at": period_of(subscription)[1] if ends else None,
            "canceled_at": act.now if ends else None,
        }
    if "default_payment_method" in wanted:
        method = payment_methods.load(act, wanted["default_payment_method"])
        fields["default_payment_method"] = method["id"]
    return fields


def _may_prorate(wanted: Json) -> bool:
    return bool({"items", "trial_end"} & wanted.keys())


def _pause(act: Act, subscription: Json, given: Json | str) -> Json | None:
    if not isinstance(given, dict):
        return None
    resumes = given.get("resumes_at")
    if resumes is not None and resumes <= act.now:
        raise errors.parameter_invalid(
            "pause_collection[resumes_at]", "`resumes_at` must be a time in the future."
        )
    if resumes is not None:
        act.at(resumes, "resume_collection", subscription["id"])
    return {"behavior": given["behavior"], "resumes_at": resumes}


def _changed_items(act: Act, subscription: Json, wanted: list[Json]) -> Json:
    present = {item["id"]: dict(item) for item in subscription["items"]["data"]}
    for index, given in enumerate(wanted):
        path = f"items[{index}]"
        for name in given:
            if name not in ("id", "price", "price_data", "quantity"):
                raise errors.not_in_sandbox(f"the parameter {path}[{name}]", f"{path}[{name}]")
        item = present.get(given.get("id", ""))
        if item is None:
            raise errors.not_in_sandbox("adding an item to a subscription", path)
        if "quantity" in given:
            item["quantity"] = given["quantity"]
        if "price" in given or "price_data" in given:
            price, _product = prices.find_or_create(act, given, path)
            _require_same_rhythm(item["price"], price, path)
            item |= {"price": price, "plan": prices.plan_of(price)}
    return {**subscription["items"], "data": list(present.values())}


def _require_same_rhythm(before: Json, after: Json, path: str) -> None:
    if after["recurring"] is None:
        raise errors.parameter_invalid(f"{path}[price]", "The price must be a recurring price.")
    if after["currency"] != before["currency"]:
        raise errors.parameter_invalid(
            f"{path}[price]", "The price must have the same currency as the subscription."
        )
    for name in ("interval", "interval_count"):
        if after["recurring"][name] != before["recurring"][name]:
            raise errors.not_in_sandbox("a change of the billing interval", f"{path}[price]")


def _start_trial(act: Act, subscription: Json, end: int | str, fields: Json) -> Json:
    """How the day of the month is moved: a free stretch up to the new day, which becomes the
    anchor. It has an invoice of nothing, as at Stripe.
    """
    if end == "now":
        raise errors.not_in_sandbox("trial_end=now", "trial_end")
    assert isinstance(end, int)
    if not act.now < end <= act.now + LONGEST_TRIAL:
        raise errors.parameter_invalid(
            "trial_end", "Invalid timestamp: must be an integer Unix timestamp in the future."
        )
    fields |= {
        "billing_cycle_anchor": end,
        "status": "trialing",
        "trial_end": end,
        "trial_start": act.now,
    }
    if subscription["cancel_at_period_end"]:
        fields["cancel_at"] = end
    items: Json = fields.get("items") or subscription["items"]
    fields["items"] = {
        **items,
        "data": [
            {**item, "current_period_start": act.now, "current_period_end": end}
            for item in items["data"]
        ],
    }
    subscription = change(act, subscription, **fields)
    customer = act.store.load("customer", subscription["customer"])
    assert customer is not None
    period = period_of(subscription)
    free = [
        invoices.free_line(act, subscription, item, period)
        for item in subscription["items"]["data"]
    ]
    invoice = invoices.create(
        act, subscription, customer, free, reason="subscription_update", period=period
    )
    invoices.finalize(act, invoice)
    plan_cycle(act, subscription)
    return change(act, subscription, latest_invoice=invoice["id"])


def _retrieve(call: Call) -> Json:
    return load(call.act, call.id)


def _list(call: Call) -> Json:
    lists.refuse_unserved(call, {"customer", "status"})
    wanted = call.parameters.get("status")
    status = "json_extract(body, '$.status')"
    ended = ", ".join(f"'{name}'" for name in ENDED)
    conditions: list[lists.Condition] = []
    if wanted is None:
        conditions.append((f"{status} != 'canceled'", ()))
    elif wanted == "ended":
        conditions.append((f"{status} IN ({ended})", ()))
    elif wanted != "all":
        conditions.append((f"{status} = ?", (wanted,)))
    return lists.page(call, "subscription", filters={"customer": "customer"}, conditions=conditions)


def _update(call: Call) -> Json:
    return update(call.act, load_live(call.act, call.id), call.parameters)


def _cancel(call: Call) -> Json:
    for name in ("invoice_now", "prorate"):
        if call.parameters.get(name):
            raise errors.not_in_sandbox(f"the parameter {name}", name)
    return cancel(
        call.act,
        load_live(call.act, call.id),
        reason="cancellation_requested",
        details=call.parameters.get("cancellation_details"),
    )


def _pause_all(call: Call) -> Json:
    """active → paused: no period begins and no invoice is made until somebody resumes it."""
    subscription = load_live(call.act, call.id)
    for name in call.parameters:
        if name not in ("expand", "type"):
            raise errors.not_in_sandbox(f"the parameter {name}", name)
    if subscription["status"] not in ("active", "trialing"):
        raise errors.ApiError(
            f"This subscription cannot be paused because its status is `{subscription['status']}`."
        )
    return change(call.act, subscription, "paused", status="paused")


ROUTES = [
    Route("GET", "/v1/subscriptions", params.SubscriptionListParams, _list),
    Route("GET", "/v1/subscriptions/{id}", params.SubscriptionRetrieveParams, _retrieve),
    Route("POST", "/v1/subscriptions/{id}", params.SubscriptionUpdateParams, _update),
    Route("POST", "/v1/subscriptions/{id}/pause", params.SubscriptionPauseParams, _pause_all),
    Route("DELETE", "/v1/subscriptions/{id}", params.SubscriptionCancelParams, _cancel),
]
