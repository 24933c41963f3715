"""Money has its effect exactly once, whoever tells of it, however often, in whatever order."""

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Supporter
from ledger.enums import Restriction
from ledger.models import Entry, Line
from ledger.verification import verify
from payments.enums import PaymentStatus
from payments.exceptions import ForeignObjectError, MismatchError, MoveError
from payments.gateway import Charge, Fee, gateway
from payments.models import Payment, Subscription, SubscriptionMove, WebhookEvent
from payments.services.checkout import close_checkout, start_checkout
from payments.services.moves import move_payment
from payments.services.settlement import book_fee, payment_behind, settle, settle_event
from tests.donations.recurring_world import DAY, begin
from tests.factories.ledger import make_fund
from tests.factories.payments import gift_line, goods_line, make_payment, shipping_line
from tests.infrastructure.meanwhile import just_before
from tests.infrastructure.sandbox import Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def paid(sandbox: Sandbox, payment: Payment) -> Payment:
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    sandbox.control("POST", "clock", {"advance": 1})  # Stripe knows its fee a moment later
    return payment


def balances() -> dict[tuple[str, str], int]:
    """Ledger totals by account and fund."""
    totals: dict[tuple[str, str], int] = {}
    for line in Line.objects.select_related("account", "fund"):
        key = (line.account.code, line.fund.code)
        totals[key] = totals.get(key, 0) + line.amount
    return totals


def test_settle_unpaid_waits(sandbox: Sandbox, handler: RecordingHandler) -> None:
    payment = make_payment()
    start_checkout(payment)
    assert settle(payment, cause="test").status == PaymentStatus.PENDING
    assert handler.calls == []
    assert Entry.objects.count() == 0


