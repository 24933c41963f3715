import json
import random
import time

import pytest
import stripe

from stripe_sandbox.process import SandboxProcess

from .world import SECRET, Receiver, client, session_parameters

DAY = 24 * 3600


def idle(sandbox):
    assert sandbox.control("POST", "deliveries/idle", {"seconds": 5}) == {"idle": True}


def states(sandbox):
    return [row["state"] for row in sandbox.control("GET", "deliveries")["deliveries"]]


def test_webhook_is_signed_as_the_sdk_verifies(sandbox, api, receiver):
    created = api.v1.customers.create({"name": "Aïssata Exemple"})
    idle(sandbox)

    event = receiver.received[0].event

    assert (event.type, event.data.object["id"]) == ("customer.created", created.id)
    assert (event.api_version, event.livemode, event.pending_webhooks) == (
        stripe.api_version,
        False,
        1,
    )
    assert "Aïssata".encode() in receiver.received[0].body


def test_webhook_with_a_changed_body_does_not_verify(sandbox, api, receiver):
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)
    delivery = receiver.received[0]

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(
            delivery.body.replace(b"Awa", b"Ewa"), delivery.signature, SECRET
        )


@pytest.mark.parametrize("refusal", [500, 400, 302])
def test_refused_webhook_is_tried_again(sandbox, api, receiver, refusal):
    receiver.answers += [refusal]
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)
    assert states(sandbox) == ["queued"]
    assert api.v1.events.list().data[0].pending_webhooks == 1

    sandbox.control("POST", "clock", {"advance": 301})
    idle(sandbox)

    assert states(sandbox) == ["delivered"]
    assert api.v1.events.list().data[0].pending_webhooks == 0
    assert len({delivery.event.id for delivery in receiver.received}) == 1
    assert len(receiver.received) == 2


def test_each_try_is_signed_afresh(sandbox, api, receiver):
    receiver.answers += [500]
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)
    time.sleep(1.01)  # signatures carry whole seconds

    sandbox.control("POST", "clock", {"advance": 301})
    idle(sandbox)

    first, second = receiver.received
    assert first.event.id == second.event.id
    assert first.signature != second.signature


def test_webhook_is_given_up_after_three_days(sandbox, api, receiver):
    receiver.answers += [503] * 100
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)

    sandbox.control("POST", "clock", {"advance": 3 * DAY})
    idle(sandbox)

    assert states(sandbox) == ["failed"]
    assert len(receiver.received) == 10
    assert api.v1.events.list({"delivery_success": False}).data[0].pending_webhooks == 1


def test_webhook_recovers_within_three_days(sandbox, api, receiver):
    receiver.answers += [503] * 9
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)

    sandbox.control("POST", "clock", {"advance": 3 * DAY})
    idle(sandbox)

    assert states(sandbox) == ["delivered"]


def test_each_endpoint_gets_what_it_listens_to(sandbox, api, receiver):
    other = Receiver()
    endpoint = api.v1.webhook_endpoints.create(
        {"url": other.url, "enabled_events": ["checkout.session.completed"]}
    )
    session = api.v1.checkout.sessions.create(session_parameters())
    sandbox.control("POST", "pay", {"session": session.id})
    idle(sandbox)

    assert other.types == ["checkout.session.completed"]
    assert sorted(receiver.types) == [
        "charge.succeeded",
        "checkout.session.completed",
        "payment_intent.created",
        "payment_intent.succeeded",
    ]
    delivery = other.received[0]
    event = stripe.Webhook.construct_event(delivery.body, delivery.signature, endpoint.secret)
    assert event.type == "checkout.session.completed"
    other.close()


def test_endpoint_is_created_listed_retrieved_and_deleted(api):
    created = api.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:1/hook", "enabled_events": ["*"], "description": "Site"}
    )
    found = api.v1.webhook_endpoints.retrieve(created.id)
    assert created.secret.startswith("whsec_")
    assert "secret" not in found.to_dict()
    assert [endpoint.id for endpoint in api.v1.webhook_endpoints.list().data] == [created.id]

    deleted = api.v1.webhook_endpoints.delete(created.id)

    assert deleted.deleted is True
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.webhook_endpoints.retrieve(created.id)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"enabled_events": ["*"]}, "parameter_missing"),
        ({"url": "nowhere", "enabled_events": ["*"]}, "url_invalid"),
        ({"url": "http://127.0.0.1:1/", "enabled_events": ["soap.sold"]}, None),
        (
            {"url": "http://127.0.0.1:1/", "enabled_events": ["*"], "connect": True},
            "sandbox_not_served",
        ),
    ],
)
def test_endpoint_with_wrong_parameters(api, parameters, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.webhook_endpoints.create(parameters)

    assert refused.value.code == code


def test_held_deliveries_wait_for_the_flush(sandbox, api, receiver):
    sandbox.control("POST", "deliveries", {"mode": "hold"})
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)
    assert (receiver.types, states(sandbox)) == ([], ["held"])

    answers = sandbox.control("POST", "deliveries/flush", {})["deliveries"]

    assert [(answer["type"], answer["status"]) for answer in answers] == [("customer.created", 200)]
    assert states(sandbox) == ["delivered"]


