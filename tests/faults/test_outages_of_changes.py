"""A9: what giving money back and changing a monthly gift ask of Stripe, through every outage."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from donations.exceptions import NoAnswerError
from donations.models import RecurringGift
from donations.services.giving import recurring
from ledger.models import Fund
from ledger.verification import verify
from payments.exceptions import GatewayUnavailableError
from payments.models import Payment, SubscriptionChange
from payments.services import subscription_changes
from payments.services.checkout import start_checkout
from payments.services.refund_comparison import compare_refunds
from payments.services.refunds import send_refund
from payments.services.settlement import settle
from payments.services.subscription_changes import retry_changes
from tests.donations.recurring_world import FAILS_LATER, World
from tests.factories.ledger import make_fund
from tests.factories.payments import ask_refund
from tests.factories.shop import make_order, make_variant, make_zone
from tests.faults.scale import Rounds
from tests.faults.test_outages import FAULTS, patience
from tests.infrastructure.sandbox import Json, Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

REFUND = "POST /v1/refunds"
CHANGE = "POST /v1/subscriptions/{id}"
CANCEL = "DELETE /v1/subscriptions/{id}"
PORTAL = "POST /v1/billing_portal/sessions"
PAY = "POST /v1/invoices/{id}/pay"


@pytest.mark.promise("A9", "faults of refunds")
def test_no_outage_refunds_twice(sandbox: Sandbox, rounds: Rounds) -> None:
    make_zone()
    variant = make_variant(on_hand=1000)
    for number in rounds(ci=len(FAULTS), soak=270):
        if number % 24 == 0:
            payment = paid(sandbox, make_order((variant, 2), gift=4000).payment)
        fault = FAULTS[number % len(FAULTS)]
        refund = ask_refund(payment, (2, 100, 0))
        sandbox.control("POST", "faults", {"route": REFUND, "times": 2, **fault})
        with patience(short="seconds" in fault), suppress(GatewayUnavailableError):
            send_refund(refund, cause="test")
        sandbox.control("DELETE", "faults")
        compare_refunds(payment)  # as the timer does
        compare_refunds(payment)
        refund.refresh_from_db()
        made = sandbox.control("GET", "dump")["objects"]["refund"]
        mine = [one for one in made if one["metadata"]["refund"] == str(refund.uuid)]
        assert (refund.status, len(mine)) == ("succeeded", 1), fault
    assert problems() == []


def paid(sandbox: Sandbox, payment: Payment) -> Payment:
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    return settle(payment, cause="test")


def other_amount(gift: RecurringGift, number: int) -> None:
    recurring.change_amount(gift=gift, amount=2100 + number)


def other_fund(gift: RecurringGift, number: int) -> None:
    codes = {"unrestricted": "wells", "wells": "unrestricted"}
    recurring.change_fund(gift=gift, fund=Fund.objects.get(code=codes[gift.subscription.fund.code]))


def other_day(gift: RecurringGift, number: int) -> None:
    assert gift.subscription.next_payment_at
    recurring.change_day(gift=gift, day=gift.subscription.next_payment_at.day % 27 + 2)


def pause(gift: RecurringGift, number: int) -> None:
    day = timezone.now().date() + timedelta(days=60 + number % 200)
    recurring.pause(gift=gift, until=day)


def resume(gift: RecurringGift, number: int) -> None:
    recurring.resume(gift=gift)


def end(gift: RecurringGift, number: int) -> None:
    recurring.end(gift=gift)


def portal(gift: RecurringGift, number: int) -> None:
    recurring.card_page(gift=gift, return_path=gift.path)


Act = Callable[[RecurringGift, int], None]
ACTS: tuple[tuple[str, Act], ...] = (
    (CHANGE, other_amount),
    (CHANGE, other_fund),
    (CHANGE, other_day),
    (CHANGE, pause),
    (CHANGE, resume),
    (PORTAL, portal),
    (CANCEL, end),
)


@pytest.mark.promise("A9", "faults of changes")
def test_no_outage_changes_a_monthly_gift_twice_or_not_at_all(
    client: Client, sandbox: Sandbox, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked may try again; who does not, for them the timer does."""
    monkeypatch.setattr(subscription_changes, "ASK_AGAIN_AFTER", timedelta(0))
    make_fund(code="wells")
    world = World(client, sandbox)
    table = list(product(FAULTS, ACTS))  # an end comes last, and then another gift begins
    gift = None
    for number in rounds(ci=len(ACTS) * 3, soak=270):
        # In steps of whole rows, so that few rounds meet every kind of fault.
        row = number // len(ACTS) * 5 % len(FAULTS)
        fault, (route, act) = table[row * len(ACTS) + number % len(ACTS)]
        if gift is None or gift.subscription.is_ended:
            gift = world.begin(email=f"giver{number}@example.org")
        sandbox.control("POST", "faults", {"route": route, "times": 2, **fault})
        with patience(short="seconds" in fault), suppress(NoAnswerError):
            act(gift, number)
        sandbox.control("DELETE", "faults")
        retry_changes()
        gift = RecurringGift.objects.get(pk=gift.pk)
        require_the_same(sandbox, gift, act, number, f"{act.__name__}: {fault}")
    assert problems() == []


