import base64
import json

import pytest
import stripe

from stripe_sandbox.catalogue import ROUTER
from stripe_sandbox.permissions import ALL, resource_of

from .world import call, client, fetch, session_parameters


def test_request_without_a_key(sandbox):
    page = fetch(f"{sandbox.url}/v1/customers")

    assert page.status == 401
    assert page.json["error"]["type"] == "invalid_request_error"
    assert page.json["error"]["message"].startswith("You did not provide an API key.")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "livemode_mismatch"),
        ("rk_live_4eC39HqLyjWDarjtT1zdp7dc", "livemode_mismatch"),
        ("pk_test_4eC39HqLyjWDarjtT1zdp7dc", "secret_key_required"),
        ("nonsense", None),
    ],
)
def test_key_that_is_refused(sandbox, key, code):
    with pytest.raises(stripe.AuthenticationError) as refused:
        client(sandbox.url, key).v1.customers.list()

    error = refused.value.json_body["error"]
    assert error.get("code") == code
    assert key not in error["message"]


def test_key_as_the_user_name_of_curl(sandbox):
    name = base64.b64encode(b"sk_test_of_the_suite:").decode()

    for header, status in ((f"Basic {name}", 200), ("Basic nonsense", 401), ("Digest x", 401)):
        page = fetch(f"{sandbox.url}/v1/customers", headers={"Authorization": header})
        assert page.status == status


RESTRICTED = "rk_test_of_the_suite"


def grant(sandbox, *permissions):
    sandbox.control("POST", "keys", {"key": RESTRICTED, "permissions": permissions})
    return client(sandbox.url, RESTRICTED).v1


def test_restricted_key_may_do_nothing_until_it_is_given_something(sandbox):
    with pytest.raises(stripe.PermissionError) as refused:
        client(sandbox.url, RESTRICTED).v1.charges.list()

    assert refused.value.http_status == 403
    assert refused.value.user_message == (
        "The provided key 'rk_test_********uite' does not have the required permissions for this "
        "endpoint on account 'acct_1SandboxAccount0'. Having the 'rak_charge_read' permission "
        "would allow this request to continue."
    )


def test_restricted_key_reads_and_does_not_write(sandbox):
    may = grant(sandbox, "rak_customer_read")

    assert may.customers.list().data == []
    with pytest.raises(stripe.PermissionError, match="rak_customer_write"):
        may.customers.create({"name": "Awa"})
    assert may.customers.list().data == []


def test_restricted_key_that_writes_reads_too(sandbox):
    may = grant(sandbox, "rak_customer_write")

    assert may.customers.retrieve(may.customers.create({"name": "Awa"}).id).name == "Awa"


def test_restricted_key_expands_only_what_it_may_read(sandbox, api):
    session = api.v1.checkout.sessions.create(session_parameters())
    sandbox.control("POST", "pay", {"session": session.id})
    may = grant(sandbox, "rak_checkout_session_read")
    expanded = {"expand": ["payment_intent"]}

    assert may.checkout.sessions.retrieve(session.id).payment_status == "paid"
    with pytest.raises(stripe.PermissionError, match="rak_payment_intent_read"):
        may.checkout.sessions.retrieve(session.id, expanded)
    may = grant(sandbox, "rak_checkout_session_read", "rak_payment_intent_read")
    assert may.checkout.sessions.retrieve(session.id, expanded).payment_intent.status == "succeeded"


def test_key_granted_nonsense_is_refused(sandbox):
    for wrong in (
        {"key": RESTRICTED, "permissions": ["rak_teapot_write"]},
        {"key": "sk_test_of_the_suite", "permissions": []},
    ):
        page = call(sandbox.url, "/_control/keys", json.dumps(wrong))
        assert page.status == 400


def test_every_route_needs_a_permission():
    assert {f"rak_{resource_of(route.pattern)}_read" for route in ROUTER.routes} <= ALL


def test_unknown_url(sandbox):
    page = call(sandbox.url, "/v1/teapots")

    assert page.status == 404
    assert page.json["error"]["message"].startswith("Unrecognized request URL (GET: /v1/teapots).")


def test_other_api_version(sandbox):
    page = call(sandbox.url, "/v1/customers", Stripe_Version="2019-01-01")

    assert page.status == 400
    assert page.json["error"]["message"] == "Invalid Stripe API version: 2019-01-01"


def test_headers_of_an_answer(sandbox):
    page = call(sandbox.url, "/v1/customers")

    assert page.headers["Request-Id"].startswith("req_")
    assert page.headers["Stripe-Version"] == stripe.api_version
    assert page.headers["Content-Type"] == "application/json"


def test_error_body_names_the_request(sandbox):
    page = call(sandbox.url, "/v1/customers/cus_none")

    assert page.status == 404
    assert page.json == {
        "error": {
            "code": "resource_missing",
            "doc_url": "https://stripe.com/docs/error-codes/resource-missing",
            "message": "No such customer: 'cus_none'",
            "param": "id",
            "request_log_url": f"https://dashboard.stripe.com/test/logs/{page.headers['Request-Id']}",
            "type": "invalid_request_error",
        }
    }
