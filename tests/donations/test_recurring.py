"""Monthly gifts, from the first payment to the end, with the local Stripe in between."""

import itertools
from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import OutboxMail
from donations.exceptions import (
    CardRefusedError,
    DayError,
    EndedError,
    NoAnswerError,
    PauseDateError,
    UnpaidError,
)
from donations.models import Donation, Receipt, RecurringGift
from donations.services.giving import recurring
from ledger.verification import verify
from payments.enums import ChangeStatus
from payments.gateway import gateway
from payments.models import Payment, Subscription, SubscriptionChange
from payments.services.invoices import settle_invoice
from payments.services.subscription_changes import perform_change, retry_changes
from payments.services.subscriptions import settle_subscription
from tests.donations.recurring_world import ASKS_LATER, FAILS_LATER, World, begin
from tests.factories.donations import make_fund
from tests.infrastructure.sandbox import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client, sandbox) -> World:
    return World(client, sandbox)


def problems() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def mails() -> list[str]:
    """What was written to the giver, in order, receipts apart."""
    found = OutboxMail.objects.filter(template__contains="/recurring_").order_by("pk")
    return [name.rsplit("recurring_")[1] for name in found.values_list("template", flat=True)]


@pytest.mark.promise("C1")
def test_first_payment_told_in_any_order_is_one_gift(client, sandbox):
    begin(sandbox)
    told = ("invoice.paid", "checkout.session.completed", "payment_intent.succeeded")
    events = [event for event in sandbox.events() if event["type"] in told]
    assert len(events) == 3
    for order in itertools.permutations(events):
        for event in order:
            assert deliver(client, event).status_code == 200
    gift = Donation.objects.get()
    assert (gift.status, gift.amount) == ("received", 2000)
    assert Payment.objects.get().stripe_invoice
    assert Receipt.objects.get().totals["deductible"] == 2000
    assert Subscription.objects.get().status == "active"
    assert mails() == ["started"]
    assert problems() == []


@pytest.mark.promise("C2")
def test_each_month_brings_a_gift_with_its_receipt_however_often_told(world):
    givers = [world.begin(email=f"giver{number}@example.org") for number in range(2)]
    world.pass_days(64)
    for event in world.sandbox.events("invoice.paid", "payment_intent.succeeded"):
        assert deliver(world.client, event).status_code == 200
    for gift in givers:
        days = [found.received_on for found in gift.gifts.arrived()]
        assert len(days) == len({(day.year, day.month) for day in days}) == 3
    assert Receipt.objects.count() == 6
    assert Payment.objects.filter(fee__isnull=False).count() == 6
    assert set(mails()) == {"started"}
    assert problems() == []


def test_renewal_is_one_payment_although_nothing_but_the_guard_says_so(world, settings):
    world.begin()
    world.pass_days(31.5)
    invoice = Payment.objects.get(stripe_session=None).stripe_invoice
    assert invoice
    settle_invoice(invoice, cause="again")
    assert Payment.objects.count() == 2
    settings.GUARDS_OFF = ("renewal",)
    Payment.objects.filter(stripe_invoice=invoice).update(
        stripe_payment_intent=None, stripe_charge=None
    )
    settle_invoice(invoice, cause="again, unguarded")
    assert Payment.objects.count() == 3


@pytest.mark.promise("C3")
def test_card_that_fails_is_told_at_each_step_and_the_gift_ends_kindly(world):
    gift = world.begin(card=FAILS_LATER)
    told = []
    for days in (31.5, 3, 5):
        world.pass_days(days)
        told.append(mails())
        gift = RecurringGift.objects.get()
        assert (gift.state, gift.subscription.failing_amount) == ("failing", 2000)
    world.pass_days(7.1)
    gift = RecurringGift.objects.get()
    assert [len(found) for found in told] == [2, 3, 4]
    assert mails() == ["started", "failed", "failed", "failed", "ended"]
    assert (gift.state, gift.subscription.end_reason) == ("ended", "payment_failed")
    # What was open is not owed.
    dump = world.sandbox.control("GET", "dump")["objects"]
    assert [invoice["status"] for invoice in dump["invoice"]] == ["paid", "void"]
    assert Donation.objects.arrived().count() == 1


