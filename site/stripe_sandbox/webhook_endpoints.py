"""Webhook endpoints: create, list, retrieve, delete, and those given on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stripe
from stripe import params

from . import errors, lists, metadata, sessions
from .errors import Json
from .router import Route
from .specification import blank

if TYPE_CHECKING:
    from .acts import Act, Call

SERVED = {"description", "enabled_events", "expand", "metadata", "url"}


def create(act: Act, wanted: Json, secret: str | None = None, origin: str = "api") -> Json:
    """A new endpoint; the secret is in this answer and in no later one."""
    for name in wanted:
        if name not in SERVED:
            raise errors.not_in_sandbox(f"the webhook parameter {name}", name)
    sessions.check_url(wanted["url"], "url")
    if not wanted["enabled_events"]:
        raise errors.parameter_missing("enabled_events")
    endpoint = {
        **blank("webhook_endpoint"),
        "id": act.ids.new("we_1"),
        "api_version": stripe.api_version,
        "created": act.now,
        "description": wanted.get("description") or None,
        "enabled_events": wanted["enabled_events"],
        "livemode": False,
        "metadata": metadata.merged({}, wanted.get("metadata")),
        "status": "enabled",
        "url": wanted["url"],
    }
    private = {"secret": secret or act.ids.new("whsec_", 32), "origin": origin}
    act.store.insert(endpoint, private)
    return {**endpoint, "secret": private["secret"]}


def from_command_line(act: Act) -> list[tuple[str, str]]:
    """URL and secret of the endpoints that the command line named, in its order."""
    endpoints = act.store.select("webhook_endpoint", oldest_first=True)
    known = [(endpoint, act.store.private(endpoint["id"])) for endpoint in endpoints]
    return [
        (endpoint["url"], private["secret"])
        for endpoint, private in known
        if private["origin"] == "command line"
    ]


def replace_from_command_line(act: Act, pairs: list[tuple[str, str]]) -> None:
    """The command line decides at every start; an endpoint it names again keeps id and queue."""
    kept = set()
    for endpoint in act.store.select("webhook_endpoint"):
        private = act.store.private(endpoint["id"])
        pair = (endpoint["url"], private["secret"])
        if private["origin"] == "command line" and pair in pairs:
            kept.add(pair)
        elif private["origin"] == "command line":
            remove(act, endpoint["id"])
    for url, secret in pairs:
        if (url, secret) not in kept:
            create(act, {"url": url, "enabled_events": ["*"]}, secret, "command line")


def remove(act: Act, identifier: str) -> None:
    """Gone, together with what was still to be sent there."""
    act.store.execute(
        "UPDATE deliveries SET state = 'dropped' WHERE endpoint = ? AND state IN ('queued', "
        "'held')",
        (identifier,),
    )
    act.store.delete(identifier)


def _create(call: Call) -> Json:
    return create(call.act, call.parameters)


def _retrieve(call: Call) -> Json:
    endpoint = call.act.store.load("webhook_endpoint", call.id)
    if endpoint is None:
        raise errors.resource_missing("webhook endpoint", call.id)
    return endpoint


def _list(call: Call) -> Json:
    return lists.page(call, "webhook_endpoint")


def _delete(call: Call) -> Json:
    endpoint = _retrieve(call)
    remove(call.act, endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


ROUTES = [
    Route("POST", "/v1/webhook_endpoints", params.WebhookEndpointCreateParams, _create),
    Route("GET", "/v1/webhook_endpoints", params.WebhookEndpointListParams, _list),
    Route("GET", "/v1/webhook_endpoints/{id}", params.WebhookEndpointRetrieveParams, _retrieve),
    Route("DELETE", "/v1/webhook_endpoints/{id}", params.WebhookEndpointDeleteParams, _delete),
]
