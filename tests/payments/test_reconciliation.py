"""What a lost webhook or a crash leaves behind is found and healed, once."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from core.attention import find_attention
from payments.enums import EventStatus, PaymentStatus
from payments.exceptions import (
    AlreadyMatchedError,
    ForeignObjectError,
    GatewayUnavailableError,
)
from payments.gateway import Gateway, SessionLine, gateway
from payments.models import Payment, ReconcileRun, UnmatchedObject, WebhookEvent
from payments.services.checkout import start_checkout
from payments.services.inbox import process_event
from payments.services.reconciliation import (
    PATIENCE,
    Findings,
    _settle_all,
    _settle_charge,
    close_expired,
    reconcile,
)
from payments.services.unmatched import set_aside
from tests.factories.accounts import make_superuser
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox, deliver
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


@pytest.mark.faults
def test_reconcile_command_says_when_stripe_is_down(sandbox: Sandbox) -> None:
    sandbox.process.stop()
    with pytest.raises(CommandError, match="no answer"):
        call_command("reconcile")
    sandbox.process.start()


# --- Lost deliveries, cursors, and what a person must look at


def test_a8_every_lost_delivery_is_found_in_one_run(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payments = [make_payment() for _ in range(4)]
    for payment in payments:
        start_checkout(payment)
        sandbox.pay(payment.stripe_session or "")
    sandbox.control("POST", "clock", {"advance": 1})
    findings = reconcile()
    assert set(findings.healed) == {str(payment.uuid) for payment in payments}
    assert Payment.objects.paid().exclude(fee=None).count() == 4
    # The events that were lost are written down, and known for lost.
    assert {event["id"] for event in sandbox.events()} == set(
        WebhookEvent.objects.filter(was_delivered=False).values_list("pk", flat=True)
    )
    assert not WebhookEvent.objects.filter(status=EventStatus.FAILED).exists()
    again = reconcile()
    assert (again.healed, again.events, again.failed) == ([], 0, {})
    assert len(handler.calls) == 4


def test_a8_some_lost_deliveries_are_found_among_those_that_came(
    sandbox: Sandbox, handler: RecordingHandler, client: Client
) -> None:
    payments = [make_payment() for _ in range(3)]
    for payment in payments:
        start_checkout(payment)
        sandbox.pay(payment.stripe_session or "")
    for number, event in enumerate(sandbox.events()):
        if number % 3:
            assert deliver(client, event).status_code == 200
    reconcile()
    assert Payment.objects.paid().count() == 3
    assert len(handler.calls) == 3
    assert WebhookEvent.objects.count() == len(sandbox.events())
    # A delivery that comes after all changes nothing, and is known to have come.
    for event in sandbox.events():
        deliver(client, event)
    assert not WebhookEvent.objects.filter(was_delivered=False).exists()
    assert len(handler.calls) == 3


def test_run_is_kept_with_what_it_did_and_where_it_got_to(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    reconcile()
    run = ReconcileRun.objects.get()
    assert run.healed == [str(payment.uuid)]
    assert run.looked_at["sessions"] == run.looked_at["charges"] == 1
    assert run.finished_at is not None
    assert run.events_until is not None
    assert run.events_until < run.started_at
    assert "sessions 1, " in run.counts
    assert (run.healed_count, run.rebuilt_count, run.failed_count) == (1, 0, 0)


def test_events_are_read_from_the_cursor_on(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    assert reconcile().looked_at["events"] > 0
    sandbox.control("POST", "clock", {"advance": 7200})
    ReconcileRun.objects.update(events_until=timezone.now() + timedelta(hours=1))
    assert reconcile().looked_at["events"] == 0


@pytest.mark.faults
def test_run_that_stripe_did_not_answer_is_kept(sandbox: Sandbox) -> None:
    sandbox.process.stop()
    with pytest.raises(GatewayUnavailableError):
        reconcile()
    sandbox.process.start()
    run = ReconcileRun.objects.get()
    assert (run.error, run.events_until) == ("GatewayUnavailableError", None)


def test_comparison_gives_up_once_stripe_has_stopped_answering(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Payments in trouble do not keep the others from healing; a Stripe that is silent does, or the
    run would wait for each of them. What failed already in this run is not tried again."""
    for _number in range(5):
        make_payment()
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    asked: list[object] = []

    def silent(_gateway: object, **wanted: object) -> None:
        asked.append(wanted)
        raise GatewayUnavailableError("nobody answers")

    monkeypatch.setattr(Gateway, "list_sessions", silent)
    with pytest.raises(GatewayUnavailableError):
        close_expired()
    assert len(asked) == PATIENCE == 3
    known = {str(payment.uuid): "MismatchError" for payment in Payment.objects.all()}
    _settle_all(Payment.objects.all(), Findings(failed=known))
    assert len(asked) == PATIENCE


