import json

import pytest

from stripe_sandbox.process import SandboxError, SandboxProcess

from .world import KEY, client, fetch, session_parameters


def test_dump_has_everything(sandbox, api, receiver):
    session = api.v1.checkout.sessions.create(session_parameters(), {"idempotency_key": "d1"})
    sandbox.control("POST", "pay", {"session": session.id})
    sandbox.control("POST", "deliveries/idle", {})

    dump = sandbox.control("GET", "dump")

    assert dump["objects"]["checkout.session"][0]["status"] == "complete"
    assert [event["type"] for event in dump["events"]][-1] == "checkout.session.completed"
    assert {row["state"] for row in dump["deliveries"]} == {"delivered"}
    assert [row["key"] for row in dump["idempotency"]] == ["d1"]
    assert len(dump["objects"]["charge"]) == 1
    assert "4242" not in json.dumps(dump["objects"]["checkout.session"])


def test_every_request_answer_and_event_is_held_against_the_types(sandbox, api):
    def checked():
        return dict(sandbox.control("GET", "mismatches")["checked"])

    before = checked()
    session = api.v1.checkout.sessions.create(session_parameters())
    sandbox.control("POST", "pay", {"session": session.id})

    after = checked()
    assert after["request"] == before["request"] + 1
    assert after["response"] == before["response"] + 1
    assert after["event"] > before["event"]


def test_reset_forgets_and_never_repeats_an_id(sandbox, api):
    first = api.v1.customers.create({"name": "Awa"})

    sandbox.control("POST", "reset")

    assert api.v1.customers.list().data == []
    assert api.v1.customers.create({"name": "Awa"}).id != first.id


def test_reset_with_a_seed_repeats_everything(sandbox, api):
    def run():
        sandbox.control("POST", "reset", {"seed": 7})
        session = api.v1.checkout.sessions.create(session_parameters())
        sandbox.control("POST", "pay", {"session": session.id})
        dump = sandbox.control("GET", "dump")
        return [body["id"] for kind in dump["objects"].values() for body in kind] + [
            event["id"] for event in dump["events"]
        ]

    assert run() == run()


def test_seed_on_the_command_line(sandbox, api):
    with SandboxProcess(seed=42) as own:
        first = client(own.url).v1.customers.create({"name": "Awa"})

    sandbox.control("POST", "reset", {"seed": 42})

    assert api.v1.customers.create({"name": "Awa"}).id == first.id


def test_clock_goes_forward_only(sandbox):
    before = sandbox.control("GET", "clock")["now"]

    after = sandbox.control("POST", "clock", {"advance": 3600})["now"]

    assert 3600 <= after - before <= 3602
    with pytest.raises(SandboxError, match="forward only"):
        sandbox.control("POST", "clock", {"advance": -1})


def test_cancel_leaves_the_session_open(sandbox, api):
    session = api.v1.checkout.sessions.create(session_parameters())

    answer = sandbox.control("POST", "cancel", {"session": session.id})

    assert (answer["cancel_url"], answer["status"]) == ("http://127.0.0.1:1/basket", "open")


def test_expire_closes_the_session(sandbox, api):
    session = api.v1.checkout.sessions.create(session_parameters())

    assert sandbox.control("POST", "expire", {"session": session.id})["status"] == "expired"


def test_reset_keeps_the_endpoints_of_the_command_line(sandbox):
    with SandboxProcess(webhooks=[("http://127.0.0.1:1/", "whsec_a")], fee_delay=0) as own:
        own.control("POST", "webhooks", {"url": "http://127.0.0.1:2/", "secret": "whsec_b"})
        own.control("POST", "reset", {"seed": 1})

        endpoints = own.control("GET", "webhooks")["endpoints"]
        assert [endpoint["url"] for endpoint in endpoints] == ["http://127.0.0.1:1/"]

        created = client(own.url).v1.checkout.sessions.create(session_parameters())
        own.control("POST", "pay", {"session": created.id})
        booked = [event["type"] for event in own.control("GET", "dump")["events"]]
        assert booked[-1] == "charge.updated"


def test_refused_requests_are_recorded(sandbox):
    url = f"{sandbox.url}/v1/customers"
    fetch(url, {"colour": "red"}, {"Authorization": f"Bearer {KEY}"})

    recorded = sandbox.control("GET", "mismatches")

    assert recorded["mismatches"] == []
    assert recorded["refused_requests"] == [
        {
            "place": "request",
            "about": "POST /v1/customers",
            "problems": ["colour: Received unknown parameter: colour"],
        }
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("pay", {}),
        ("pay", {"session": "cs_none"}),
        ("pay", {"session": "cs_none", "card": "5"}),
        ("deliveries", {"mode": "shout"}),
        ("barriers", {"route": "*", "when": "sometimes"}),
        ("barriers", {"route": "GET /nowhere"}),
        ("nothing", {}),
        ("clock", []),
    ],
)
def test_control_that_makes_no_sense(sandbox, path, body):
    with pytest.raises(SandboxError, match=r"40[04]"):
        sandbox.control("POST", path, body)


def test_control_does_not_answer_web_pages(sandbox):
    page = fetch(f"{sandbox.url}/_control/dump", headers={"Origin": "http://127.0.0.1:8000"})

    assert page.status == 403


def test_other_host_name_is_refused(sandbox):
    assert fetch(f"{sandbox.url}/_control/dump", headers={"Host": "evil.example"}).status == 403
