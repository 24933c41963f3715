"""Opening a payment: our row first, Stripe second, one session for one intention."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import NoReturn

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from payments import gateway as gateways
from payments.enums import PaymentStatus
from payments.exceptions import GatewayRefusedError, GatewayUnavailableError
from payments.gateway import Gateway
from payments.gateway import connection as gateway_connection
from payments.gateway.connection import RETRIES, SECONDS_A_TRY
from payments.models import Payment
from payments.services import checkout
from payments.services.checkout import close_checkout, start_checkout
from tests.factories.payments import gift_line, goods_line, make_payment, shipping_line
from tests.infrastructure.meanwhile import just_before
from tests.infrastructure.sandbox import Sandbox
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db

CREATE = "POST /v1/checkout/sessions"


def sessions(sandbox: Sandbox) -> list[dict[str, object]]:
    """Sessions of payments of this test: a call that an earlier one gave up on may still end."""
    references = {str(uuid) for uuid in Payment.objects.values_list("uuid", flat=True)}
    found = sandbox.control("GET", "dump")["objects"].get("checkout.session", [])
    return [session for session in found if session["client_reference_id"] in references]


def test_start_checkout_shows_stripe_enough_to_rebuild_us(sandbox: Sandbox) -> None:
    payment = make_payment(
        goods_line(2400, quantity=2), shipping_line(), gift_line(), language="fr"
    )
    url = start_checkout(payment)
    [session] = sessions(sandbox)
    assert url == session["url"]
    assert session["client_reference_id"] == str(payment.uuid)
    kept = {"payment": str(payment.uuid), "language": "fr", "name": "Awa Sample"}
    assert session["metadata"] == kept
    assert session["locale"] == "fr"
    assert session["amount_total"] == 6900
    assert session["adaptive_pricing"] == {"enabled": False}
    assert payment.status == PaymentStatus.PENDING


def test_start_checkout_again_finds_the_same_session(sandbox: Sandbox) -> None:
    payment = make_payment()
    assert start_checkout(payment) == start_checkout(payment)
    assert len(sessions(sandbox)) == 1


def test_start_checkout_after_a_crash_finds_the_same_session(sandbox: Sandbox) -> None:
    payment = make_payment()
    url = start_checkout(payment)
    Payment.objects.update(stripe_session=None, session_url="", status=PaymentStatus.CREATED)
    payment.refresh_from_db()
    assert start_checkout(payment) == url
    assert len(sessions(sandbox)) == 1


def test_open_payment_with_the_same_fingerprint_is_found_again() -> None:
    assert make_payment(fingerprint="same") == make_payment(fingerprint="same")
    assert Payment.objects.count() == 1


def test_open_payment_about_to_close_makes_room_for_a_new_one() -> None:
    old = make_payment(fingerprint="same")
    Payment.objects.update(expires_at=timezone.now() + timedelta(minutes=2))
    new = make_payment(fingerprint="same")
    old.refresh_from_db()
    assert new != old
    assert old.is_open


def test_open_payment_after_a_finished_one_is_new() -> None:
    old = make_payment(fingerprint="same")
    Payment.objects.update(status=PaymentStatus.EXPIRED)
    assert make_payment(fingerprint="same") != old


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second a try instead of five, and half the patience, so that these tests need not wait."""
    monkeypatch.setattr(gateway_connection, "SECONDS_A_TRY", 1)
    monkeypatch.setattr(checkout, "QUICK", 1)
    gateways._gateway.cache_clear()


@pytest.fixture(autouse=True, scope="module")
def _patient_again() -> Iterator[None]:
    yield
    gateways._gateway.cache_clear()


def test_a_visitor_waits_15_seconds_at_most() -> None:
    between_tries = 1
    assert (SECONDS_A_TRY + between_tries) * (RETRIES + 1) < 15


def test_open_payment_that_closes_at_that_very_moment_makes_room_for_a_new_one() -> None:
    line = gift_line()
    first = make_payment(line, fingerprint="one")
    close = partial(Payment.objects.update, status=PaymentStatus.EXPIRED)
    with just_before('SELECT "payments_payment"', close):
        assert make_payment(line, fingerprint="one") != first
    assert Payment.objects.open().count() == 1


def test_payment_that_cannot_be_written_says_what_is_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = gift_line()
    uuid = make_payment(line).uuid
    field = Payment._meta.get_field("uuid")
    monkeypatch.setattr(field, "_get_default", lambda: uuid, raising=False)
    with pytest.raises(IntegrityError, match="uuid"), transaction.atomic():
        make_payment(line)
    assert Payment.objects.count() == 1


def test_what_has_ended_is_not_closed_again() -> None:
    payment = make_payment()
    Payment.objects.update(status=PaymentStatus.EXPIRED)
    payment.refresh_from_db()
    assert close_checkout(payment, cause="test").status == PaymentStatus.EXPIRED
    assert not payment.moves.exists()


@pytest.mark.faults
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "reset", "error_before", "error_after", "truncate"]
)
def test_start_checkout_through_a_fault_makes_one_session(sandbox: Sandbox, kind: str) -> None:
    payment = make_payment()
    sandbox.control("POST", "faults", {"route": CREATE, "kind": kind, "times": 2, "seconds": 3})
    with suppress(GatewayUnavailableError):
        start_checkout(payment)
    sandbox.control("DELETE", "faults")
    payment.refresh_from_db()
    url = start_checkout(payment)
    assert [session["url"] for session in sessions(sandbox)] == [url]