def test_gift_that_stays_unpaid_can_be_put_right_months_later(world, client):
    """Stripe goes on making invoices then, and collects none of them."""
    world.sandbox.control("POST", "billing", {"after_retries": "unpaid"})
    gift = world.begin(card=FAILS_LATER)
    for days in (31.5, 3, 5, 7.1):
        world.pass_days(days)
    gift.subscription.refresh_from_db()
    since = gift.subscription.failing_since
    told = mails()
    assert told == ["started", *["failed"] * 4]
    world.pass_days(31)
    gift.subscription.refresh_from_db()
    assert (gift.state, gift.subscription.failing_amount) == ("failing", 2000)
    assert (gift.subscription.failing_since, mails()) == (since, told)
    assert gift.next_collected_day is None  # in the lists of staff, too
    page = client.get(gift.path).content.decode()
    assert "$20.00 could not be taken from your card." in page
    assert "Pay $20.00 now" in page
    assert "Next gift" not in page
    assert "Give this much" in page  # who cannot give so much any more may say so
    with pytest.raises(CardRefusedError):
        recurring.pay_open(gift=gift)
    world.tell()
    assert mails() == told  # four at most, whichever period was tried
    world.take_a_good_card(gift)
    recurring.pay_open(gift=gift)
    assert gift.state == "active"
    world.tell()
    assert Donation.objects.arrived().count() == 2
    assert mails() == told
    assert problems() == []


def test_gift_that_stays_past_due_is_told_of_four_times_and_no_more(world):
    """Stripe goes on trying then, each period as often as before."""
    world.sandbox.control("POST", "billing", {"after_retries": "past_due"})
    gift = world.begin(card=FAILS_LATER)
    for days in (31.5, 3, 5, 7.1):
        world.pass_days(days)
    gift.subscription.refresh_from_db()
    since, told = gift.subscription.failing_since, mails()
    assert told == ["started", *["failed"] * 4]
    there = world.sandbox.control("GET", "clock")["now"]
    until_next = (gift.subscription.next_payment_at.timestamp() - there) / 86400
    for days in (until_next + 0.02, 1, 3, 5, 7.1):  # the first is while the new one is a draft
        world.pass_days(days)
        gift.subscription.refresh_from_db()
        assert (gift.state, gift.subscription.failing_since) == ("failing", since)
    assert len(world.sandbox.control("GET", "dump")["objects"]["invoice"]) == 3
    assert mails() == told


def test_yearly_gift_left_unpaid_is_not_announced(world):
    world.sandbox.control("POST", "billing", {"after_retries": "unpaid"})
    gift = world.begin(card=FAILS_LATER, interval="year")
    for days in (366, 3, 5, 7.1):
        world.pass_days(days)
    gift.subscription.refresh_from_db()
    assert gift.subscription.status == "unpaid"
    told = mails()
    world.pass_days(360)
    assert mails() == told


def test_failed_gift_is_put_right_with_another_card(world):
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(31.5)
    gift.subscription.refresh_from_db()
    with pytest.raises(CardRefusedError):
        recurring.pay_open(gift=gift)
    world.take_a_good_card(gift)
    recurring.pay_open(gift=gift)
    assert gift.state == "active"
    world.tell()
    assert Donation.objects.arrived().count() == 2
    # The press that failed was told on the page, and takes none of the four mails.
    assert mails() == ["started", "failed"]
    assert problems() == []


def test_first_failure_told_late_does_not_undo_the_payment(world):
    gift = world.begin(card=FAILS_LATER)
    sandbox, client = world.sandbox, world.client
    sandbox.control("POST", "clock", {"advance": 31.5 * 86400})
    failed = sandbox.events("invoice.payment_failed")
    gift.subscription.refresh_from_db()
    world.take_a_good_card(gift)
    sandbox.control("POST", "clock", {"advance": 3.1 * 86400})
    world.tell()
    for event in failed:
        assert deliver(client, event).status_code == 200
    gift = RecurringGift.objects.get()
    assert (gift.state, mails()) == ("active", ["started"])


