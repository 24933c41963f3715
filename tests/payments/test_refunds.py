"""Money is given back exactly once, line by line, whoever asks and whoever tells of it."""

import random
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from ledger.models import Entry, Line
from ledger.verification import verify
from payments.enums import PaymentMethod, PaymentStatus, RefundReason, RefundStatus
from payments.exceptions import GatewayUnavailableError, MismatchError, RefundError
from payments.gateway import Movement, StripeRefund
from payments.models import Payment, Refund
from payments.services.checkout import start_checkout
from payments.services.reconciliation import reconcile
from payments.services.refund_lines import refundable_lines
from payments.services.refund_settlement import metadata_of, settle_refund, settle_refunds
from payments.services.refunds import send_refund
from payments.services.settlement import settle
from tests.factories.payments import (
    ask_refund,
    gift_line,
    goods_line,
    make_payment,
    shipping_line,
)
from tests.infrastructure.sandbox import Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db

CARD_WHOSE_REFUND_FAILS = "4000000000005126"
CARD_WHOSE_REFUND_WAITS = "4000000000007726"
MINE = ("every refund is in the ledger", "no line is refunded twice")


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def paid(
    sandbox: Sandbox, *lines: Any, card: str = "4242424242424242", known: bool = True
) -> Payment:
    """Two bars at 6.00 of which 5.00 are their value, shipping of 5.00 and a gift of 40.00."""
    payment = make_payment(*(lines or (goods_line(1200, 2, 1000), shipping_line(), gift_line())))
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "", card=card)
    if known:
        settle(payment, cause="test")
    return payment


def asked_of_paid(payment: Payment) -> tuple[Refund, StripeRefund]:
    """A refund of ten from a payment that has arrived, and how Stripe tells that it is done."""
    now = timezone.now()
    Payment.objects.filter(pk=payment.pk).update(
        status=PaymentStatus.SUCCEEDED, succeeded_at=now, stripe_payment_intent=f"pi_{payment.pk}"
    )
    payment.refresh_from_db()
    refund = ask_refund(payment, (0, 1000, 0))
    return refund, StripeRefund(
        id=f"re_{refund.pk}",
        amount=refund.amount,
        currency=refund.currency,
        status="succeeded",
        intent_id=f"pi_{payment.pk}",
        charge_id=f"ch_{payment.pk}",
        reference=str(payment.uuid),
        metadata={"refund": str(refund.uuid)},
        failure="",
        created_at=now,
        left=None,
        returned=None,
    )


def balances() -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in Line.objects.select_related("account"):
        totals[line.account.code] = totals.get(line.account.code, 0) + line.amount
    return {code: total for code, total in totals.items() if total}


def problems() -> list[str]:
    found = verify()
    return [problem for name in MINE for problem in found[name]]


def later(sandbox: Sandbox) -> None:
    sandbox.control("POST", "clock", {"advance": 60})