@pytest.mark.promise("A9", "faults of paying what is open")
def test_no_outage_collects_what_is_open_twice(
    client: Client, sandbox: Sandbox, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renewal failed, its giver has another card now and asks us to try again."""
    monkeypatch.setattr(subscription_changes, "ASK_AGAIN_AFTER", timedelta(0))
    for number in rounds(ci=2, soak=60):
        fault = FAULTS[(number * 5 + 1) % len(FAULTS)]
        sandbox.reset()
        with transaction.atomic():
            world = World(client, sandbox)
            gift = world.begin(card=FAILS_LATER)
            world.pass_days(31.5)
            gift = RecurringGift.objects.get(pk=gift.pk)
            assert gift.subscription.failing_invoice
            card = {"customer": gift.subscription.stripe_customer, "card": "4242424242424242"}
            sandbox.control("POST", "card", card)
            sandbox.control("POST", "faults", {"route": PAY, "times": 2, **fault})
            with patience(short="seconds" in fault), suppress(NoAnswerError):
                recurring.pay_open(gift=gift)
            sandbox.control("DELETE", "faults")
            retry_changes()
            world.tell()
            gift = RecurringGift.objects.get(pk=gift.pk)
            found = sandbox.control("GET", "dump")["objects"]
            charged = [one["amount"] for one in found["charge"] if one["status"] == "succeeded"]
            assert charged == [2000, 2000], fault
            assert [one["status"] for one in found["invoice"]] == ["paid", "paid"], fault
            assert gift.subscription.status == "active", fault
            assert len(gift.gifts.arrived()) == 2, fault
            assert problems() == [], fault
            transaction.set_rollback(True)


def require_the_same(
    sandbox: Sandbox, gift: RecurringGift, act: Act, number: int, about: str
) -> None:
    """What was asked for is so, at Stripe and here, and nothing was charged for it."""
    subscription = gift.subscription
    assert not SubscriptionChange.objects.filter(subscription=subscription).asked().exists(), about
    there = find(sandbox, "subscription", subscription.stripe_subscription)
    price = there["items"]["data"][0]["price"]["unit_amount"]
    assert price == subscription.amount, about
    assert there["status"] == subscription.status, about
    if act is other_amount:
        assert price == 2100 + number, about
    if act is other_fund:
        assert there["metadata"]["fund"] == subscription.fund.code, about
    if act is other_day:
        change = SubscriptionChange.objects.filter(subscription=subscription).latest("pk")
        assert subscription.next_payment_at == change.moment, about
    if act in {pause, resume}:
        assert (there["pause_collection"] is not None) == (act is pause), about
        assert subscription.is_paused == (act is pause), about
    if act is end:
        assert there["status"] == "canceled", about
    invoices = sandbox.control("GET", "dump")["objects"]["invoice"]
    mine = [one for one in invoices if one["customer"] == there["customer"]]
    # Stripe writes an invoice of nothing for the time until another day.
    assert {one["status"] for one in mine} == {"paid"}, about
    assert [one["amount_paid"] for one in mine if one["amount_paid"]] == [2000], about


def find(sandbox: Sandbox, kind: str, name: str | None) -> Json:
    found: list[Any] = sandbox.control("GET", "dump")["objects"][kind]
    return next(one for one in found if one["id"] == name)


def problems() -> list[str]:
    return [problem for found in verify().values() for problem in found]