def test_bank_that_asks_at_renewal_is_told_with_its_page(world):
    world.begin(card=ASKS_LATER)
    world.pass_days(31.5)
    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.needs_confirmation) == ("past_due", True)
    assert "/i/in_1" in subscription.failing_page
    assert mails() == ["started", "failed"]
    assert "asks you to confirm" in OutboxMail.objects.latest("pk").subject


def test_each_of_stripes_statuses_is_ours(world):
    sandbox = world.sandbox
    seen = []

    def note(subscription: Subscription) -> None:
        world.tell()
        subscription.refresh_from_db()
        theirs = [
            found["status"]
            for found in sandbox.control("GET", "dump")["objects"]["subscription"]
            if found["id"] == subscription.stripe_subscription
            or found["metadata"]["subscription"] == str(subscription.uuid)
        ]
        assert theirs[0] == subscription.status or theirs[0] == "incomplete"
        seen.append(theirs[0])

    declined = begin(sandbox, card="4000000000000002", email="declined@example.org")
    note(declined.subscription)
    sandbox.control("POST", "expire", {"session": declined.stripe_session})
    note(declined.subscription)
    paused = world.begin(email="paused@example.org")
    gift = world.begin(card=FAILS_LATER)
    note(gift.subscription)
    recurring.change_day(gift=gift, day=3 if gift.next_day.day != 3 else 4)
    note(gift.subscription)
    sandbox.control("POST", "billing", {"after_retries": "unpaid"})
    wait = (gift.next_day - timezone.now().date()).days
    for days in (wait + 1.5, 16):
        sandbox.control("POST", "clock", {"advance": days * 86400})
        note(gift.subscription)
    sandbox.control(
        "POST", "subscriptions/pause", {"subscription": paused.subscription.stripe_subscription}
    )
    note(paused.subscription)
    recurring.resume(gift=paused)
    assert paused.state == "active"
    recurring.end(gift=gift)
    note(gift.subscription)
    assert set(seen) == {
        "incomplete",
        "incomplete_expired",
        "active",
        "trialing",
        "past_due",
        "unpaid",
        "paused",
        "canceled",
    }


def test_amount_fund_day_and_pause_are_asked_of_stripe_and_shown_from_its_answer(world):
    gift = world.begin()
    fund = make_fund(name="Clinics")
    recurring.change_amount(gift=gift, amount=3500)
    recurring.change_fund(gift=gift, fund=fund)
    old = gift.next_day
    recurring.change_day(gift=gift, day=5 if old.day != 5 else 6)
    assert (gift.subscription.amount, gift.subscription.fund) == (3500, fund)
    assert gift.next_day >= old
    assert gift.state == "active"
    world.pass_days((gift.next_day - timezone.now().date()).days + 1)
    renewal = Donation.objects.latest("pk")
    assert (renewal.amount, renewal.fund) == (3500, fund)
    gift = RecurringGift.objects.get()
    until = gift.next_day + timedelta(days=3)
    recurring.pause(gift=gift, until=until)
    assert (gift.state, gift.resume_day) == ("paused", until)
    world.pass_days(33)
    assert Donation.objects.arrived().count() == 2
    recurring.resume(gift=RecurringGift.objects.get())
    world.pass_days(31)
    assert Donation.objects.arrived().count() == 3
    assert set(SubscriptionChange.objects.values_list("status", flat=True)) == {ChangeStatus.DONE}
    assert problems() == []


