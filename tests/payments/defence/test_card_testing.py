"""Many cards inside one payment page: after five that failed it is closed."""

from typing import Any

import pytest
from django.test import Client

from payments.enums import PaymentStatus
from payments.models import Payment
from payments.services.checkout import start_checkout
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db

DECLINED = "4000000000000002"
FAILED = "payment_intent.payment_failed"


def decline(sandbox: Sandbox, payment: Payment, times: int) -> list[dict[str, Any]]:
    """So many cards are declined on the payment's page; the events that tell it."""
    before = len(sandbox.events(FAILED))
    for _card in range(times):
        assert sandbox.pay(payment.stripe_session or "", DECLINED)["outcome"] == "declined"
    return sandbox.events(FAILED)[before:]


def session_of(sandbox: Sandbox, payment: Payment) -> str:
    [session] = sandbox.control("GET", "dump")["objects"]["checkout.session"]
    return str(session["status"])


def test_sixth_failed_card_closes_the_page(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = make_payment()
    start_checkout(payment)
    five = decline(sandbox, payment, 5)
    for event in [*five, *five]:  # told twice counts once
        assert deliver(client, event).status_code == 200
    assert session_of(sandbox, payment) == "open"
    [sixth] = decline(sandbox, payment, 1)
    assert deliver(client, sixth).status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.EXPIRED
    assert session_of(sandbox, payment) == "expired"
    assert handler.calls == [("closed", ["gift"])]
    assert payment.moves.last().cause == "too many failed cards"
    assert sandbox.pay(payment.stripe_session or "")["outcome"] == "closed"


def test_money_that_was_faster_than_closing_counts(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = make_payment()
    start_checkout(payment)
    failures = decline(sandbox, payment, 6)
    sandbox.pay(payment.stripe_session or "")
    for event in failures:
        assert deliver(client, event).status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED


def test_without_the_guard_the_page_stays_open(
    client: Client,
    sandbox: Sandbox,
    handler: RecordingHandler,
    receipts: list[Payment],
    settings: Any,
) -> None:
    settings.GUARDS_OFF = {"card testing"}
    payment = make_payment()
    start_checkout(payment)
    for event in decline(sandbox, payment, 7):
        deliver(client, event)
    assert session_of(sandbox, payment) == "open"
