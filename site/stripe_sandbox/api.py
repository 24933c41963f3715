"""One request to `/v1/…`, from the key to the answer.

In order: key, version, route, permission, faults of the network, idempotency, barrier, the types,
the effect (committed together with its stored answer), barrier, faults after the effect. What is
refused before the effect begins is not stored under the idempotency key, as with Stripe.
"""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from contextlib import suppress
from dataclasses import replace
from typing import Any

import stripe

from . import catalogue, errors, forms, idempotency, parameters, presentation
from .acts import Act, Call
from .errors import ApiError
from .exchange import Answer, Request, as_json
from .faults import Fault
from .idempotency import StoredAnswer
from .mismatches import MismatchError
from .permissions import Permissions
from .router import Route
from .sandbox import Sandbox

log = logging.getLogger("stripe_sandbox")
# Faults that bite while a request is carried out; a replayed answer leaves them for the next one.
EFFECT_FAULTS = ("error_before", "error_after", "stall")
NEVER_ANSWERED = Answer(0, delivery="nothing")
RESET = Answer(0, delivery="reset")


def answer(sandbox: Sandbox, request: Request) -> Answer:
    """Never raises: what nobody foresaw is a 500 in Stripe's shape and a traceback in the log."""
    request_id = sandbox.ids.request()
    try:
        found = _answer(sandbox, request, request_id)
    except ApiError as fault:
        found = _refusal(fault, request_id)
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        found = _refusal(errors.internal("The sandbox failed; its log says why."), request_id)
    common = {"Stripe-Version": stripe.api_version, "Cache-Control": "no-cache, no-store"}
    if key := request.headers.get("Idempotency-Key"):
        common["Idempotency-Key"] = key.encode("ascii", "replace").decode()
    return found.with_headers(
        common if "Request-Id" in found.headers else {**common, "Request-Id": request_id}
    )


def _answer(sandbox: Sandbox, request: Request, request_id: str) -> Answer:
    key = _authenticate(request)
    version = request.headers.get("Stripe-Version", stripe.api_version)
    if version != stripe.api_version:
        raise errors.unknown_version(version)
    match = catalogue.ROUTER.find(request.method, request.path)
    if match is None:
        raise errors.unknown_url(request.method, request.path)
    route, path = match
    permissions = sandbox.keys.permissions_of(key)
    permissions.require_call(route.method, route.pattern)
    fault = sandbox.faults.take(route.name)
    if fault and fault.kind == "rate_limit":
        raise errors.rate_limited()
    if fault and fault.kind == "key_in_use":
        raise errors.idempotency_in_use(request.headers.get("Idempotency-Key") or "none")
    if fault and (
        fault.kind == "timeout_before" or (fault.kind == "reset" and fault.when == "before")
    ):
        sandbox.faults.wait(fault)
        return NEVER_ANSWERED if fault.kind == "timeout_before" else RESET
    found = _once(sandbox, request, request_id, permissions, route=route, path=path, fault=fault)
    return _damaged(sandbox, found, fault)


def _authenticate(request: Request) -> str:
    """The key of the request, when it is one that may be used here."""
    key = _key_of(request.headers.get("Authorization", ""))
    if not key:
        raise errors.no_key()
    if key.startswith(("sk_live_", "rk_live_", "pk_live_")):
        raise errors.live_key(key)
    if key.startswith("pk_test_"):
        raise errors.publishable_key()
    if not key.startswith(("sk_test_", "rk_test_")) or len(key) < 10:
        raise errors.invalid_key(key)
    return key