def test_fee_is_added_to_each_renewal_and_follows_the_amount(world):
    gift = world.begin(covers_fee=True, interval="quarter", language="fr")
    assert (gift.subscription.total, gift.subscription.fee_cover) == (2091, 91)
    recurring.change_amount(gift=gift, amount=10_000)
    assert (gift.subscription.amount, gift.subscription.fee_cover) == (10_000, 330)
    world.pass_days(92.5)
    renewal = Payment.objects.latest("pk")
    lines = renewal.lines.select_related("fund")
    assert [(line.kind, line.amount, line.fund.is_default) for line in lines] == [
        ("gift", 10_000, True),
        ("fee_cover", 330, True),
    ]
    assert renewal.amount - (renewal.fee or 0) == 10_000
    assert Receipt.objects.get(payment=renewal).totals["deductible"] == 10_330
    recurring.change_amount(gift=gift, amount=10_000, covers_fee=False)
    assert (gift.subscription.total, gift.subscription.fee_cover) == (10_000, 0)
    world.pass_days(92.5)
    assert Payment.objects.latest("pk").lines.get().amount == 10_000
    recurring.change_amount(gift=gift, amount=2000, covers_fee=True)
    assert gift.subscription.total == 2091
    # Somebody takes the fee's price at the dashboard for something else: Stripe's word is shown.
    items = world.sandbox.control("GET", "dump")["objects"]["subscription"][0]["items"]["data"]
    price = {"currency": "usd", "product": items[1]["price"]["product"], "unit_amount": 50}
    price["recurring"] = {"interval": "month", "interval_count": 3}
    change = {"items": [{"id": items[1]["id"], "price_data": price}], "proration_behavior": "none"}
    told = {"subscription": gift.subscription.stripe_subscription, **change}
    world.sandbox.control("POST", "subscriptions/update", told)
    world.tell()
    gift.subscription.refresh_from_db()
    assert (gift.subscription.amount, gift.subscription.fee_cover) == (2000, 50)
    assert problems() == []


@pytest.mark.faults
@pytest.mark.parametrize("answered", [True, False])
def test_change_without_an_answer_is_asked_again_and_made_once(world, answered):
    gift = world.begin()
    fault = {"route": "POST /v1/subscriptions/{id}", "kind": "reset", "times": 2}
    fault |= {"when": "after" if answered else "before"}
    world.sandbox.control("POST", "faults", fault)
    with pytest.raises(NoAnswerError):
        recurring.change_amount(gift=gift, amount=3500)
    change = SubscriptionChange.objects.get()
    assert (change.status, gift.subscription.amount) == (ChangeStatus.ASKED, 2000)
    assert retry_changes() == 0  # too soon: the first call may still be under way
    SubscriptionChange.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    busy = {"route": "GET /v1/subscriptions/{id}", "kind": "rate_limit", "times": 1}
    world.sandbox.control("POST", "faults", busy)
    assert retry_changes() == 0
    assert retry_changes() == 1
    perform_change(change)  # as another process does that had begun to ask meanwhile
    assert mails().count("changed") == 1
    gift.subscription.refresh_from_db()
    assert gift.subscription.amount == 3500
    assert len(world.sandbox.control("GET", "dump")["objects"]["price"]) == 2


@pytest.mark.faults
def test_lost_change_that_was_overtaken_is_dropped(world):
    gift = world.begin()
    recurring.change_amount(gift=gift, amount=3500)
    SubscriptionChange.objects.update(
        status=ChangeStatus.ASKED, asked_at=timezone.now() - timedelta(minutes=5)
    )
    recurring.change_amount(gift=gift, amount=4500)
    assert retry_changes() == 1
    gift.subscription.refresh_from_db()
    assert gift.subscription.amount == 4500
    assert SubscriptionChange.objects.first().status == ChangeStatus.SUPERSEDED


def test_end_means_no_more_money_and_twice_is_once(world):
    gift = world.begin(card=FAILS_LATER)
    world.pass_days(31.5)
    gift = RecurringGift.objects.get()
    recurring.end(gift=gift)
    recurring.end(gift=gift)
    RecurringGift.objects.get()  # the second tab still shows it as running
    world.pass_days(60)
    dump = world.sandbox.control("GET", "dump")["objects"]
    assert [invoice["status"] for invoice in dump["invoice"]] == ["paid", "void"]
    assert [found["status"] for found in dump["charge"]] == ["succeeded", "failed"]
    assert mails() == ["started", "failed", "ended"]
    with pytest.raises(EndedError):
        recurring.change_amount(gift=RecurringGift.objects.get(), amount=3000)


def test_end_from_portal_and_our_page_at_once_is_one_end(world):
    gift = world.begin()
    stale = RecurringGift.objects.get()
    world.sandbox.control(
        "POST",
        "subscriptions/cancel",
        {"subscription": gift.subscription.stripe_subscription},
    )
    recurring.end(gift=stale)
    world.tell()
    assert (RecurringGift.objects.get().state, mails()) == ("ended", ["started", "ended"])
    assert SubscriptionChange.objects.get().status == ChangeStatus.DONE


