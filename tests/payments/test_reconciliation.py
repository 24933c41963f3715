"""What a lost webhook or a crash leaves behind is found and healed, once."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from payments.enums import EventStatus, PaymentStatus
from payments.models import Payment, WebhookEvent
from payments.services.checkout import start_checkout
from payments.services.reconciliation import reconcile
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def test_reconcile_books_a_payment_whose_webhooks_were_lost(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    assert reconcile().healed == [str(payment.uuid)]
    assert reconcile().healed == []
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED
    assert handler.calls == [("paid", ["gift"])]


def test_reconcile_finds_a_payment_whose_session_we_never_noted(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    session = payment.stripe_session or ""
    Payment.objects.update(stripe_session=None, session_url="", status=PaymentStatus.CREATED)
    sandbox.pay(session)
    assert reconcile().healed == [str(payment.uuid)]


def test_reconcile_expires_what_was_never_started(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    make_payment()
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert len(reconcile().healed) == 1
    assert handler.calls == [("closed", ["gift"])]


def test_reconcile_goes_on_after_a_payment_that_fails(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payments = [make_payment(), make_payment()]
    for payment in payments:
        start_checkout(payment)
        sandbox.pay(payment.stripe_session or "")
    handler.failure = RuntimeError("the first one")
    findings = reconcile()
    assert list(findings.failed.values()) == ["RuntimeError"]
    assert {*findings.failed, *findings.healed} == {str(payment.uuid) for payment in payments}


def test_reconcile_names_sessions_that_are_not_ours(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    session = payment.stripe_session
    Payment.objects.all().delete()
    assert reconcile().foreign == [session]


def test_reconcile_tries_failed_events_again(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    WebhookEvent.objects.create(
        id="evt_1",
        type="checkout.session.completed",
        object_id=payment.stripe_session,
        payment=payment,
        livemode=False,
        status=EventStatus.FAILED,
        happened_at=timezone.now(),
    )
    assert reconcile().events == 1
    assert WebhookEvent.objects.get().status == EventStatus.PROCESSED


def test_reconcile_command_reports_as_json(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    out = StringIO()
    call_command("reconcile", "--since", "2026-01-01", "--json", stdout=out)
    assert json.loads(out.getvalue())["healed"] == [str(payment.uuid)]


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01"])
def test_reconcile_command_refuses_a_time_that_is_none(since: str) -> None:
    with pytest.raises(CommandError, match="--since"):
        call_command("reconcile", "--since", since)


def test_reconcile_command_says_when_stripe_is_down(sandbox: Sandbox) -> None:
    sandbox.process.stop()
    with pytest.raises(CommandError, match="no answer"):
        call_command("reconcile")
    sandbox.process.start()
