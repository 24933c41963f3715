"""What is kept of events, and how they are caught up on. Where Stripe need not be asked, it is not:
a cheque needs no settling, and a live key is refused before anybody is called."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from payments.enums import EventStatus, PaymentMethod
from payments.exceptions import GatewayRefusedError
from payments.gateway import SignedEvent
from payments.models import Payment, Subscription, UnmatchedObject, WebhookEvent
from payments.services import inbox
from payments.services.checkout import start_checkout
from payments.services.inbox import (
    catch_up_events,
    process_event,
    receive_event,
    retry_failed_events,
)
from tests.donations.recurring_world import begin
from tests.factories.payments import make_payment
from tests.infrastructure.sandbox import Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
Asked = Callable[[int], Any]


def signed(name: str = "evt_1", kind: str = "charge.updated", **fields: Any) -> SignedEvent:
    values: dict[str, Any] = {
        "id": name,
        "type": kind,
        "api_version": "2026",
        "livemode": False,
        "account": "",
        "happened_at": THEN,
        "object_id": f"thing of {name}",
        "intent_id": "",
        "charge_id": "",
        "reference": "",
        "subscription_id": "sub_1",
        **fields,
    }
    return SignedEvent(**values)


def cheque() -> Payment:
    payment = make_payment()
    Payment.objects.filter(pk=payment.pk).update(method=PaymentMethod.CHEQUE)
    payment.refresh_from_db()
    return payment


def make_event(name: str, **fields: Any) -> WebhookEvent:
    values: dict[str, Any] = {
        "type": "invented",
        "livemode": False,
        "status": EventStatus.FAILED,
        "happened_at": THEN,
        **fields,
    }
    return WebhookEvent.objects.create(id=name, **values)


@pytest.fixture
def unreachable(settings: Any) -> None:
    """Whoever asks Stripe now fails at once."""
    settings.STRIPE_SECRET_KEY = "sk_live_1"


def test_event_is_kept_whole_and_settled() -> None:
    payment = cheque()
    receive_event(signed(reference=str(payment.uuid)))
    kept = WebhookEvent.objects.get()
    assert (kept.pk, kept.type, kept.object_id) == ("evt_1", "charge.updated", "thing of evt_1")
    assert (kept.subject_id, kept.api_version, kept.livemode) == ("sub_1", "2026", False)
    assert (kept.happened_at, kept.payment, kept.was_delivered) == (THEN, payment, True)
    assert (kept.status, kept.attempts, kept.error) == ("processed", 1, "")
    assert kept.finished_at is not None


@pytest.mark.parametrize("kind", ["invented", "charge.updated"])
def test_event_of_nobody_here_is_kept_and_ignored(kind: str) -> None:
    receive_event(signed(kind=kind, livemode=True))
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.attempts, kept.error) == ("ignored", 1, "")
    assert (kept.payment, kept.livemode) == (None, True)
    assert kept.finished_at is not None


def test_event_that_is_finished_costs_one_question(django_assert_num_queries: Asked) -> None:
    for kind in ("invented", "charge.updated"):
        told = signed(f"evt {kind}", kind, reference=str(cheque().uuid))
        receive_event(told)
        with django_assert_num_queries(1):
            receive_event(told)


def test_event_that_was_lost_and_comes_after_all_is_noted() -> None:
    other = signed("evt_2", "invented")
    for lost in (signed(kind="invented"), other):
        receive_event(lost, was_delivered=False)
    assert not WebhookEvent.objects.filter(was_delivered=True).exists()
    receive_event(signed(kind="invented", api_version="2031"))
    kept = WebhookEvent.objects.in_bulk()
    assert (kept["evt_1"].was_delivered, kept["evt_1"].api_version) == (True, "2031")
    assert (kept["evt_2"].was_delivered, kept["evt_2"].api_version) == (False, "2026")


@pytest.mark.usefixtures("unreachable")
def test_event_that_fails_is_kept_with_its_error_each_time() -> None:
    payment = make_payment()
    for attempt in (1, 2):
        with pytest.raises(GatewayRefusedError):
            receive_event(signed(reference=str(payment.uuid)))
        kept = WebhookEvent.objects.get()
        assert (kept.status, kept.error) == ("failed", "GatewayRefusedError")
        assert (kept.attempts, kept.finished_at) == (attempt, None)
    Payment.objects.update(method=PaymentMethod.CHEQUE)
    receive_event(signed(reference=str(payment.uuid)))
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.error, kept.attempts) == ("processed", "", 3)


@pytest.mark.usefixtures("unreachable")
def test_events_that_failed_are_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    for name, status in (("evt_1", EventStatus.FAILED), ("evt_2", EventStatus.RECEIVED)):
        make_event(name, status=status)
    make_event("evt_3", type="charge.updated", payment=make_payment())
    make_event("evt_4", status=EventStatus.PROCESSED)
    assert retry_failed_events() == 2
    assert dict(WebhookEvent.objects.values_list("pk", "status")) == {
        "evt_1": "ignored",
        "evt_2": "ignored",
        "evt_3": "failed",
        "evt_4": "processed",
    }
    assert caplog.messages == ["Event evt_3 failed again"]


def test_payment_that_an_event_led_to_is_kept(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    """Stripe's dashboard names no payment of ours; the refund's intent does."""
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    [charge] = sandbox.control("GET", "dump")["objects"]["charge"]
    sandbox.control("POST", "refund", {"charge": charge["id"], "amount": 500})
    for told in sandbox.events("refund.created"):
        assert deliver(client, told).status_code == 200
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.payment) == ("processed", payment)


def test_event_that_does_not_fit_is_kept_for_staff(
    client: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    payment = begin(sandbox)
    Payment.objects.filter(pk=payment.pk).update(amount=1)
    [completed] = sandbox.events("checkout.session.completed")
    [created] = sandbox.events("customer.subscription.created")
    assert deliver(client, completed).status_code == 200
    receive_event(signed(kind="payment_intent.succeeded", reference=str(payment.uuid)))
    Payment.objects.filter(pk=payment.pk).update(uuid=uuid4())  # so that only Stripe's id is known
    Subscription.objects.update(currency="EUR", stripe_subscription=created["data"]["object"]["id"])
    assert deliver(client, created).status_code == 200
    about = {event.type: event for event in WebhookEvent.objects.all()}
    assert {(event.status, event.error, event.attempts) for event in about.values()} == {
        ("ignored", "mismatch", 1)
    }
    # Whatever told of it, the payment's session is what does not fit.
    assert UnmatchedObject.objects.count() == 2
    session = UnmatchedObject.objects.get(stripe_id=payment.stripe_session)
    assert (session.reason, session.amount, session.currency) == ("mismatch", 1, "USD")
    assert session.detail.startswith(f"payment {payment.uuid} is ")
    begun = UnmatchedObject.objects.get(stripe_id=about["customer.subscription.created"].object_id)
    assert (begun.reason, begun.amount, begun.currency) == ("mismatch", None, "")
    assert begun.detail.startswith("subscription ")
    logged = [line for line in caplog.messages if "does not fit" in line]
    assert sorted(line.split(": ")[0] for line in logged) == sorted(
        f"Event {name} does not fit its payment"
        for name in ("evt_1", completed["id"], created["id"])
    )
    assert all(found.detail in " ".join(logged) for found in (session, begun))


def test_unknown_event_that_was_kept_as_failed_is_finished_with() -> None:
    """As after an update that no longer settles it."""
    process_event(make_event("evt_1"))
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.attempts) == ("ignored", 1)


# --- Caught up from Stripe's list


def never(payment: Payment, told: SignedEvent) -> bool:
    return False


def test_lost_events_are_written_down_and_settled(django_assert_num_queries: Asked) -> None:
    """Known by reference, by intent or by charge; some compared already, some nobody's."""
    by_reference, compared = cheque(), cheque()
    by_intent, by_charge = make_payment(), make_payment()
    Payment.objects.filter(pk=by_intent.pk).update(stripe_payment_intent="pi_2")
    Payment.objects.filter(pk=by_charge.pk).update(stripe_charge="ch_3")
    make_event("evt_0", status=EventStatus.PROCESSED)
    nobodys = signed("evt_6", "invented")
    listed = [
        signed("evt_0"),
        signed("evt_1", reference=str(by_reference.uuid)),
        signed("evt_2", intent_id="pi_2", reference="order 7"),
        signed("evt_3", charge_id="ch_3"),
        signed("evt_4", reference=str(compared.uuid), livemode=True),
        signed("evt_5", charge_id="ch_of_nobody"),
        *(nobodys, nobodys),
    ]
    current = {(by_intent.pk, "evt_2"), (by_charge.pk, "evt_3"), (compared.pk, "evt_4")}
    assert catch_up_events(listed, lambda one, told: (one.pk, told.id) in current) == 5
    kept = WebhookEvent.objects.in_bulk()
    assert [
        (name, event.status, event.payment_id, event.attempts)
        for name, event in sorted(kept.items())
    ] == [
        ("evt_0", "processed", None, 0),
        ("evt_1", "processed", by_reference.pk, 1),
        ("evt_2", "processed", by_intent.pk, 0),
        ("evt_3", "processed", by_charge.pk, 0),
        ("evt_4", "processed", compared.pk, 0),
        ("evt_5", "ignored", None, 0),
        ("evt_6", "ignored", None, 0),
    ]
    assert [event.was_delivered for _name, event in sorted(kept.items())] == [True] + [False] * 6
    assert (kept["evt_4"].object_id, kept["evt_4"].livemode) == ("thing of evt_4", True)
    assert all(event.finished_at for name, event in kept.items() if name != "evt_0")
    with django_assert_num_queries(1):
        assert catch_up_events(listed, never) == 0


