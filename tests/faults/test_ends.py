"""C4: a gift is ended in the worst moment, from several sides at once: no more money is taken, and
what was being taken all the same is in the books and on the list of what is to be given back."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from core.attention import conditions
from donations.exceptions import GiftError
from donations.models import Donation, RecurringGift
from donations.services.giving import recurring
from ledger.verification import verify
from payments.gateway import gateway
from payments.models import Payment, Subscription
from stripe_sandbox.process import SandboxError
from tests.donations.recurring_world import DAY, FAILS_LATER, World
from tests.faults.scale import Rounds
from tests.faults.test_edge_races import at_once
from tests.infrastructure.sandbox import Json, Sandbox, deliver

Act = Callable[[], Any]
GOOD = "4242424242424242"
MONTH = 31
UNDER_WAY = 5  # seconds: what its giver pays in the very moment of the end may come that much later


class Teller(World):
    """Tells what is about the gift and its money; the rest of what Stripe says changes neither."""

    TOLD = (
        "checkout.session.completed",
        "customer.subscription.deleted",
        "customer.subscription.updated",
        "invoice.paid",
        "invoice.payment_failed",
    )

    def tell(self) -> None:
        events = self.sandbox.events(*self.TOLD)
        for event in events[self._told :]:
            assert deliver(self.client, event).status_code == 200, event["type"]
        self._told = len(events)

    def tell_again(self, chance: random.Random) -> None:
        """All of it so far, in another order, the old under a new name so that nobody knows it."""
        events = self.sandbox.events(*self.TOLD)
        chance.shuffle(events)
        for event in events:
            again = {**event, "id": f"{event['id']}_again"}
            assert deliver(self.client, again).status_code == 200, event["type"]


def flagged() -> int:
    """How many payments stand on the list of what is to be given back."""
    [condition] = [one for one in conditions() if one.name == "paid_after_the_end"]
    return len(list(condition.find()))


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.promise("C4", "races")
def test_end_means_no_more_money_whatever_runs_beside_it(
    client: Client, sandbox: Sandbox, rounds: Rounds
) -> None:
    for number in rounds(ci=len(SITUATIONS), soak=500, share=0.08):
        situation = SITUATIONS[number % len(SITUATIONS)]
        sandbox.control("POST", "reset", {"seed": number + 1})
        world = Teller(client, sandbox)
        is_failing = situation in {open_invoice, given_up}
        gift = world.begin(
            email=f"giver{number}@example.org", card=FAILS_LATER if is_failing else GOOD
        )
        before = flagged()
        at_once(*situation(world, gift), end(gift), end(gift))
        ended_at = subscription_at(sandbox)["ended_at"]
        assert ended_at, situation
        gift = RecurringGift.objects.get(pk=gift.pk)
        assert gift.state == "ended", situation
        world.tell_again(random.Random(number))
        world.pass_days(70)
        dump = sandbox.control("GET", "dump")["objects"]
        assert {one["status"] for one in dump["invoice"]} <= {"paid", "void", "draft"}, situation
        paid = [one for one in dump["charge"] if one["paid"]]
        after = [one for one in paid if one["created"] > ended_at + UNDER_WAY]
        assert after == [], situation
        assert gift.gifts.arrived().count() == len(paid), situation
        late = Payment.objects.filter(
            subscription=gift.subscription, succeeded_at__gt=gift.subscription.ended_at
        )
        assert flagged() == before + late.count(), situation
    assert [problem for found in verify().values() for problem in found] == []


def end(gift: RecurringGift) -> Act:
    """Its giver, on a page opened before."""
    stale = RecurringGift.objects.get(pk=gift.pk)

    def press() -> None:
        recurring.end(gift=stale)

    return press


def pass_days(world: World, days: float) -> Act:
    return lambda: world.sandbox.control("POST", "clock", {"advance": days * DAY})


def during_renewal(world: World, _gift: RecurringGift) -> list[Act]:
    """The draft is an hour old in the moment of the end, and collected beside it."""
    pass_days(world, MONTH + 0.02)()
    return [pass_days(world, 1.5)]


def open_invoice(world: World, gift: RecurringGift) -> list[Act]:
    """The card failed; its giver has put in another one and pays beside ending it."""
    world.pass_days(MONTH + 0.5)
    card = {"customer": gift.subscription.stripe_customer, "card": GOOD}
    world.sandbox.control("POST", "card", card)
    stale = RecurringGift.objects.get(pk=gift.pk)

    def pay() -> None:
        with suppress(GiftError):
            recurring.pay_open(gift=stale)

    return [pay]


def given_up(world: World, _gift: RecurringGift) -> list[Act]:
    """The last try fails, after which Stripe ends it by itself."""
    world.pass_days(MONTH + 0.5)
    world.pass_days(8.2)
    return [pass_days(world, 7.2)]


def at_the_dashboard(world: World, gift: RecurringGift) -> list[Act]:
    wanted = {"subscription": gift.subscription.stripe_subscription}

    def cancel() -> None:
        with suppress(SandboxError):
            world.sandbox.control("POST", "subscriptions/cancel", wanted)

    return [cancel]


def ended_already(world: World, gift: RecurringGift) -> list[Act]:
    recurring.end(gift=RecurringGift.objects.get(pk=gift.pk))

    def settle() -> None:
        recurring.refresh(RecurringGift.objects.get(pk=gift.pk))

    return [settle]


SITUATIONS = (during_renewal, open_invoice, given_up, at_the_dashboard, ended_already)


def subscription_at(sandbox: Sandbox) -> Json:
    [found] = sandbox.control("GET", "dump")["objects"]["subscription"]
    return dict(found)


@pytest.mark.faults
@pytest.mark.django_db
@pytest.mark.promise("C4")
def test_what_is_paid_after_the_end_is_recorded_and_listed_to_be_given_back(
    client: Client, sandbox: Sandbox
) -> None:
    world = World(client, sandbox)
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(MONTH + 0.5)
    gift.subscription.refresh_from_db()
    invoice, wanted = gift.subscription.failing_invoice, gift.subscription.stripe_subscription
    # Ended at the dashboard, which leaves the invoice open; its payer is on the page of it.
    card = {"customer": gift.subscription.stripe_customer, "card": GOOD}
    sandbox.control("POST", "card", card)
    sandbox.control("POST", "subscriptions/cancel", {"subscription": wanted})
    sandbox.control("POST", "clock", {"advance": 60})
    gateway().pay_invoice(invoice, key="a payer")
    for event in reversed(sandbox.events("invoice.paid", "customer.subscription.deleted")):
        assert deliver(client, event).status_code == 200
    assert RecurringGift.objects.get().state == "ended"
    assert Donation.objects.arrived().count() == 2
    assert flagged() == 1
    [item] = next(one for one in conditions() if one.name == "paid_after_the_end").find()
    late = Payment.objects.get(stripe_invoice=invoice)
    assert (item.text, item.url.endswith(f"/{late.pk}/")) == (
        "$20.00 were collected after the gift had been ended.",
        True,
    )
    assert Subscription.objects.get().failing_invoice == ""
    assert [problem for found in verify().values() for problem in found] == []
