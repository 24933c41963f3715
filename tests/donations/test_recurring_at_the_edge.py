"""Gifts that come again, where two things meet: another card while a renewal runs, a change at the
dashboard, an end that Stripe did not hear of."""

import pytest
from django.db import transaction

from donations.models import Donation, RecurringGift
from donations.services import recurring
from ledger.verification import verify
from payments.exceptions import GatewayRefusedError
from payments.gateway import gateway
from payments.models import Payment, Subscription
from payments.services.rebuilding import rebuild_payment
from payments.services.settlement import settle
from tests.donations.recurring_world import FAILS_LATER, World, begin

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

GOOD = "4242424242424242"


@pytest.fixture
def world(client, sandbox) -> World:
    return World(client, sandbox)


def problems() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def charges(world: World) -> list[str]:
    return [one["status"] for one in world.sandbox.control("GET", "dump")["objects"]["charge"]]


def test_card_changed_while_a_renewal_runs_pays_it_once(world):
    gift = world.begin(card=FAILS_LATER)
    # The invoice is made and waits its hour; with the old card it would fail.
    world.pass_days((gift.subscription.next_payment_at.timestamp() - now(world)) / 86400 + 0.02)
    [_first, waiting] = world.sandbox.control("GET", "dump")["objects"]["invoice"]
    assert waiting["status"] == "draft"
    card = {"customer": gift.subscription.stripe_customer, "card": GOOD}
    world.sandbox.control("POST", "card", card)
    world.pass_days(1)
    assert charges(world) == ["succeeded", "succeeded"]
    gift = RecurringGift.objects.get()
    assert (gift.state, gift.subscription.card_last4) == ("active", "4242")
    assert Donation.objects.arrived().count() == 2
    assert problems() == []


def test_what_somebody_does_at_the_dashboard_is_what_is_shown(world):
    gift = world.begin(covers_fee=True)
    subscription = gift.subscription
    fund, amount, added = subscription.fund, subscription.amount, subscription.fee_cover
    item = gateway().fetch_subscription(subscription.stripe_subscription or "").items[0]
    price = {"currency": "usd", "product": item.product, "unit_amount": 5000}
    price["recurring"] = {"interval": "month", "interval_count": 1}
    change = {
        "subscription": subscription.stripe_subscription,
        "items": [{"id": item.id, "price_data": price}],
        "proration_behavior": "none",
        "metadata": {"fund": "no-such-fund"},
    }
    world.sandbox.control("POST", "subscriptions/update", change)
    recurring.refresh(gift)  # its giver opens the page before the event comes
    assert (subscription.amount, subscription.fee_cover) == (5000, added)
    assert (subscription.fund, amount) == (fund, 2000)  # a fund that is not ours changes none
    world.pass_days(31.5)
    renewal = Donation.objects.latest("pk")
    assert (renewal.amount, renewal.fund, renewal.payment.amount) == (5000, fund, 5000 + added)
    ended = {"subscription": subscription.stripe_subscription}
    world.sandbox.control("POST", "subscriptions/cancel", ended)
    recurring.end(gift=gift)  # once more, from a page that is open: it has ended, and says so
    recurring.end(gift=gift)
    assert gift.state == "ended"
    assert problems() == []


def now(world: World) -> float:
    return float(world.sandbox.control("GET", "clock")["now"])


def test_gift_that_a_restored_backup_has_lost_is_written_again_with_what_covers_its_fee(world):
    payment = begin(world.sandbox, covers_fee=True, interval="quarter")
    session = payment.stripe_session
    with transaction.atomic():
        Donation.objects.all().delete()
        RecurringGift.objects.all().delete()
        Payment.objects.update(subscription=None)
        Subscription.objects.all().delete()
        Payment.objects.all().delete()
    settle(rebuild_payment(session), cause="reconcile")
    subscription = Subscription.objects.get()
    assert (subscription.amount, subscription.fee_cover) == (2000, 91)
    assert RecurringGift.objects.get().rhythm == "every three months"
    world.pass_days(92.5)
    lines = Payment.objects.latest("pk").lines.values_list("kind", "amount")
    assert list(lines) == [("gift", 2000), ("fee_cover", 91)]
    assert problems() == []


def test_end_voids_what_is_open_and_without_the_guard_it_could_still_be_paid(world, settings):
    settings.GUARDS_OFF = ("void",)
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(31.5)
    gift.subscription.refresh_from_db()
    invoice = gift.subscription.failing_invoice
    recurring.end(gift=gift)
    assert gateway().fetch_invoice(invoice).status == "open"
    settings.GUARDS_OFF = ()
    Subscription.objects.update(status="past_due")  # as if it had not been heard of
    recurring.refresh(RecurringGift.objects.get())
    assert gateway().fetch_invoice(invoice).status == "void"
    with pytest.raises(GatewayRefusedError):
        gateway().pay_invoice(invoice, key="a payer")