def test_change_at_the_dashboard_shows_here(world):
    gift = world.begin()
    world.sandbox.control(
        "POST",
        "subscriptions/update",
        {
            "subscription": gift.subscription.stripe_subscription,
            "pause_collection": {"behavior": "void"},
            "cancel_at_period_end": True,
        },
    )
    world.tell()
    gift = RecurringGift.objects.get()
    assert (gift.state, gift.subscription.ends_at) == (
        "paused",
        gift.subscription.next_payment_at,
    )
    unsaid = {
        "route": "GET /v1/subscriptions/{id}",
        "kind": "change",
        "change": {"cancel_at": None},
    }
    world.sandbox.control("POST", "faults", unsaid)
    state = gateway().fetch_subscription(gift.subscription.stripe_subscription)
    assert state.ends_at == gift.subscription.next_payment_at


def test_older_answer_written_later_changes_nothing(world, settings):
    gift = world.begin()
    Subscription.objects.update(fetched_at=timezone.now() + timedelta(minutes=1), amount=7)
    settle_subscription(gift.subscription, cause="slow")
    assert gift.subscription.amount == 7
    settings.GUARDS_OFF = ("stale",)
    settle_subscription(gift.subscription, cause="slow, unguarded")
    assert gift.subscription.amount == 2000


def test_yearly_gift_just_begun_can_be_paused_beyond_its_next_day(world):
    gift = world.begin(interval="year")
    until = gift.next_day + timedelta(days=30)
    recurring.pause(gift=gift, until=until)
    assert (gift.state, gift.resume_day) == ("paused", until)
    with pytest.raises(PauseDateError, match="up to"):
        recurring.pause(gift=gift, until=gift.next_day + timedelta(days=367))


def test_gift_that_ends_before_its_next_day_says_so_in_mails_and_on_its_page(world, client):
    gift = world.begin()
    ending = {"subscription": gift.subscription.stripe_subscription, "cancel_at_period_end": True}
    world.sandbox.control("POST", "subscriptions/update", ending)
    world.tell()
    gift = RecurringGift.objects.get()
    recurring.change_amount(gift=gift, amount=2500)
    mail = OutboxMail.objects.latest("pk")
    assert "Ends on" in mail.text
    assert "Next:" not in mail.text
    assert "Next:" not in mail.html
    page = client.get(gift.path).content.decode()
    assert "End this gift" in page
    assert "Give this much" not in page


def test_what_cannot_be_asked_says_why_and_changes_nothing(world):
    gift = world.begin(card=FAILS_LATER)
    today = timezone.now().date()
    for day in (0, 29, 30, 31):
        with pytest.raises(DayError):
            recurring.change_day(gift=gift, day=day)
    for until in (today, gift.next_day, today + timedelta(days=400)):
        with pytest.raises(PauseDateError):
            recurring.pause(gift=gift, until=until)
    Subscription.objects.update(ends_at=timezone.now() + timedelta(days=40))
    gift = RecurringGift.objects.get()
    with pytest.raises(PauseDateError, match="ends on"):
        recurring.pause(gift=gift, until=today + timedelta(days=60))
    world.pass_days(31.5)
    with pytest.raises(UnpaidError):
        recurring.change_day(gift=RecurringGift.objects.get(), day=7)
    assert not SubscriptionChange.objects.exists()


@pytest.mark.parametrize(
    ("current", "day", "expected"),
    [
        ("2027-01-31", 28, "2027-02-28"),
        ("2028-02-29", 1, "2028-03-01"),
        ("2026-12-15", 10, "2027-01-10"),
        ("2026-12-15", 15, "2026-12-15"),
        ("2026-12-15", 20, "2026-12-20"),
    ],
)
def test_new_day_is_never_before_the_time_already_given_for(current, day, expected):
    found = recurring.next_such_day(date.fromisoformat(current), day)
    assert found == date.fromisoformat(expected)