def test_settle_paid_takes_effect_once(
    sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = paid(sandbox, make_payment(goods_line(), shipping_line(), gift_line()))
    for _ in range(3):
        settle(payment, cause="test")
    assert payment.status == PaymentStatus.SUCCEEDED
    assert payment.supporter == Supporter.objects.get(email="awa@example.org")
    assert handler.calls == [("paid", ["goods", "shipping", "gift"])]
    assert receipts == [payment]
    assert Entry.objects.filter(key=f"payment:{payment.uuid}").count() == 1
    assert [(move.before, move.after) for move in payment.moves.all()] == [
        ("created", "pending"),
        ("pending", "succeeded"),
    ]
    assert not any(verify()["every paid payment is in the ledger"])


def test_settle_books_goods_shipping_and_gift_apart(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    payment = paid(
        sandbox,
        make_payment(goods_line(1200, value=1000), shipping_line(500), gift_line(4000, wells)),
    )
    settle(payment, cause="test")
    assert payment.fee == round(5700 * 29 / 1000) + 30
    fee_of_wells = -balances()["1100", "wells"] + 4000
    assert balances() == {
        ("1100", "unrestricted"): 1700 - (payment.fee - fee_of_wells),
        ("4100", "unrestricted"): -1000,
        ("4010", "unrestricted"): -200,  # paid above the fair market value
        ("4150", "unrestricted"): -500,
        ("5000", "unrestricted"): payment.fee - fee_of_wells,
        ("1100", "wells"): 4000 - fee_of_wells,
        ("4000", "wells"): -4000,
        ("5000", "wells"): fee_of_wells,
    }
    assert fee_of_wells == 137  # 195 × 4000 / 5700, to the cent


def test_book_fee_of_nothing_is_known_and_not_posted() -> None:
    payment = make_payment()
    now = timezone.now()
    charge = Charge("ch_1", payment.amount, "USD", now, Fee(0, "USD", now, 4000))
    for _ in range(2):
        book_fee(payment, charge)
    payment.refresh_from_db()
    assert payment.fee == 0
    assert Entry.objects.count() == 0


def test_fee_that_another_process_books_meanwhile_is_booked_once() -> None:
    payment = make_payment()
    now = timezone.now()
    charge = Charge("ch_1", payment.amount, "USD", now, Fee(146, "USD", now, 4000))
    twin = Payment.objects.get(pk=payment.pk)
    with just_before('UPDATE "payments_payment"', lambda: book_fee(twin, charge)):
        book_fee(payment, charge)
    assert twin.fee == Payment.objects.get().fee == 146
    assert Entry.objects.count() == 1


def test_payment_moves_only_where_there_is_a_way() -> None:
    payment = make_payment()
    with pytest.raises(MoveError):
        move_payment(
            payment, to=PaymentStatus.PENDING, only_from=[PaymentStatus.SUCCEEDED], cause="test"
        )
    assert not payment.moves.exists()


def test_settle_same_events_shuffled_ten_times_end_the_same(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = paid(sandbox, make_payment())
    events = sandbox.events() * 10
    random.Random(7).shuffle(events)
    answers = {deliver(client, event).status_code for event in events}
    payment.refresh_from_db()
    assert answers == {200}
    assert payment.status == PaymentStatus.SUCCEEDED
    assert handler.calls == [("paid", ["gift"])]
    assert receipts == [payment]
    assert Entry.objects.count() == 2  # the payment and its fee
    assert payment.moves.count() == 2


def test_settle_declined_card_can_try_again(sandbox: Sandbox, handler: RecordingHandler) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "", card="4000000000000002")
    assert settle(payment, cause="test").status == PaymentStatus.PENDING
    sandbox.pay(payment.stripe_session or "")
    settle(payment, cause="test")
    assert payment.status == PaymentStatus.SUCCEEDED


def test_settle_expired_releases_once(
    client: Client, sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = make_payment(goods_line())
    start_checkout(payment)
    sandbox.control("POST", "clock", {"advance": 3700})
    settle(payment, cause="sweep")
    for event in sandbox.events("checkout.session.expired") * 3:
        deliver(client, event)
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.EXPIRED
    assert handler.calls == [("closed", ["goods"])]


def test_close_checkout_finds_that_the_payer_was_faster(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox, make_payment())
    assert close_checkout(payment, cause="basket changed").is_paid
    assert handler.calls == [("paid", ["gift"])]


def test_close_checkout_without_a_session_leaves_nothing_to_pay(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = make_payment()
    closed = close_checkout(payment, cause="basket changed")
    assert closed.status == PaymentStatus.EXPIRED
    [session] = sandbox.control("GET", "dump")["objects"].get("checkout.session", [])
    assert session["status"] == "expired"
    assert handler.calls == [("closed", ["gift"])]


@pytest.mark.parametrize(
    ("amount", "minutes_left"),
    [(4000, 10), (10, 60)],
    ids=["too little time left", "below Stripe's minimum"],
)
def test_close_checkout_of_what_stripe_refuses_expires(
    sandbox: Sandbox, handler: RecordingHandler, amount: int, minutes_left: int
) -> None:
    payment = make_payment(gift_line(amount))
    Payment.objects.update(expires_at=timezone.now() + timedelta(minutes=minutes_left))
    payment.refresh_from_db()
    assert close_checkout(payment, cause="test").status == PaymentStatus.EXPIRED
    assert handler.calls == [("closed", ["gift"])]


def test_close_checkout_of_a_hidden_session_that_stripe_refuses_to_make_again_closes_it(
    sandbox: Sandbox,
) -> None:
    payment = make_payment()
    start_checkout(payment)
    session = payment.stripe_session
    Payment.objects.update(stripe_session=None, session_url="", status=PaymentStatus.CREATED)
    Payment.objects.update(language="fr")  # the same key with other parameters
    payment.refresh_from_db()
    payment = close_checkout(payment, cause="test")
    assert (payment.status, payment.stripe_session) == (PaymentStatus.EXPIRED, session)


def test_settle_finds_the_session_that_a_crash_hid(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    session = payment.stripe_session or ""
    Payment.objects.update(
        stripe_session=None,
        session_url="",
        status=PaymentStatus.CREATED,
        expires_at=timezone.now() - timedelta(minutes=1),  # Stripe's clock may be behind ours
    )
    sandbox.pay(session)
    payment.refresh_from_db()
    settle(payment, cause="reconcile")
    payment.refresh_from_db()
    assert (payment.status, payment.stripe_session) == (PaymentStatus.SUCCEEDED, session)


def test_settle_never_started_expires_after_its_end(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = make_payment()
    assert settle(payment, cause="sweep").status == PaymentStatus.CREATED
    Payment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    settle_event(WebhookEvent(payment=Payment.objects.get(), type="told"))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.EXPIRED
    assert payment.moves.get().cause == "told"
    assert handler.calls == [("closed", ["gift"])]


@pytest.mark.parametrize("change", [{"amount": 1}, {"currency": "EUR"}])
def test_settle_refuses_what_we_did_not_ask_for(
    sandbox: Sandbox, handler: RecordingHandler, change: dict[str, object]
) -> None:
    payment = paid(sandbox, make_payment())
    Payment.objects.update(**change)
    payment.refresh_from_db()
    with pytest.raises(MismatchError):
        settle(payment, cause="test")
    assert payment.status == PaymentStatus.PENDING
    assert handler.calls == []


def test_settle_late_money_on_an_expired_payment_is_still_money(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox, make_payment())
    Payment.objects.update(status=PaymentStatus.EXPIRED)
    payment.refresh_from_db()
    settle(payment, cause="reconcile")
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED
    assert handler.calls == [("paid", ["gift"])]


def test_settle_rolls_back_whole_when_a_handler_fails(
    sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = paid(sandbox, make_payment())
    handler.failure = RuntimeError("the shop broke")
    with pytest.raises(RuntimeError):
        settle(payment, cause="test")
    assert payment.status == PaymentStatus.PENDING
    assert (Entry.objects.count(), Supporter.objects.count(), receipts) == (0, 0, [])


def test_settle_of_a_payment_read_before_it_was_paid_leaves_what_became_of_it(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox, make_payment())
    read_before = Payment.objects.get(pk=payment.pk)
    settle(payment, cause="test")
    Payment.objects.update(status=PaymentStatus.PARTLY_REFUNDED)
    assert settle(read_before, cause="late").status == PaymentStatus.PARTLY_REFUNDED
    assert handler.calls == [("paid", ["gift"])]


def test_settle_without_its_guard_takes_effect_twice(
    sandbox: Sandbox, handler: RecordingHandler, settings: object
) -> None:
    """The test of the test: the suite above would notice if the guard were gone."""
    settings.GUARDS_OFF = {"settle"}  # type: ignore[attr-defined]
    payment = paid(sandbox, make_payment())
    settle(payment, cause="test")
    settle(payment, cause="test")
    assert handler.calls == [("paid", ["gift"])] * 2


def test_settle_compares_more_lines_than_stripe_sends_along(sandbox: Sandbox) -> None:
    payment = paid(sandbox, make_payment(*[goods_line(100 + number) for number in range(12)]))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    for found in gateway().list_sessions(since=an_hour_ago, in_full=True):
        assert sorted(found.line_amounts) == list(range(100, 112))
    assert settle(payment, cause="test", session=found).status == PaymentStatus.SUCCEEDED


def test_settle_begins_a_monthly_gift_and_finds_its_payments_by_their_invoices(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    payment = begin(sandbox)
    busy = {"route": "GET /v1/subscriptions/{id}", "kind": "rate_limit", "times": 1}
    sandbox.control("POST", "faults", busy)
    settle(payment, cause="page")
    begun = payment.subscription
    assert payment.is_paid
    assert begun
    assert (begun.stripe_customer[:4], begun.fetched_at) == ("cus_", None)
    assert caplog.messages == [f"Subscription {begun.uuid} has begun and could not be read yet"]
    settle(payment, cause="event")
    assert payment.subscription.status == "active"
    assert SubscriptionMove.objects.get().cause == "event"

    sandbox.control("POST", "clock", {"advance": 31.5 * DAY})
    charges = sandbox.control("GET", "dump")["objects"]["charge"]
    first, second = (one["payment_intent"] for one in sorted(charges, key=lambda c: c["created"]))
    renewal = payment_behind(intent_id=second)
    assert (renewal.stripe_payment_intent, renewal.pk == payment.pk) == (second, False)
    assert [move.cause for move in renewal.moves.all()] == ["intent"]
    known = renewal.fee
    unknown = {"fee": None, "settled_amount": None, "settled_currency": ""}  # to Stripe, at first
    Payment.objects.filter(pk=renewal.pk).update(**unknown)
    renewal.refresh_from_db()
    assert settle(renewal, cause="test").fee == known
    assert known is not None

    # As a crash may leave it: known by its reference, or by its id at Stripe, or not at all.
    found = Subscription.objects.get()
    Payment.objects.filter(pk=payment.pk).update(stripe_payment_intent=None, stripe_charge=None)
    Subscription.objects.update(stripe_subscription=None)
    assert payment_behind(intent_id=first) == payment
    Subscription.objects.update(uuid=uuid4(), stripe_subscription=found.stripe_subscription)
    assert payment_behind(intent_id=first) == payment
    Subscription.objects.update(stripe_subscription=None)
    with pytest.raises(ForeignObjectError, match=f"^{first}$"):
        payment_behind(intent_id=first)


def test_settle_asks_stripe_nothing_about_what_is_settled(sandbox: Sandbox, settings: Any) -> None:
    def asked() -> int:
        return int(sandbox.control("GET", "mismatches")["checked"]["request"])

    payment = settle(paid(sandbox, make_payment()), cause="test")
    assert payment.fee is not None
    before = asked()
    assert settle(payment, cause="test").status == PaymentStatus.SUCCEEDED
    assert asked() == before
    settings.GUARDS_OFF = {"settle"}
    settle(payment, cause="test")
    assert asked() == before + 1


def test_payment_behind_asks_whose_an_intent_is(sandbox: Sandbox) -> None:
    payment = paid(sandbox, make_payment())
    [charge] = sandbox.control("GET", "dump")["objects"]["charge"]
    intent = charge["payment_intent"]
    assert payment_behind(intent_id=intent) == payment
    Payment.objects.update(uuid=uuid4())
    with pytest.raises(ForeignObjectError, match=f"^{intent}$"):
        payment_behind(intent_id=intent, charge_id=charge["id"])
