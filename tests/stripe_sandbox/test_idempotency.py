import threading

import pytest
import stripe

from .world import call, client, session_parameters

FORM = {"email": "awa@example.org", "metadata[a]": "1"}


def test_same_key_and_parameters_replay_the_answer(sandbox, api):
    first = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k1")
    second = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k1")

    assert first.text == second.text
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(api.v1.customers.list().data) == 1


def test_same_key_with_other_parameters(sandbox, api):
    api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k2"})

    with pytest.raises(stripe.IdempotencyError) as refused:
        api.v1.customers.create({"name": "Other"}, {"idempotency_key": "k2"})

    assert refused.value.http_status == 400
    assert "same parameters they were first used with" in refused.value.user_message


def test_same_key_at_another_endpoint(sandbox, api):
    api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k3"})

    with pytest.raises(stripe.IdempotencyError):
        api.v1.checkout.sessions.create(session_parameters(), {"idempotency_key": "k3"})


def test_key_is_free_again_after_a_day(sandbox, api):
    first = api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k4"})
    sandbox.control("POST", "clock", {"advance": 24 * 3600 - 60})
    second = api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k4"})
    sandbox.control("POST", "clock", {"advance": 120})
    third = api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k4"})

    assert first.id == second.id != third.id


def test_refused_parameters_leave_the_key_free(sandbox, api):
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.customers.create({"colour": "red"}, {"idempotency_key": "k5"})

    assert api.v1.customers.create({"name": "Awa"}, {"idempotency_key": "k5"}).name == "Awa"


def test_refused_effect_is_replayed(sandbox, api):
    first = call(sandbox.url, "/v1/refunds", {"charge": "ch_none"}, Idempotency_Key="k6")
    second = call(sandbox.url, "/v1/refunds", {"charge": "ch_none"}, Idempotency_Key="k6")

    assert (first.status, second.status) == (400, 400)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.text == second.text


def test_stored_500_is_replayed(sandbox, api):
    route = "POST /v1/customers"
    sandbox.control("POST", "faults", {"route": route, "kind": "error_after"})
    first = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k7")
    second = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k7")
    other = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k8")

    assert (first.status, second.status, other.status) == (500, 500, 200)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(api.v1.customers.list().data) == 2


def test_key_in_flight_is_a_conflict(sandbox, api):
    sandbox.control("POST", "barriers", {"route": "POST /v1/customers", "when": "before"})
    answers = []
    first = threading.Thread(
        target=lambda: answers.append(
            call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k9")
        )
    )
    first.start()
    sandbox.wait_for(5, lambda: sandbox.control("GET", "barriers")["waiting"])

    second = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k9")
    sandbox.control("DELETE", "barriers")
    first.join()

    assert (second.status, answers[0].status) == (409, 200)
    assert second.json["error"]["code"] == "idempotency_key_in_use"
    assert len(api.v1.customers.list().data) == 1


def test_parallel_requests_with_one_key_have_one_effect(sandbox, api):
    statuses = []

    def create():
        statuses.append(call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k10").status)

    threads = [threading.Thread(target=create) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert len(api.v1.customers.list().data) == 1


def test_sdk_retry_is_the_same_operation(sandbox):
    sandbox.control(
        "POST", "faults", {"route": "POST /v1/customers", "kind": "timeout_after", "seconds": 0}
    )

    created = client(sandbox.url, retries=2).v1.customers.create({"name": "Awa"})

    assert [customer.id for customer in client(sandbox.url).v1.customers.list().data] == [
        created.id
    ]


def test_key_that_is_too_long(sandbox):
    page = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k" * 256)

    assert (page.status, page.json["error"]["type"]) == (400, "idempotency_error")


def test_event_names_request_and_key(sandbox, api):
    page = call(sandbox.url, "/v1/customers", FORM, Idempotency_Key="k11")

    request = api.v1.events.list().data[0].request

    assert (request.id, request.idempotency_key) == (page.headers["Request-Id"], "k11")
