"""The address that Stripe posts to: signatures, sizes, strangers."""

import json
import re
import time
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from payments.defence import alarms
from payments.enums import EventStatus, PaymentStatus
from payments.models import Payment, WebhookEvent
from payments.services.checkout import start_checkout
from payments.skew import known_skew
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox, deliver, signature
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db

URL = "/payments/stripe/webhook/"


def event(**overrides: Any) -> dict[str, Any]:
    return {
        "id": "evt_test_1",
        "object": "event",
        "type": "charge.succeeded",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "ch_test_1", "object": "charge", "metadata": {}}},
        **overrides,
    }


BODY = json.dumps(event()).encode()


def post(client: Client, body: bytes, header: str | bytes | None) -> int:
    headers = {} if header is None else {"HTTP_STRIPE_SIGNATURE": header}
    return client.post(URL, body, content_type="application/json", **headers).status_code


def test_webhook_lives_at_the_address_of_the_contract() -> None:
    assert reverse("stripe-webhook") == URL


# Header by what is wrong with it; test ids must not change from one process to the next.
UNSIGNED: dict[str, str | bytes | None] = {
    "none": None,
    "empty": "",
    "wrong secret": signature(BODY, secret="whsec_other"),
    "only v0": signature(BODY).replace("v1=", "v0="),
    "no timestamp": signature(BODY).split(",")[1],
    "timestamp is text": "t=abc," + signature(BODY).split(",")[1],
    "timestamp is endless": "t=" + "9" * 400 + "," + signature(BODY).split(",")[1],
    "two timestamps": "t=1," + signature(BODY),
    "301 seconds old": signature(BODY, at=int(time.time()) - 302),
    "a day ahead": signature(BODY, at=int(time.time()) + 86_400),
    "v1 is not ASCII": f"t={int(time.time())},v1=é".encode(),
    "v1 is empty": f"t={int(time.time())},v1=",
    "other body": signature(b"{}"),
}


@pytest.mark.parametrize("name", UNSIGNED)
@pytest.mark.promise("A6")
def test_webhook_not_signed_by_stripe_is_refused(client: Client, name: str) -> None:
    assert post(client, BODY, UNSIGNED[name]) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"not json", b"[]", b'"text"', b"{}", b'{"id": 1, "data": {"object": 3}}'],
)
@pytest.mark.promise("A6")
def test_webhook_signed_nonsense_is_refused(client: Client, body: bytes) -> None:
    assert post(client, body, signature(body)) == 400
    assert WebhookEvent.objects.count() == 0


