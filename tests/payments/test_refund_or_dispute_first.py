"""Promise A11: a refund or a dispute may come first, and in the end our state is Stripe's.

Everything has happened at Stripe, then we are told: in any order, each event several times, refunds
and disputes before the payment. Orders, gifts, receipts and books are the real ones.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from core.models import OutboxMail
from donations.models import Donation, Receipt
from ledger.models import Line
from ledger.verification import verify
from payments.models import Dispute, Payment, Refund, Subscription
from payments.services.checkout import start_checkout
from shop.models import Order, StockMovement, Variant
from tests.donations.recurring_world import begin
from tests.factories.shop import make_order, make_variant, make_zone
from tests.infrastructure.sandbox import Json, Sandbox, deliver

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

CARD = "4242424242424242"
REFUND_FAILS = "4000000000005126"
FORKS = 4
FIRST = ("refund.", "charge.refunded", "charge.dispute.")


def pay(sandbox: Sandbox, order: Order, card: str = CARD) -> str:
    """Pay at Stripe; nobody tells us. Answers the charge."""
    start_checkout(order.payment)
    intent = sandbox.pay(order.payment.stripe_session or "", card=card)["payment_intent"]
    charges = sandbox.control("GET", "dump")["objects"]["charge"]
    return next(charge["id"] for charge in charges if charge["payment_intent"] == intent)


def refund(sandbox: Sandbox, charge: str, amount: int) -> None:
    sandbox.control("POST", "refund", {"charge": charge, "amount": amount})
    sandbox.control("POST", "clock", {"advance": 3})


def dispute(sandbox: Sandbox, charge: str, then: str = "", **more: Any) -> None:
    found = sandbox.control("POST", "dispute", {"charge": charge, **more})["id"]
    sandbox.control("POST", "clock", {"advance": 3})
    if then:
        sandbox.control("POST", f"dispute/{then}", {"dispute": found})
        sandbox.control("POST", "clock", {"advance": 3})


def refunded_in_part(sandbox: Sandbox) -> None:
    refund(sandbox, pay(sandbox, make_order((make_variant(), 2), gift=1000)), 900)


def refund_failed_later(sandbox: Sandbox) -> None:
    refund(sandbox, pay(sandbox, make_order((make_variant(), 2), gift=1000), REFUND_FAILS), 900)


def one_of_two_payments_refunded(sandbox: Sandbox) -> None:
    variant = make_variant()
    pay(sandbox, make_order((variant, 1)))
    refund(sandbox, pay(sandbox, make_order((variant, 1))), 1350)


def disputed_and_undecided(sandbox: Sandbox) -> None:
    dispute(sandbox, pay(sandbox, make_order((make_variant(), 2), gift=1000)))


def refunded_in_part_then_dispute_lost(sandbox: Sandbox) -> None:
    charge = pay(sandbox, make_order((make_variant(), 2), gift=1000))
    refund(sandbox, charge, 900)
    dispute(sandbox, charge, "lose", amount=3200)  # the bank takes more than was left


def dispute_won_then_refunded_in_part(sandbox: Sandbox) -> None:
    charge = pay(sandbox, make_order((make_variant(), 2), gift=1000))
    dispute(sandbox, charge, "win")
    refund(sandbox, charge, 900)


def inquiry_that_became_a_lost_dispute(sandbox: Sandbox) -> None:
    charge = pay(sandbox, make_order((make_variant(), 2), gift=1000))
    dispute(sandbox, charge, "escalate", inquiry=True)
    [found] = sandbox.control("GET", "dump")["objects"]["dispute"]
    sandbox.control("POST", "dispute/lose", {"dispute": found["id"]})


def bought_and_given(sandbox: Sandbox) -> None:
    pay(sandbox, make_order((make_variant(), 2)))
    pay(sandbox, make_order((make_variant(), 1), gift=1000))


def monthly_gift_that_renewed(sandbox: Sandbox) -> None:
    begin(sandbox)
    sandbox.control("POST", "clock", {"advance": 31.5 * 24 * 3600})


LIVES: dict[str, Callable[[Sandbox], None]] = {
    life.__name__: life
    for life in (
        bought_and_given,
        monthly_gift_that_renewed,
        refunded_in_part,
        refund_failed_later,
        one_of_two_payments_refunded,
        disputed_and_undecided,
        refunded_in_part_then_dispute_lost,
        dispute_won_then_refunded_in_part,
        inquiry_that_became_a_lost_dispute,
    )
}


@pytest.mark.parametrize("life", ["refund_failed_later", "refunded_in_part_then_dispute_lost"])
def test_whatever_comes_first_ends_as_stripe_says(
    client: Client, sandbox: Sandbox, life: str
) -> None:
    assert_every_order_ends_the_same(client, sandbox, life, seeds=[1])


def assert_every_order_ends_the_same(
    client: Client, sandbox: Sandbox, life: str, *, seeds: Iterable[int], forks: int = 0
) -> None:
    """Compare each schedule with the order in which it happened, and that one with Stripe. With
    `forks` a seed is `FORKS ** forks` schedules, whose beginnings are told once for several."""
    make_zone()
    LIVES[life](sandbox)
    events = sandbox.events()
    [wanted] = _told(client, events)
    assert wanted["answers"] == {200}
    assert wanted["balance"] == _stripe_balance(sandbox)
    assert wanted["wrong"] == []
    for seed in seeds:
        told = _told(client, _schedule(events, seed), random.Random(seed), forks)
        for number, state in enumerate(told):
            assert state == wanted, f"{life}, seed {seed}, schedule {number}"


def test_paid_order_is_not_given_up_when_its_twin_is_refunded(
    client: Client, sandbox: Sandbox
) -> None:
    make_zone()
    one_of_two_payments_refunded(sandbox)
    for event in _schedule(sandbox.events(), seed=3):
        deliver(client, event)

    kept, refunded = Order.objects.order_by("pk")
    assert (kept.status, kept.payment.status) == ("paid", "succeeded")
    assert refunded.payment.status == "refunded"
    assert Receipt.objects.get(payment=kept.payment).status == "issued"


def test_dispute_never_restocks_goods(client: Client, sandbox: Sandbox) -> None:
    make_zone()
    refunded_in_part_then_dispute_lost(sandbox)
    for event in _schedule(sandbox.events(), seed=5):
        deliver(client, event)

    assert Variant.objects.get().on_hand == 8
    assert not StockMovement.objects.filter(kind="returned").exists()


def _schedule(events: list[Json], seed: int) -> list[Json]:
    """Each event one to three times, shuffled; odd seeds begin with refunds and disputes."""
    chance = random.Random(seed)
    told = [event for event in events for _ in range(chance.randint(1, 3))]
    chance.shuffle(told)
    if seed % 2:
        told.sort(key=lambda event: not event["type"].startswith(FIRST))
    return told


def _told(
    client: Client,
    schedule: list[Json],
    chance: random.Random | None = None,
    forks: int = 0,
    *,
    is_last: bool = True,
) -> list[Json]:
    """What we are after hearing all that, as if we had never heard of it before; with `forks`
    after each of several orders of the second half, the last quarter and so on."""
    cut = len(schedule) // 2 if forks else len(schedule)
    found = []
    with transaction.atomic():
        answers = {deliver(client, event).status_code for event in schedule[:cut]}
        if forks and chance:
            rest = schedule[cut:]
            for fork in range(FORKS):
                chance.shuffle(rest)
                is_last_fork = is_last and fork == FORKS - 1
                found += _told(client, list(rest), chance, forks - 1, is_last=is_last_fork)
        else:
            # The proof takes most of the time, and the books are the same: once a seed.
            found.append({"answers": set(), **_state(), "wrong": _wrong() if is_last else []})
        transaction.set_rollback(True)
    for state in found:
        state["answers"] |= answers
    return found


def _state() -> Json:
    """All that must be the same, however we were told."""
    books: Counter[tuple[str, str, str]] = Counter()
    for line in Line.objects.select_related("account", "fund"):
        books[line.account.code, line.fund.code, line.currency] += line.amount
    # A payment is named by its place: a renewal gets another key each time it is told.
    keys = Payment.objects.order_by("pk").values_list("pk", flat=True)
    place = {pk: number for number, pk in enumerate(keys)}
    receipts = Receipt.objects.values_list("payment", "kind", "status")
    refunds = Refund.objects.values_list("payment", "status", "amount")
    return {
        "payments": list(Payment.objects.order_by("pk").values_list("status", "fee")),
        "orders": list(Order.objects.order_by("pk").values_list("status", flat=True)),
        "shelf": list(Variant.objects.values_list("on_hand", "reserved")),
        "movements": StockMovement.objects.count(),
        "monthly": list(Subscription.objects.values_list("status", "amount")),
        "gifts": list(Donation.objects.order_by("pk").values_list("status", "refunded")),
        "receipts": sorted((place[pk], *rest) for pk, *rest in receipts),
        "numbers": sorted(Receipt.objects.values_list("series", "number")),
        "refunds": sorted((place[pk], *rest) for pk, *rest in refunds),
        "disputes": sorted(Dispute.objects.values_list("status", "withdrawn", "reinstated", "fee")),
        "disputed": sorted(
            Dispute.objects.values_list("lines__line", "lines__amount", "lines__lost")
        ),
        "mails": Counter(OutboxMail.objects.values_list("template", flat=True)),
        "books": {key: total for key, total in books.items() if total},
        "balance": sum(total for (account, _fund, _c), total in books.items() if account == "1100"),
    }


def _wrong() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def _stripe_balance(sandbox: Sandbox) -> int:
    moved = sandbox.control("GET", "dump")["objects"]["balance_transaction"]
    return sum(transaction["net"] for transaction in moved)
