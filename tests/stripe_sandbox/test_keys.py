import pytest
import stripe

from .world import call, client, fetch


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


def test_restricted_test_key_is_accepted(sandbox):
    assert client(sandbox.url, "rk_test_of_the_suite").v1.customers.list().data == []


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