@pytest.mark.promise("A6")
def test_webhook_of_live_mode_is_refused_in_test_mode(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(event(livemode=True)).encode()
    assert post(client, body, signature(body)) == 400
    told = [record.getMessage() for record in caplog.records if record.name == "payments.webhooks"]
    assert told == ["Webhook refused: event evt_test_1 is of the other mode"]


@pytest.mark.promise("G4")
def test_webhook_accepts_both_secrets_while_they_rotate(client: Client, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    for secret, number in [("whsec_new", 1), ("whsec_old", 2)]:
        body = json.dumps(event(id=f"evt_{number}")).encode()
        assert post(client, body, signature(body, secret=secret)) == 200


@pytest.mark.parametrize("skew", [-600, -302, 302, 600])
@pytest.mark.promise("D7")
def test_webhook_signed_by_a_skewed_clock_is_refused_and_raises_an_alert(
    client: Client, skew: int
) -> None:
    """D7: Stripe's clock, or ours, is minutes off; the alert names by how much."""
    assert post(client, BODY, signature(BODY, at=int(time.time()) + skew)) == 400
    assert WebhookEvent.objects.count() == 0
    [item] = alarms.clock_skew()
    named = re.search(r"signs (\d+) seconds (before|after)", item.text)
    assert named
    assert abs(int(named[1]) - abs(skew)) <= 5  # this test takes time, too
    assert named[2] == ("after" if skew > 0 else "before")


@pytest.mark.parametrize("skew", [-290, 290])
@pytest.mark.promise("D7")
def test_webhook_signed_within_five_minutes_is_accepted(client: Client, skew: int) -> None:
    assert post(client, BODY, signature(BODY, at=int(time.time()) + skew)) == 200
    assert known_skew() is None


def test_webhook_of_a_stranger_at_another_time_raises_no_alert(client: Client) -> None:
    forged = signature(BODY, secret="whsec_other", at=int(time.time()) - 600)
    assert post(client, BODY, forged) == 400
    assert known_skew() is None


@pytest.mark.promise("A6")
def test_webhook_with_one_good_of_two_signatures_is_accepted(client: Client) -> None:
    good = signature(BODY)
    assert post(client, BODY, good.replace("v1=", "v1=0000,v1=")) == 200


@pytest.mark.promise("A5")
def test_webhook_takes_posts_only(client: Client) -> None:
    assert client.get(URL).status_code == 405


@pytest.mark.promise("A5")
def test_webhook_of_two_megabytes_is_refused_unread(client: Client) -> None:
    assert post(client, b"x" * 2_000_000, signature(b"x")) == 413
    assert post(client, b"x" * (256 * 1024 + 1), signature(b"x")) == 413
    assert post(client, b"x" * 256 * 1024, signature(b"x")) == 400  # read, and not signed
    announced = client.post(URL, BODY, content_type="application/json", CONTENT_LENGTH="much")
    assert announced.status_code == 413


@pytest.mark.promise("A5")
def test_webhook_unknown_type_is_kept_and_ignored(client: Client) -> None:
    response = deliver(client, event(type="invented.happened"))
    assert response.status_code == 200
    assert WebhookEvent.objects.get().status == EventStatus.IGNORED


@pytest.mark.promise("A5")
def test_webhook_about_a_foreign_object_is_kept_and_ignored(client: Client) -> None:
    foreign = {"id": "cs_test_x", "client_reference_id": "someone else's", "metadata": None}
    response = deliver(client, event(type="checkout.session.completed", data={"object": foreign}))
    assert response.status_code == 200
    assert WebhookEvent.objects.get().status == EventStatus.IGNORED


def test_webhook_finds_the_payment_by_the_charge_it_is_about(client: Client) -> None:
    payment, other = make_payment(), make_payment()
    Payment.objects.filter(pk=payment.pk).update(stripe_payment_intent="pi_1", stripe_charge="ch_1")
    for number, thing in enumerate(
        [{"id": "dp_1", "charge": "ch_1"}, {"id": "re_1", "payment_intent": "pi_1"}]
    ):
        deliver(client, event(id=f"evt_{number}", type="invented", data={"object": thing}))
    assert list(payment.events.values_list("object_id", flat=True)) == ["re_1", "dp_1"]
    assert not other.events.exists()


def test_webhook_keeps_no_personal_data(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = make_payment(email="canary@example.org", name="Canary Bird")
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    for sent in sandbox.events():
        deliver(client, sent)
    kept = json.dumps(list(WebhookEvent.objects.values()), default=str).lower()
    assert "canary" not in kept
    assert WebhookEvent.objects.count() > 3


@pytest.mark.promise("A4")
def test_webhook_failure_is_kept_and_settled_on_the_next_delivery(
    client: Client,
    sandbox: Sandbox,
    handler: RecordingHandler,
    receipts: list[Payment],
    caplog: pytest.LogCaptureFixture,
) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    [completed] = sandbox.events("checkout.session.completed")
    handler.failure = RuntimeError("the shop broke")

    assert deliver(client, completed).status_code == 500
    assert f"Event {completed['id']} failed and will be delivered again" in caplog.messages
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PENDING
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.error, kept.attempts) == (EventStatus.FAILED, "RuntimeError", 1)

    assert deliver(client, completed).status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED
    assert WebhookEvent.objects.get().status == EventStatus.PROCESSED
    assert handler.calls == [("paid", ["gift"])]


@pytest.mark.faults
@pytest.mark.promise("A4")
def test_webhook_while_stripe_is_down_is_tried_again(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    [completed] = sandbox.events("checkout.session.completed")
    busy = {"route": "GET /v1/checkout/sessions/{id}", "kind": "rate_limit", "times": 1}
    sandbox.control("POST", "faults", busy)
    assert deliver(client, completed).status_code == 500
    assert WebhookEvent.objects.get().error == "GatewayUnavailableError"
    assert deliver(client, completed).status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED


def test_webhook_without_a_database_asks_to_come_back(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        assert deliver(client, event()).status_code == 503
    assert "No database for event evt_test_1" in caplog.messages