def test_flush_copies_shuffles_and_chooses(sandbox, api, receiver):
    sandbox.control("POST", "deliveries", {"mode": "hold"})
    session = api.v1.checkout.sessions.create(session_parameters())
    sandbox.control("POST", "pay", {"session": session.id})

    sandbox.control("POST", "deliveries/flush", {"only": "charge.succeeded", "copies": 3})
    assert receiver.types == ["charge.succeeded"] * 3

    rest = ["payment_intent.created", "payment_intent.succeeded", "checkout.session.completed"]
    expected = [kind for kind in rest for _ in range(2)]
    random.Random(5).shuffle(expected)
    sandbox.control("POST", "deliveries/flush", {"copies": 2, "shuffle": 5})
    assert receiver.types[3:] == expected


def test_flush_that_is_refused_stays_held(sandbox, api, receiver):
    sandbox.control("POST", "deliveries", {"mode": "hold"})
    api.v1.customers.create({"name": "Awa"})
    receiver.answers += [500]

    first = sandbox.control("POST", "deliveries/flush", {"parallel": 2})["deliveries"]
    second = sandbox.control("POST", "deliveries/flush", {})["deliveries"]

    assert ([a["status"] for a in first], [a["status"] for a in second]) == ([500], [200])


def test_dropped_deliveries_never_arrive_but_are_known(sandbox, api, receiver):
    sandbox.control("POST", "deliveries", {"mode": "drop"})
    created = api.v1.customers.create({"name": "Awa"})
    sandbox.control("POST", "deliveries", {"mode": "send"})
    api.v1.customers.create({"name": "Other"})
    idle(sandbox)

    missed = api.v1.events.list({"delivery_success": False}).data

    assert [event.data.object["id"] for event in missed] == [created.id]
    assert len(receiver.received) == 1
    assert len(api.v1.events.list({"delivery_success": True}).data) == 1


def test_event_is_sent_again_on_demand(sandbox, api, receiver):
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)
    event = api.v1.events.list().data[0]

    sandbox.control("POST", "deliveries/resend", {"event": event.id, "copies": 2})

    assert receiver.types == ["customer.created"] * 3


def test_endpoint_that_is_down(sandbox, api):
    sandbox.control("POST", "webhooks", {"url": "http://127.0.0.1:1/hook", "secret": SECRET})

    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)

    delivery = sandbox.control("GET", "deliveries")["deliveries"][0]
    assert (delivery["state"], delivery["attempts"]) == ("queued", 1)
    assert delivery["answers"][0]["status"] is None


def test_events_are_listed_by_type_and_kept_thirty_days(sandbox, api):
    api.v1.customers.create({"name": "Awa"})
    api.v1.checkout.sessions.expire(api.v1.checkout.sessions.create(session_parameters()).id)

    def listed(**wanted):
        return [event.type for event in api.v1.events.list(wanted).data]

    assert listed(type="customer.created") == ["customer.created"]
    assert listed(types=["customer.created", "checkout.session.expired"]) == [
        "checkout.session.expired",
        "customer.created",
    ]
    assert listed(type="checkout.*") == ["checkout.session.expired"]

    event = api.v1.events.list().data[0]
    assert api.v1.events.retrieve(event.id).type == "checkout.session.expired"
    sandbox.control("POST", "clock", {"advance": 30 * DAY + 60})
    assert listed() == []


def test_command_line_endpoints_and_scaled_retries():
    receiver = Receiver(answers=[500, 500])
    with SandboxProcess(webhooks=[(receiver.url, SECRET)], retry_scale=0.00001) as sandbox:
        client(sandbox.url).v1.customers.create({"name": "Awa"})
        sandbox.wait_for(5, lambda: len(receiver.received) == 3)
        idle(sandbox)
        assert states(sandbox) == ["delivered"]
        sandbox.stop()
        sandbox.start()
        assert len(sandbox.control("GET", "webhooks")["endpoints"]) == 1
    receiver.close()


def test_body_of_a_webhook_is_the_event_of_the_api(sandbox, api, receiver):
    api.v1.customers.create({"name": "Awa"})
    idle(sandbox)

    sent = json.loads(receiver.received[0].body)

    assert sent | {"pending_webhooks": 0} == api.v1.events.retrieve(sent["id"]).to_dict()