@pytest.mark.faults
@pytest.mark.usefixtures("impatient")
def test_start_checkout_while_stripe_is_silent_gives_up_in_time(sandbox: Sandbox) -> None:
    payment = make_payment()
    sandbox.control("POST", "faults", {"route": "*", "kind": "stall", "times": 9, "seconds": 15})
    begin = time.monotonic()
    with pytest.raises(GatewayUnavailableError):
        start_checkout(payment)
    assert time.monotonic() - begin < 15  # a single answer would have taken longer
    payment.refresh_from_db()
    assert payment.is_open


def test_start_checkout_after_a_kept_error_uses_another_key(sandbox: Sandbox) -> None:
    payment = make_payment()
    sandbox.control("POST", "faults", {"route": CREATE, "kind": "error_before", "times": 1})
    assert start_checkout(payment) == payment.session_url
    assert len(sessions(sandbox)) == 1


@pytest.mark.parametrize("kind", ["error_before", "error_after"])
def test_start_checkout_after_a_slow_kept_error_works_on_the_next_try(
    sandbox: Sandbox, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the table of outages: Stripe replays its error for the key for a whole day."""
    monkeypatch.setattr(checkout, "QUICK", 0)
    payment = make_payment()
    sandbox.control("POST", "faults", {"route": CREATE, "kind": kind, "times": 1})
    with pytest.raises(GatewayUnavailableError):
        start_checkout(payment)
    assert start_checkout(payment) == payment.session_url
    assert len(sessions(sandbox)) == 1


def test_close_checkout_after_a_kept_error_works_on_the_next_try(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = make_payment()
    sandbox.control("POST", "faults", {"route": CREATE, "kind": "error_before", "times": 1})
    with pytest.raises(GatewayUnavailableError):
        close_checkout(payment, cause="test")
    assert close_checkout(payment, cause="test").status == PaymentStatus.EXPIRED


def test_start_checkout_of_twins_with_two_sessions_leads_both_to_the_recorded_one(
    sandbox: Sandbox,
) -> None:
    payment = make_payment()
    twin = Payment.objects.get()
    twin.session_try = 2  # as if it had met a kept error and asked with another key
    checkout._create_session(twin)
    url = start_checkout(payment)
    assert start_checkout(twin) == url
    assert len(sessions(sandbox)) == 2


def test_close_checkout_without_an_answer_asks_again_with_the_same_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(*_asked: object, **_more: object) -> NoReturn:
        raise GatewayUnavailableError("nobody answers")

    monkeypatch.setattr(Gateway, "create_session", silent)
    payment = make_payment()
    with pytest.raises(GatewayUnavailableError):
        close_checkout(payment, cause="test")
    payment.refresh_from_db()
    assert (payment.status, payment.session_try) == (PaymentStatus.CREATED, 1)


def test_start_checkout_beside_a_twin_leads_to_what_the_twin_makes(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe says that the same call is under way: of a twin that is there still, of one that died
    before it could write down what it made, or of one that made nothing yet."""
    monkeypatch.setattr(checkout, "QUICK", 60)
    busy = {"route": CREATE, "kind": "key_in_use", "times": RETRIES + 1}
    dead, slow = make_payment(), make_payment()
    made = checkout._create_session(dead)

    sandbox.control("POST", "faults", busy)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    assert start_checkout(dead) == made.url
    assert (dead.status, dead.stripe_session) == (PaymentStatus.PENDING, made.id)

    sandbox.control("POST", "faults", busy)
    address = "https://checkout.example/of-the-twin"
    its_payment = Payment.objects.filter(pk=slow.pk)
    monkeypatch.setattr(time, "sleep", lambda _seconds: its_payment.update(session_url=address))
    assert start_checkout(slow) == address

    sandbox.control("POST", "faults", busy)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    neither = make_payment()
    with pytest.raises(GatewayUnavailableError):
        start_checkout(neither)
    neither.refresh_from_db()
    assert neither.status == PaymentStatus.CREATED


@pytest.mark.faults
def test_start_checkout_when_stripe_is_down_keeps_the_payment_open(sandbox: Sandbox) -> None:
    payment = make_payment()
    sandbox.process.stop()
    with pytest.raises(GatewayUnavailableError):
        start_checkout(payment)
    sandbox.process.start()
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.CREATED
    assert start_checkout(payment)


def test_start_checkout_refused_by_stripe_says_so(sandbox: Sandbox) -> None:
    payment = make_payment(gift_line(10))  # below Stripe's own minimum of 50 cents
    with pytest.raises(GatewayRefusedError) as refused:
        start_checkout(payment)
    assert refused.value.code == "amount_too_small"


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_one_payment_and_one_session(sandbox: Sandbox) -> None:
    urls: list[str] = []

    def click() -> None:
        try:
            urls.append(start_checkout(make_payment(fingerprint="double click")))
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(6)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert len(urls) == 6
    assert len(set(urls)) == 1
    assert Payment.objects.count() == 1
    assert len(sessions(sandbox)) == 1
