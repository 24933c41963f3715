"""Events: a snapshot of an object at the moment something happened to it, kept for thirty days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stripe
from stripe import params

from . import deliveries, errors, lists
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

KEPT_SECONDS = 30 * 24 * 3600


def record(act: Act, kind: str, body: Json, previous: Json | None = None) -> None:
    """Insert the event and one delivery per listening endpoint, in the same transaction as the
    change itself.
    """
    data: Json = {"object": body}  # a snapshot, since it is written down as it is now
    if previous is not None:
        data["previous_attributes"] = previous
    event = {
        **blank("event"),
        "id": act.ids.new("evt_"),
        "api_version": stripe.api_version,
        "created": act.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": act.request_id, "idempotency_key": act.idempotency_key},
        "type": kind,
    }
    # `account` and `context` exist for connected accounts only; Stripe leaves them out.
    del event["account"], event["context"]
    act.sandbox.mismatches.check("event", f"{kind} {event['id']}", event)
    act.store.insert(event)
    deliveries.queue(act, event)


def _retrieve(call: Call) -> Json:
    event = call.act.store.load("event", call.id)
    if event is None:
        raise errors.resource_missing("event", call.id)
    return event


def _list(call: Call) -> Json:
    wanted = call.parameters
    if "type" in wanted and "types" in wanted:
        raise errors.parameter_invalid(
            "types", "You may only specify one of these parameters: type, types."
        )
    patterns = wanted.get("types") or ([wanted["type"]] if "type" in wanted else [])
    conditions: list[lists.Condition] = [("created >= ?", (call.act.now - KEPT_SECONDS,))]
    if patterns:
        clauses = " OR ".join("json_extract(body, '$.type') GLOB ?" for _ in patterns)
        conditions.append((f"({clauses})", tuple(patterns)))
    if "delivery_success" in wanted:
        undelivered = (
            "EXISTS (SELECT 1 FROM deliveries WHERE event = objects.id AND "
            "deliveries.state != 'delivered')"
        )
        conditions.append((f"NOT {undelivered}" if wanted["delivery_success"] else undelivered, ()))
    return lists.page(call, "event", conditions=conditions)


ROUTES = [
    Route("GET", "/v1/events", params.EventListParams, _list),
    Route("GET", "/v1/events/{id}", params.EventRetrieveParams, _retrieve),
]
