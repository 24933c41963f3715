import json
import threading
import time
from contextlib import suppress

import pytest
import stripe

from .world import call, client, session_parameters

ROUTE = "POST /v1/customers"


def fault(sandbox, kind, **more):
    sandbox.control("POST", "faults", {"route": ROUTE, "kind": kind, "seconds": 0, **more})


def count(api):
    return len(api.v1.customers.list().data)


@pytest.mark.parametrize(
    ("kind", "more", "effects"),
    [
        ("timeout_before", {}, 0),
        ("timeout_after", {}, 1),
        ("reset", {}, 1),
        ("reset", {"when": "before"}, 0),
    ],
)
def test_connection_that_ends_without_an_answer(sandbox, api, kind, more, effects):
    fault(sandbox, kind, **more)

    with pytest.raises(stripe.APIConnectionError):
        api.v1.customers.create({"name": "Awa"})

    assert count(api) == effects


@pytest.mark.parametrize(("kind", "effects"), [("error_before", 0), ("error_after", 1)])
@pytest.mark.parametrize("stored", [True, False])
def test_server_error(sandbox, api, kind, effects, stored):
    fault(sandbox, kind, stored=stored)

    with pytest.raises(stripe.APIError) as failed:
        api.v1.customers.create({"name": "Awa"}, {"idempotency_key": f"{kind}{stored}"})
    assert failed.value.http_status == 500
    assert count(api) == effects

    if stored:
        with pytest.raises(stripe.APIError):
            api.v1.customers.create({"name": "Awa"}, {"idempotency_key": f"{kind}{stored}"})
        assert count(api) == effects
    else:
        api.v1.customers.create({"name": "Awa"}, {"idempotency_key": f"{kind}{stored}"})
        assert count(api) == 1


def test_rate_limit(sandbox, api):
    fault(sandbox, "rate_limit")

    with pytest.raises(stripe.RateLimitError) as limited:
        api.v1.customers.create({"name": "Awa"})

    assert limited.value.http_status == 429
    assert limited.value.json_body["error"]["code"] == "rate_limit"
    assert count(api) == 0


def test_key_in_use(sandbox, api):
    fault(sandbox, "key_in_use")

    with pytest.raises(stripe.StripeError) as refused:
        api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k1"})

    assert refused.value.http_status == 409
    assert refused.value.json_body["error"]["code"] == "idempotency_key_in_use"
    assert count(api) == 0


def test_truncated_answer(sandbox, api):
    fault(sandbox, "truncate")

    with pytest.raises(stripe.APIError):
        api.v1.customers.create({"name": "Awa"})

    assert count(api) == 1


def test_stall_answers_in_the_end(sandbox, api):
    fault(sandbox, "stall", seconds=0.3)
    began = time.monotonic()

    api.v1.customers.create({"name": "Awa"})

    assert time.monotonic() - began >= 0.3


def test_stalled_request_has_no_effect_on_what_begins_anew(sandbox, api):
    fault(sandbox, "stall", seconds=0.6)

    def ask():
        with suppress(OSError):
            call(sandbox.url, "/v1/customers", {"name": "Awa"})

    stalled = threading.Thread(target=ask)
    stalled.start()
    while not sandbox.control("GET", "faults")["faults"][0]["used"]:
        time.sleep(0.01)

    sandbox.control("POST", "reset", {"seed": 1})

    stalled.join()
    assert count(api) == 0


def test_fault_is_used_up(sandbox, api):
    fault(sandbox, "rate_limit", times=2)
    statuses = [call(sandbox.url, "/v1/customers", {"name": "Awa"}).status for _ in range(3)]

    assert statuses == [429, 429, 200]
    assert sandbox.control("GET", "faults")["faults"][0]["used"] == 2


def test_replayed_answer_leaves_the_fault_for_the_next_request(sandbox, api):
    api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "f1"})
    fault(sandbox, "error_before")

    api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "f1"})

    with pytest.raises(stripe.APIError):
        api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "f2"})


def test_fault_bites_its_own_route_only(sandbox, api):
    fault(sandbox, "rate_limit")

    assert api.v1.checkout.sessions.create(session_parameters()).status == "open"


def test_retry_of_the_sdk_survives_a_reset(sandbox, api):
    fault(sandbox, "reset")

    client(sandbox.url, retries=2).v1.customers.create({"name": "Awa"})

    assert count(api) == 1


@pytest.mark.parametrize(
    "wanted", [{"kind": "earthquake"}, {"kind": "reset", "route": "POST /v1/nowhere"}]
)
def test_fault_that_makes_no_sense(sandbox, wanted):
    page = call(sandbox.url, "/_control/faults", json.dumps(wanted))

    assert page.status == 400


def test_barrier_holds_the_effect(sandbox, api):
    sandbox.control("POST", "barriers", {"route": ROUTE, "when": "before"})
    held = threading.Thread(target=api.v1.customers.create, args=({"name": "Awa"},))
    held.start()
    sandbox.wait_for(5, lambda: sandbox.control("GET", "barriers")["waiting"])

    assert sandbox.control("GET", "dump")["objects"].get("customer", []) == []

    sandbox.control("DELETE", "barriers")
    held.join()
    assert count(api) == 1


def test_barrier_holds_the_answer(sandbox, api):
    sandbox.control("POST", "barriers", {"route": ROUTE, "when": "after"})
    held = threading.Thread(target=api.v1.customers.create, args=({"name": "Awa"},))
    held.start()
    waiting = sandbox.wait_for(5, lambda: sandbox.control("GET", "barriers")["waiting"])

    assert (waiting[0]["route"], waiting[0]["when"]) == (ROUTE, "after")
    assert len(sandbox.control("GET", "dump")["objects"]["customer"]) == 1

    sandbox.control("DELETE", "barriers")
    held.join()