def test_refund_of_one_of_two_bars_keeps_the_gift(
    sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = paid(sandbox)
    before = balances()
    refund = send_refund(ask_refund(payment, (0, 600, 1)), cause="test")
    payment.refresh_from_db()
    assert (refund.status, payment.status) == (
        RefundStatus.SUCCEEDED,
        PaymentStatus.PARTLY_REFUNDED,
    )
    after = balances()
    changed = {code: after.get(code, 0) - before.get(code, 0) for code in before}
    # The bar's value goes back out of sales, what was paid above it out of gifts; the fee stays.
    assert changed == {"1100": -600, "4000": 0, "4010": 100, "4100": 500, "4150": 0, "5000": 0}
    assert handler.calls[-1] == ("refunded", ["goods"])
    assert receipts == [payment, payment]
    assert [line.amount for line in refundable_lines(payment)] == [600, 500, 4000]
    assert problems() == []


def test_refund_of_all_lines_in_parts_ends_refunded_to_the_cent(sandbox: Sandbox) -> None:
    payment = paid(sandbox, goods_line(1000, 3, 700), gift_line(101))
    reasons = iter([RefundReason.UNAVAILABLE, RefundReason.DUPLICATE, RefundReason.RETURNED])
    for parts in ([(0, 333, 1), (1, 50, 0)], [(0, 334, 1)], [(0, 333, 1), (1, 51, 0)]):
        send_refund(ask_refund(payment, *parts, reason=next(reasons)), cause="test")
    payment.refresh_from_db()
    # Stripe has no word for what we cannot deliver.
    told = [one["reason"] for one in sandbox.control("GET", "dump")["objects"]["refund"]]
    assert told == [None, "duplicate", "requested_by_customer"]
    assert payment.status == PaymentStatus.REFUNDED
    assert payment.fee is not None
    assert balances() == {"1100": -payment.fee, "5000": payment.fee}
    assert problems() == []


def test_refund_asked_twice_with_the_same_uuid_is_one(sandbox: Sandbox) -> None:
    payment, uuid = paid(sandbox), uuid4()
    refunds = [
        send_refund(ask_refund(payment, (2, 4000, 0), uuid=uuid), cause="test") for _ in range(2)
    ]
    assert refunds[0] == refunds[1]
    assert len(sandbox.control("GET", "dump")["objects"]["refund"]) == 1


@pytest.mark.parametrize(
    "parts", [[(0, 1201, 2)], [(0, 600, 3)], [(2, 4001, 0)], [(1, 500, 1)], []]
)
def test_refund_of_more_than_is_left_is_not_written(sandbox: Sandbox, parts: Any) -> None:
    payment = paid(sandbox)
    with pytest.raises(RefundError):
        ask_refund(payment, *parts)
    assert not Refund.objects.exists()


def test_refund_counts_what_others_only_asked_for(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    ask_refund(payment, (2, 3000, 0))
    with pytest.raises(RefundError):
        ask_refund(payment, (2, 1001, 0))


def test_refund_told_of_what_did_not_come_through_stripe_changes_nothing() -> None:
    payment = make_payment()
    Payment.objects.update(method=PaymentMethod.CHEQUE)
    payment.refresh_from_db()
    settle_refunds(payment, cause="test")
    payment.refresh_from_db()
    assert (payment.status, Refund.objects.count()) == (PaymentStatus.CREATED, 0)


def test_refund_of_an_unpaid_payment_is_refused(sandbox: Sandbox) -> None:
    payment = make_payment()
    with pytest.raises(RefundError):
        ask_refund(payment, (0, 100, 0))


def test_refund_in_the_dashboard_of_all_that_is_left_refunds_every_line(
    client: Client, sandbox: Sandbox
) -> None:
    payment = paid(sandbox)
    send_refund(ask_refund(payment, (0, 600, 1)), cause="test")
    sandbox.control("POST", "refund", {"payment_intent": payment.stripe_payment_intent})
    for event in sandbox.events("charge.refunded"):
        assert deliver(client, event).status_code == 200
    payment.refresh_from_db()
    theirs = payment.refunds.get(reason=RefundReason.STRIPE)
    assert [(line.amount, line.quantity) for line in theirs.lines.all()] == [
        (600, 1),
        (500, 0),
        (4000, 0),
    ]
    assert (payment.status, theirs.is_split_by_rule) == (PaymentStatus.REFUNDED, False)
    assert problems() == []


def test_refund_in_the_dashboard_of_a_part_is_shared_by_rule_and_says_so(
    client: Client, sandbox: Sandbox
) -> None:
    payment = paid(sandbox)
    sandbox.control(
        "POST", "refund", {"payment_intent": payment.stripe_payment_intent, "amount": 1000}
    )
    for event in sandbox.events("refund.created"):
        deliver(client, event)
    refund = payment.refunds.get()
    # 1000 × (1200, 500, 4000) / 5700, the largest remainder rounded up.
    assert [line.amount for line in refund.lines.all()] == [210, 88, 702]
    assert refund.is_split_by_rule
    assert [line.quantity for line in refund.lines.all()] == [0, 0, 0]
    assert problems() == []


def test_refund_told_before_its_payment_settles_the_payment_first(
    client: Client, sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox, known=False)
    intent = sandbox.events("payment_intent.succeeded")[0]["data"]["object"]["id"]
    sandbox.control("POST", "refund", {"payment_intent": intent})
    [created] = sandbox.events("refund.created")
    assert deliver(client, created).status_code == 200
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.REFUNDED
    assert [call[0] for call in handler.calls] == ["paid", "refunded"]
    assert payment.events.get().type == "refund.created"


def test_refund_of_somebody_elses_payment_is_ignored(client: Client, sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    sandbox.control("POST", "refund", {"payment_intent": payment.stripe_payment_intent})
    [created] = sandbox.events("refund.created")
    Payment.objects.update(stripe_payment_intent="pi_other", stripe_charge="ch_other", uuid=uuid4())
    assert deliver(client, created).status_code == 200
    assert not Refund.objects.exists()


def test_refund_that_fails_later_is_undone(
    client: Client, sandbox: Sandbox, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    payment = paid(sandbox, card=CARD_WHOSE_REFUND_FAILS)
    before = balances()
    refund = send_refund(ask_refund(payment, (0, 600, 1), (2, 4000, 0)), cause="test")
    assert refund.status == RefundStatus.SUCCEEDED
    later(sandbox)
    for event in sandbox.events("refund.failed") * 2:
        assert deliver(client, event).status_code == 200
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.status, payment.status) == (RefundStatus.FAILED, PaymentStatus.SUCCEEDED)
    assert refund.failure == "expired_or_canceled_card"
    assert balances() == before
    assert handler.calls[-2:] == [
        ("refunded", ["goods", "gift"]),
        ("refund failed", ["goods", "gift"]),
    ]
    assert receipts == [payment] * 3
    assert list(Refund.objects.unresolved()) == [refund]
    assert problems() == []
    ask_refund(payment, (0, 1200, 2))  # it can be refunded again


def test_refund_that_waits_takes_effect_when_the_bank_has_it(
    client: Client, sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox, card=CARD_WHOSE_REFUND_WAITS)
    refund = send_refund(ask_refund(payment, (2, 4000, 0)), cause="test")
    assert (refund.status, len(handler.calls)) == (RefundStatus.PENDING, 1)
    later(sandbox)
    assert reconcile().healed == [str(payment.uuid)]
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SUCCEEDED
    assert [(move.before, move.after) for move in refund.moves.all()] == [
        ("created", "pending"),
        ("pending", "succeeded"),
    ]


@pytest.mark.faults
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset", "when": "before"},
        {"kind": "reset", "when": "after"},
        {"kind": "error_before"},
        {"kind": "error_after"},
        {"kind": "truncate"},
    ],
    ids=lambda fault: " ".join(fault.values()),
)
def test_refund_without_an_answer_is_made_once(
    sandbox: Sandbox, handler: RecordingHandler, fault: dict[str, str]
) -> None:
    payment = paid(sandbox)
    refund = ask_refund(payment, (2, 4000, 0))
    # Each of our tries is two of the SDK's.
    sandbox.control("POST", "faults", {"route": "POST /v1/refunds", "times": 2, **fault})
    with suppress(GatewayUnavailableError):
        send_refund(refund, cause="test")
    for _ in range(2):  # an error that Stripe keeps for its key may meet the next key too
        reconcile()
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SUCCEEDED
    assert len(sandbox.control("GET", "dump")["objects"]["refund"]) == 1
    assert [call[0] for call in handler.calls] == ["paid", "refunded"]
    assert problems() == []


def test_refund_that_a_crash_left_asked_for_is_sent_by_reconcile(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    refund = ask_refund(payment, (2, 4000, 0))
    assert reconcile().healed == [str(payment.uuid)]
    assert reconcile().healed == []
    refund.refresh_from_db()
    assert refund.status == RefundStatus.SUCCEEDED


def test_refund_that_stripe_refuses_gives_way_to_the_one_in_the_dashboard(
    sandbox: Sandbox,
) -> None:
    payment = paid(sandbox)
    refund = ask_refund(payment, (2, 4000, 0))
    sandbox.control("POST", "refund", {"payment_intent": payment.stripe_payment_intent})
    with pytest.raises(RefundError):
        send_refund(refund, cause="test")
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.status, refund.failure) == (RefundStatus.CANCELLED, "charge_already_refunded")
    assert payment.status == PaymentStatus.REFUNDED
    assert payment.refunds.succeeded().get().amount == payment.amount
    assert problems() == []


@pytest.mark.faults
def test_refund_that_stripe_made_at_an_earlier_try_is_ours_although_it_refuses_now(
    sandbox: Sandbox,
) -> None:
    payment = paid(sandbox)
    refund = ask_refund(payment, (0, 1200, 2), (1, 500, 0), (2, 4000, 0))
    made = {"payment_intent": payment.stripe_payment_intent, "metadata": metadata_of(refund)}
    sandbox.control("POST", "refund", made)
    assert send_refund(refund, cause="test").status == RefundStatus.SUCCEEDED
    assert payment.refunds.get() == refund
    assert problems() == []


def test_refund_that_is_not_what_we_asked_for_is_refused_and_what_ended_stays(
    receipts: list[Payment],
) -> None:
    payment = make_payment()
    refund, found = asked_of_paid(payment)
    for wrong in ({"amount": 999}, {"currency": "EUR"}, {"metadata": {}, "amount": 4001}):
        with pytest.raises(MismatchError):
            settle_refund(payment, replace(found, **wrong), cause="test")
    assert payment.refunds.get() == refund
    assert Entry.objects.count() == 0
    for status, after in (
        ("meditating", RefundStatus.CREATED),
        ("canceled", RefundStatus.CANCELLED),
        ("succeeded", RefundStatus.CANCELLED),
    ):
        told = settle_refund(payment, replace(found, status=status), cause="test")
        assert told.status == after, status
    assert (Entry.objects.count(), receipts) == (0, [])


def test_refund_that_comes_back_at_another_rate_books_what_that_made_or_cost() -> None:
    for gained in (0, -5):
        payment = make_payment(currency="EUR")
        refund, found = asked_of_paid(payment)
        left = Movement(f"txn_{refund.pk}", -1080, 0, "USD", timezone.now())
        returned = replace(left, id=f"{left.id}_back", amount=1080 + gained)
        told = replace(found, left=left)
        settle_refund(payment, told, cause="test")
        settle_refund(payment, replace(told, status="failed", returned=returned), cause="test")
        totals = Line.objects.filter(entry__key=f"exchange:refund:{refund.uuid}")
        assert sum(line.amount for line in totals.filter(account__code="1100")) == gained
    assert sum(line.amount for line in Line.objects.filter(currency="EUR")) == 0
    assert balances().get("1100", 0) == -5


def test_refund_lost_with_a_backup_is_written_again_with_its_lines(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    ours = {
        "payment": str(payment.uuid),
        "refund": "11111111-1111-4111-8111-111111111111",
        "reason": "returned",
        "restock": "yes",
        "lines": "0:600:1 2:1500:0",
    }
    sandbox.control(
        "POST",
        "refund",
        {"payment_intent": payment.stripe_payment_intent, "amount": 2100, "metadata": ours},
    )
    reconcile()
    refund = payment.refunds.get()
    assert {name: str(getattr(refund, name)) for name in ("uuid", "reason", "restock")} == {
        "uuid": ours["refund"],
        "reason": "returned",
        "restock": "True",
    }
    assert [(line.amount, line.quantity) for line in refund.lines.all()] == [(600, 1), (1500, 0)]
    assert metadata_of(refund) == ours
    assert problems() == []


def test_refund_events_shuffled_and_repeated_end_the_same(
    client: Client, sandbox: Sandbox, handler: RecordingHandler
) -> None:
    """Two refunds here, one in the dashboard, one of them sent back by the bank."""
    payment = paid(sandbox, known=False)
    intent = sandbox.events("payment_intent.succeeded")[0]["data"]["object"]["id"]
    for amount in (700, 1300):
        sandbox.control("POST", "refund", {"payment_intent": intent, "amount": amount})
    later(sandbox)
    events = sandbox.events() * 3
    random.Random(11).shuffle(events)
    assert {deliver(client, event).status_code for event in events} == {200}
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PARTLY_REFUNDED
    assert [call[0] for call in handler.calls] == ["paid", "refunded", "refunded"]
    assert [refund.amount for refund in payment.refunds.order_by("pk")] == [700, 1300]
    assert Entry.objects.filter(key__startswith="refund:").count() == 2
    assert problems() == []


def test_refund_without_its_guard_takes_effect_twice(
    sandbox: Sandbox, handler: RecordingHandler, settings: Any
) -> None:
    """The test of the test: the suite above would notice if the guard were gone."""
    settings.GUARDS_OFF = {"refund"}
    payment = paid(sandbox)
    send_refund(ask_refund(payment, (0, 600, 1)), cause="test")
    settle_refunds(payment, cause="test")
    assert [call[0] for call in handler.calls] == ["paid", "refunded", "refunded"]
    ask_refund(payment, (0, 1200, 2))  # more than is left
    assert ask_refund(payment, (0, 1200, 2)).status == RefundStatus.CREATED