def test_charge_whose_session_alone_names_our_payment_is_found(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    [charge] = gateway().list_charges(since=timezone.now() - timedelta(hours=1))
    assert _settle_charge(replace(charge, reference="")) == "healed"
    payment.refresh_from_db()
    assert payment.stripe_charge == charge.id
    monkeypatch.setattr(Gateway, "find_session_of", lambda _gateway, _intent: None)
    with pytest.raises(ForeignObjectError):
        _settle_charge(replace(charge, reference="", intent_id="pi_by_hand"))


def test_money_of_somebody_else_is_kept_until_set_aside(sandbox: Sandbox) -> None:
    stranger = pay_elsewhere(sandbox)
    findings = reconcile()
    assert findings.failed == {}
    unmatched = UnmatchedObject.objects.open().get()
    assert (unmatched.stripe_id, unmatched.reason) == (stranger, "not_ours")
    assert (unmatched.amount, unmatched.currency) == (2500, "USD")
    reconcile()
    assert UnmatchedObject.objects.count() == 1
    set_aside(unmatched=unmatched, by=make_superuser())
    reconcile()
    assert not UnmatchedObject.objects.open().exists()
    with pytest.raises(AlreadyMatchedError):
        set_aside(unmatched=unmatched, by=make_superuser(email="other@example.org"))


def pay_elsewhere(sandbox: Sandbox) -> str:
    """A payment through another form of the same account; returns the charge's id."""
    session = gateway().create_session(
        reference="some other shop",
        key="other",
        lines=[SessionLine(name="A tote bag", amount=2500, metadata={})],
        currency="USD",
        email="somebody@example.org",
        language="en",
        success_url="http://127.0.0.1/thanks",
        cancel_url="http://127.0.0.1/",
        expires_at=timezone.now() + timedelta(hours=1),
        facts={},
    )
    sandbox.pay(session.id)
    [charge] = sandbox.control("GET", "dump")["objects"]["charge"]
    return str(charge["id"])


def test_second_charge_for_a_payment_is_kept_for_staff(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    reconcile()
    Payment.objects.update(stripe_charge="ch_of_another_page")
    findings = reconcile()
    assert list(findings.failed.values()) == ["PaidTwiceError"]
    assert UnmatchedObject.objects.open().get().reason == "paid_twice"
    Payment.objects.update(stripe_charge=UnmatchedObject.objects.get().stripe_id)
    reconcile()
    assert not UnmatchedObject.objects.open().exists()


# --- Attention


def names() -> set[str]:
    return {finding.condition.name for finding in find_attention()} - {"timer_stopped"}


def test_event_that_failed_needs_attention_until_it_went_well(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    event = WebhookEvent.objects.create(
        id="evt_1",
        type="checkout.session.completed",
        object_id=payment.stripe_session,
        payment=payment,
        livemode=False,
        status=EventStatus.FAILED,
        happened_at=timezone.now(),
    )
    assert names() == set()  # the next delivery may heal it
    WebhookEvent.objects.update(received_at=timezone.now() - timedelta(minutes=16))
    assert names() == {"failed_events"}
    process_event(event)
    assert names() == set()


def test_webhook_silence_is_noticed_only_while_money_moves() -> None:
    now = timezone.now()
    assert names() == set()
    payment = make_payment()
    Payment.objects.update(status=PaymentStatus.SUCCEEDED, succeeded_at=now - timedelta(hours=2))
    assert names() == {"webhook_silence"}
    event = WebhookEvent.objects.create(
        id="evt_1",
        type="charge.succeeded",
        object_id="ch_1",
        payment=payment,
        livemode=False,
        status=EventStatus.PROCESSED,
        happened_at=now,
    )
    assert names() == set()
    WebhookEvent.objects.filter(pk=event.pk).update(was_delivered=False)
    assert names() == {"webhook_silence"}
    WebhookEvent.objects.update(was_delivered=True, received_at=now - timedelta(hours=25))
    assert names() == {"webhook_silence"}


def test_comparison_that_fails_is_noticed() -> None:
    now = timezone.now()
    good = ReconcileRun.objects.create(
        started_at=now - timedelta(minutes=29), finished_at=now, since=now
    )
    assert names() == set()
    ReconcileRun.objects.create(
        started_at=now, finished_at=now, since=now, error="GatewayUnavailableError"
    )
    assert names() == set()
    ReconcileRun.objects.filter(pk=good.pk).update(started_at=now - timedelta(minutes=31))
    assert names() == {"reconcile"}


def test_payment_that_two_comparisons_could_not_settle_is_noticed() -> None:
    now = timezone.now()
    failed = {str(make_payment().uuid): "RuntimeError"}
    for minutes in (10, 0):
        assert names() == set()
        moment = now - timedelta(minutes=minutes)
        ReconcileRun.objects.create(started_at=moment, finished_at=moment, since=now, failed=failed)
    assert names() == {"reconcile"}


def test_what_does_not_fit_needs_attention(sandbox: Sandbox, client: Client) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    Payment.objects.update(amount=1)
    for event in sandbox.events("checkout.session.completed"):
        assert deliver(client, event).status_code == 200
    [item] = next(
        one for one in find_attention() if one.condition.name == "unmatched_objects"
    ).items
    assert payment.stripe_session in item.text