def _key_of(header: str) -> str:
    """The key as a bearer, or as the user name that `curl -u key:` sends; "" when there is none."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        with suppress(ValueError):
            return b64decode(value, validate=True).decode("ascii").partition(":")[0]
    return ""


def _once(
    sandbox: Sandbox,
    request: Request,
    request_id: str,
    permissions: Permissions,
    *,
    route: Route,
    path: dict[str, str],
    fault: Fault | None,
) -> Answer:
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    print_of_request = idempotency.fingerprint(request.method, request.path, request.body)
    if key:
        stored = sandbox.idempotency.claim(key, print_of_request)
        if stored:
            if fault and fault.kind in EFFECT_FAULTS:
                sandbox.faults.put_back(fault)
            return _replayed(stored)
    try:
        if fault and fault.kind == "stall" and not sandbox.faults.wait(fault):
            return NEVER_ANSWERED
        sandbox.barriers.hold(route.name, "before", request_id)
        with sandbox.act(request_id, key) as act:
            asked = replace(act, permissions=permissions)
            stored = _effect(asked, request, route, path, fault)
            if key and (stored.status < 500 or fault is None or fault.stored):
                sandbox.idempotency.keep(key, print_of_request, stored)
    except ApiError as refused:
        if refused.code != "sandbox_mismatch" and refused.status == 400:
            _note_refusal(sandbox, route, refused)
        raise
    finally:
        if key:
            sandbox.idempotency.release(key)
    sandbox.barriers.hold(route.name, "after", request_id)
    if fault and fault.kind == "error_after" and not fault.stored:
        return _refusal(errors.internal(), request_id)
    return _as_answer(stored)


def _effect(
    act: Act, request: Request, route: Route, path: dict[str, str], fault: Fault | None
) -> StoredAnswer:
    """The answer to keep. Raises only for what happens before the effect begins; a refused effect
    is undone and kept.
    """
    assert act.request_id is not None
    raw = forms.decode(request.body if request.method == "POST" else request.query)
    act.sandbox.mismatches.checked["request"] += 1
    wanted = parameters.read(route.parameters, raw)
    if fault and fault.kind == "error_before":
        return _kept(500, errors.internal().body(act.request_id), act.request_id)
    try:
        with act.store.transaction():
            paths = wanted.pop("expand", [])
            try:
                body = route.handler(Call(act, request.path, path, wanted))
            except ApiError as refused:
                if not refused.keeps_effect:
                    raise
                return _kept(refused.status, refused.body(act.request_id), act.request_id)
            body = presentation.present(act, body, paths)
            act.sandbox.mismatches.check("response", route.name, body)
    except MismatchError:
        raise
    except ApiError as refused:
        return _kept(refused.status, refused.body(act.request_id), act.request_id)
    if fault and fault.kind == "error_after" and fault.stored:
        return _kept(500, errors.internal().body(act.request_id), act.request_id)
    return _kept(200, body, act.request_id)


def _note_refusal(sandbox: Sandbox, route: Route, refused: ApiError) -> None:
    with sandbox.store.transaction():
        sandbox.mismatches.note("request", route.name, [f"{refused.param}: {refused.message}"])


def _damaged(sandbox: Sandbox, found: Answer, fault: Fault | None) -> Answer:
    """The answer after the network had its way with it; the effect stands."""
    if fault is None:
        return found
    if fault.kind == "timeout_after":
        sandbox.faults.wait(fault)
        return NEVER_ANSWERED
    if fault.kind == "reset":
        return RESET
    if fault.kind == "truncate":
        return Answer(found.status, found.body[: len(found.body) // 2], found.headers)
    if fault.kind == "change":
        return Answer(found.status, _changed(found.body, fault.change), found.headers)
    return found


def _changed(body: bytes, change: dict[str, Any]) -> bytes:
    """As a later version of Stripe might put it; in a list, each of its things."""
    thing = json.loads(body)
    for one in thing["data"] if thing.get("object") == "list" else [thing]:
        one.update(change)
    return json.dumps(thing).encode()


def _kept(status: int, body: object, request_id: str) -> StoredAnswer:
    return StoredAnswer(status, json.dumps(body).encode(), request_id)


def _as_answer(stored: StoredAnswer) -> Answer:
    headers = {"Content-Type": "application/json", "Request-Id": stored.request_id}
    return Answer(stored.status, stored.body, headers)


def _replayed(stored: StoredAnswer) -> Answer:
    return _as_answer(stored).with_headers(
        {"Idempotent-Replayed": "true", "Original-Request": stored.request_id}
    )


def _refusal(fault: ApiError, request_id: str) -> Answer:
    return as_json(fault.status, fault.body(request_id)).with_headers(fault.headers)
