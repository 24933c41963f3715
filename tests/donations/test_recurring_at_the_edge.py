"""Gifts that come again, where two things meet: another card while a renewal runs, a change at the
dashboard, an end that Stripe did not hear of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from core.models import OutboxMail
from donations.exceptions import (
    EndedError,
    FundNotOpenError,
    NoAnswerError,
    SameDayError,
    StripeRefusedError,
    UnpaidError,
)
from donations.models import Donation, RecurringGift
from donations.services.giving import recurring
from ledger.models import Fund
from ledger.verification import verify
from payments.enums import ChangeKind, ChangeStatus
from payments.exceptions import (
    ForeignObjectError,
    GatewayRefusedError,
    GatewayUnavailableError,
    MismatchError,
)
from payments.gateway import Gateway, gateway
from payments.models import Payment, Subscription, SubscriptionChange, WebhookEvent
from payments.services.invoices import announce_event, settle_invoice
from payments.services.rebuilding import rebuild_payment
from payments.services.reconciliation import reconcile
from payments.services.renewals import record_renewal
from payments.services.settlement import settle
from payments.services.subscription_changes import retry_changes
from payments.services.subscriptions import ask_about_silent, settle_subscription_event
from tests.donations.recurring_world import DAY, FAILS_LATER, World, begin
from tests.factories.ledger import make_fund

pytestmark = [pytest.mark.django_db, pytest.mark.faults]


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
    world.take_a_good_card(gift)
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
    parts = {Fund.objects.default(): 1500, make_fund(code="soap"): 500}
    payment = begin(world.sandbox, covers_fee=True, interval="quarter", parts=parts)
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
    assert subscription.shares == "unrestricted:1500 soap:500"
    world.sandbox.control("POST", "clock", {"advance": 92.5 * DAY})  # nobody tells us
    assert reconcile().failed == {}
    lines = Payment.objects.latest("pk").lines.values_list("kind", "amount")
    assert list(lines) == [("gift", 2000), ("fee_cover", 91)]
    for gift in Donation.objects.all():
        assert list(gift.allocations.values_list("amount", flat=True)) == [1500, 500]
    assert problems() == []


def test_end_voids_what_is_open_and_without_the_guard_it_could_still_be_paid(world, settings):
    settings.GUARDS_OFF = ("void",)
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(31.5)
    gift.subscription.refresh_from_db()
    invoice = gift.subscription.failing_invoice
    asked = SubscriptionChange.objects.create(subscription=gift.subscription, kind=ChangeKind.PAY)
    SubscriptionChange.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    assert retry_changes() == 1  # the card is declined once more, which is an answer
    asked.refresh_from_db()
    assert (asked.status, asked.error) == (ChangeStatus.REFUSED, "card_declined")
    recurring.end(gift=gift)
    assert gateway().fetch_invoice(invoice).status == "open"
    settings.GUARDS_OFF = ()
    Subscription.objects.update(status="past_due")  # as if it had not been heard of
    recurring.refresh(RecurringGift.objects.get())
    assert gateway().fetch_invoice(invoice).status == "void"
    with pytest.raises(GatewayRefusedError):
        gateway().pay_invoice(invoice, key="a payer")


def test_renewal_that_does_not_fit_is_refused_and_one_without_its_charge_waits_for_the_fee(
    world, monkeypatch
):
    gift = world.begin(covers_fee=True)
    subscription = gift.subscription
    world.sandbox.control("POST", "clock", {"advance": 31.5 * DAY})  # nobody tells us
    [found, _first] = gateway().list_invoices(subscription=subscription.stripe_subscription)
    invoice = gateway().fetch_invoice(found.id)
    assert (invoice.status, invoice.amount_paid) == ("paid", subscription.total)
    with pytest.raises(MismatchError):
        record_renewal(subscription, replace(invoice, currency="EUR"), cause="test")
    assert Donation.objects.count() == 1
    # A discount at Stripe took the gift and left what was added for the fee: all of it is the gift.
    uncharged = replace(invoice.intent, charge=None)
    amounts = {subscription.stripe_fee_product: invoice.amount_paid}
    early = replace(invoice, intent=uncharged, amounts=amounts)
    payment = record_renewal(subscription, early, cause="test")
    assert (payment.fee, payment.lines.get().amount) == (None, invoice.amount_paid)
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "fetch_intent", lambda _gateway, _intent: uncharged)
        assert settle(payment, cause="test").fee is None
    assert settle(payment, cause="test").fee is not None
    assert record_renewal(subscription, invoice, cause="test") == payment
    assert Donation.objects.arrived().count() == 2
    assert problems() == []


def test_what_stripe_tells_of_somebody_elses_subscription_is_refused(world):
    subscription = world.begin().subscription
    [invoice] = gateway().list_invoices(subscription=subscription.stripe_subscription)
    event = WebhookEvent(object_id="in_1", subject_id="sub_of_others")
    with pytest.raises(ForeignObjectError):
        announce_event(event)
    Subscription.objects.update(uuid=uuid4(), stripe_subscription=None)
    with pytest.raises(ForeignObjectError):
        settle_subscription_event(WebhookEvent(object_id=subscription.stripe_subscription))
    with pytest.raises(ForeignObjectError):
        settle_invoice(invoice.id, cause="test")


def test_next_payment_is_announced_unless_the_gift_waits_or_has_ended(world):
    running, paused, ended = (
        world.begin(email=f"{name}@example.org", interval="year") for name in ("a", "b", "c")
    )
    recurring.pause(gift=paused, until=timezone.localdate() + recurring.LONGEST_PAUSE)
    recurring.end(gift=ended)
    for gift in (running, paused, ended, running):
        announce_event(WebhookEvent(subject_id=gift.subscription.stripe_subscription))
    [mail] = OutboxMail.objects.filter(key__contains=":upcoming:")
    assert mail.to == "a@example.org"


def test_one_subscription_that_cannot_be_asked_about_does_not_keep_the_others(world, caplog):
    lost, other = (world.begin(email=f"{name}@example.org").subscription for name in ("a", "b"))
    Subscription.objects.filter(pk=lost.pk).update(stripe_subscription="sub_of_others")
    Subscription.objects.update(fetched_at=None)
    ended = {"subscription": other.stripe_subscription}
    world.sandbox.control("POST", "subscriptions/cancel", ended)  # and we do not hear of it
    assert ask_about_silent() == 1
    assert f"Subscription {lost.uuid} was not settled" in caplog.messages
    assert set(Subscription.objects.values_list("pk", "status")) == {
        (lost.pk, "active"),
        (other.pk, "canceled"),
    }


def test_what_is_so_already_is_not_asked_for_and_what_cannot_be_says_why(world, monkeypatch):
    gift = world.begin()
    subscription = gift.subscription

    def now_is(**changes):
        Subscription.objects.update(**changes)
        subscription.refresh_from_db()

    def silent(*_asked, **_more):
        raise GatewayUnavailableError("nobody answers")

    now_is(next_payment_at=datetime(2099, 1, 15, 12, tzinfo=UTC))
    recurring.change_amount(gift=gift, amount=subscription.amount)
    recurring.change_fund(gift=gift, fund=subscription.fund)
    recurring.resume(gift=gift)
    with pytest.raises(SameDayError):
        recurring.change_day(gift=gift, day=15)
    with pytest.raises(FundNotOpenError):
        recurring.change_fund(gift=gift, fund=make_fund(is_closed=True))
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "fetch_subscription", silent)
        patch.setattr(Gateway, "open_portal", silent)
        assert recurring.refresh(gift) is False
        with pytest.raises(NoAnswerError):
            recurring.card_page(gift=gift, return_path="/my/")
    customer = subscription.stripe_customer
    now_is(stripe_customer="cus_of_others")
    with pytest.raises(StripeRefusedError):
        recurring.card_page(gift=gift, return_path="/my/")
    now_is(stripe_customer=customer, next_payment_at=None)
    with pytest.raises(EndedError):
        recurring.change_day(gift=gift, day=5)
    now_is(status="past_due")
    with pytest.raises(UnpaidError):
        recurring.pause(gift=gift, until=date(2099, 2, 1))
    assert not subscription.changes.exists()
    now_is(status="active")
    ended = {"subscription": subscription.stripe_subscription}
    world.sandbox.control("POST", "subscriptions/cancel", ended)  # and we do not hear of it
    with pytest.raises(EndedError):
        recurring.change_amount(gift=gift, amount=3000)
    with pytest.raises(EndedError):
        recurring.card_page(gift=gift, return_path="/my/")