def test_event_of_others_than_payments_is_settled_by_who_settles_it(unreachable: None) -> None:
    """Whatever was compared: a refund is not its payment."""
    told = [
        signed("evt_1", "charge.refunded", reference="order 7"),
        signed("evt_2", "charge.refunded", reference=str(make_payment().uuid)),
    ]
    assert catch_up_events(told, lambda _payment, _told: True) == 1
    kept = WebhookEvent.objects.values_list("pk", "status", "attempts", "was_delivered")
    assert set(kept) == {("evt_1", "ignored", 1, False), ("evt_2", "failed", 1, False)}


def test_lost_events_are_taken_oldest_first_and_by_the_batch(
    monkeypatch: pytest.MonkeyPatch, unreachable: None, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(inbox, "BATCH", 2)
    reference = str(make_payment().uuid)
    first = [signed(f"evt_{number}", "invented") for number in range(3)]
    assert catch_up_events(first, never) == 0
    later = [
        signed("evt_7", reference=reference, happened_at=THEN + timedelta(hours=2)),
        signed("evt_9", reference=reference),
        signed("evt_8", reference=reference),
        *(signed(f"evt_{number}", "charge.updated") for number in (4, 5, 6)),
    ]
    assert catch_up_events([*first, *later], never) == 3
    assert caplog.messages == [f"Event evt_{number} was lost and failed" for number in (8, 9, 7)]
    assert WebhookEvent.objects.filter(status=EventStatus.FAILED).count() == 3
    assert not WebhookEvent.objects.filter(was_delivered=True).exists()
    assert catch_up_events([*first, *later], never) == 0
