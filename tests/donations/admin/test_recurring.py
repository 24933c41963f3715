"""Gifts that come again, as staff see them."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.attention import conditions
from core.enums import MailStatus
from core.mail import queue_mail
from core.models import OutboxMail
from donations.enums import RecurringState
from donations.models import Donation, RecurringGift
from donations.reports.recurring import report_recurring
from donations.services.giving.gifts import begin_recurring_gift, receive_gifts
from donations.services.giving.run_rate import monthly_run_rate
from payments.enums import BillingInterval, SubscriptionStatus
from payments.models import Subscription
from tests.factories.accounts import make_staff, make_supporter
from tests.factories.donations import gift_line, make_paid_payment

pytestmark = pytest.mark.django_db

SEES = ("donations.view_recurringgift", "donations.view_donation")
LATER = datetime(2027, 1, 31, 12, tzinfo=UTC)


def make_recurring(
    interval: BillingInterval = BillingInterval.MONTH, amount: int = 4000, **stripe_says: object
) -> RecurringGift:
    payment = make_paid_payment([gift_line(amount)])
    gift = begin_recurring_gift(payment=payment, line=payment.lines.get(), interval=interval)
    values = {"status": SubscriptionStatus.ACTIVE, "next_payment_at": LATER, **stripe_says}
    Subscription.objects.filter(pk=gift.subscription_id).update(**values)
    return RecurringGift.objects.get(pk=gift.pk)


def make_failing(*, told: int = 1, **stripe_says: object) -> RecurringGift:
    values = {
        "status": SubscriptionStatus.PAST_DUE,
        "failing_amount": 4091,
        "failing_since": datetime(2026, 11, 3, tzinfo=UTC),
        "next_try_at": LATER,
        "fee_cover": 91,
        **stripe_says,
    }
    gift = make_recurring(**values)
    letter = queue_mail(
        key=f"recurring:{gift.subscription.uuid}:failed:in_1:{told}",
        template="donations/emails/recurring_link",
        to="awa@example.org",
        language="en",
        context={"gift": gift},
    )
    gift.failure_mails, gift.last_failure_mail = told, letter
    gift.save()
    return gift


STATES = {
    RecurringState.ACTIVE: {},
    RecurringState.FAILING: {"status": "unpaid", "is_on_hold": True},
    RecurringState.PAUSED: {"is_on_hold": True, "ends_at": LATER},
    RecurringState.ENDING: {"status": "trialing", "ends_at": LATER},
    RecurringState.ENDED: {"status": "canceled", "ended_at": LATER},
    RecurringState.STARTING: {"status": "starting"},
    RecurringState.NEVER: {"status": "incomplete_expired", "ended_at": LATER},
}


def test_each_state_is_found_as_it_is_shown():
    made = {state: make_recurring(**says) for state, says in STATES.items()}
    assert {state: gift.state for state, gift in made.items()} == {one: one for one in made}
    found = {state: list(RecurringGift.objects.in_state(state)) for state in RecurringState}
    assert found == {state: [gift] for state, gift in made.items()}


def test_run_rate_divides_whole_years_and_leaves_out_what_does_not_go_on():
    for interval, amount in (("month", 2000), ("quarter", 1000), ("quarter", 1000), ("year", 100)):
        make_recurring(BillingInterval(interval), amount, fee_cover=91)
    for says in (*STATES.values(), {"currency": "EUR"}):
        if says:
            make_recurring(**says)
    # 24,000 + 2 × 4,000 + 100 a year.
    assert monthly_run_rate() == {"EUR": 4000, "USD": 2675}
    assert monthly_run_rate(RecurringGift.objects.none()) == {}


def test_report_counts_no_gift_that_never_began():
    make_recurring(status="canceled", ended_at=LATER)
    make_recurring(status="incomplete_expired", ended_at=LATER)
    standing = report_recurring(2026, 2026)[0]
    assert [count for _state, count in standing.rows] == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("item_count", [1, 3])
def test_listings_need_the_same_queries_for_any_length(client, item_count):
    client.force_login(make_staff(*SEES))
    for _number in range(item_count):
        make_failing()
    for address, expected in (("recurring-gifts", 11), ("failing-gifts", 10)):
        client.get(f"/admin/{address}/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/admin/{address}/").content.decode()
        # The organisation is remembered by requests, though not inside a test's transaction.
        asked = [one for one in queries if "core_organisationsettings" not in one["sql"]]
        assert (page.count("1 of 4"), len(asked)) == (item_count, expected)


def test_staff_find_gifts_by_state_and_read_all_about_one(client):
    supporter = make_supporter(email="awa@example.org")
    active = make_recurring(BillingInterval.QUARTER, 1500, name="Oumou", supporter=supporter)
    make_recurring(status="canceled", ended_at=LATER, name="Fatou")
    client.force_login(make_staff(*SEES, "accounts.view_supporter", "payments.view_payment"))
    page = client.get("/admin/recurring-gifts/", {"state": "active"}).content.decode()
    assert ("Oumou" in page, "Fatou" in page) == (True, False)
    assert "every three months" in page
    receive_gifts(
        payment=active.subscription.first_line.payment, lines=[active.subscription.first_line]
    )
    Donation.objects.filter(line=active.subscription.first_line).update(recurring=active)
    shown = client.get(f"/admin/recurring-gifts/inspect/{active.pk}/").content.decode()
    for link in (
        reverse("supporters:inspect", args=[supporter.pk]),
        reverse("gifts:inspect", args=[active.gifts.get().pk]),
        reverse("payment-listing:inspect", args=[active.subscription.first_line.payment_id]),
    ):
        assert link in shown
    exported = client.get("/admin/recurring-gifts/", {"export": "csv", "state": "active"})
    [row] = csv.DictReader(io.StringIO(exported.getvalue().decode()))
    assert (row["Name"], row["Amount"], row["Given so far"]) == ("Oumou", "15.00", "15.00")
    assert (row["State"], row["How often"], row["Gifts so far"]) == ("active", "quarter", "1")


def test_list_of_failing_cards_says_what_the_giver_was_told(client):
    make_recurring(name="Fatou")
    gift = make_failing(told=3, name="Oumou")
    client.force_login(make_staff(*SEES))
    page = client.get("/admin/failing-gifts/").content.decode()
    assert ("Oumou" in page, "Fatou" in page) == (True, False)

    assert "Cards that fail" in page.partition("</title>")[0]
    assert ("$40.91" in page, "3 of 4" in page, "works until" in page) == (True, True, True)
    OutboxMail.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert "closed on" in client.get("/admin/failing-gifts/").content.decode()
    assert client.post(f"/admin/failing-gifts/inspect/{gift.pk}/send-link/").status_code == 302
    assert not mail.outbox


def test_fundraiser_sends_a_new_link_and_others_do_not(client, django_capture_on_commit_callbacks):
    gift = make_failing()
    address = f"/admin/failing-gifts/inspect/{gift.pk}/"
    client.force_login(make_staff(*SEES, "donations.change_recurringgift"))
    assert "End it, as the giver asked" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert client.post(f"{address}send-link/").status_code == 302
    [sent] = mail.outbox
    assert (sent.to, "/my/gift/" in str(sent.body)) == ([gift.subscription.email], True)


def test_person_is_asked_for_only_where_mails_alone_will_not_do():
    [condition] = [one for one in conditions() if one.name == "failing_gifts"]
    make_recurring()
    gift = make_failing()
    assert list(condition.find()) == []
    Subscription.objects.update(next_try_at=None)
    [item] = condition.find()
    assert item.text == "A gift of $40.91, every month, cannot be collected; the last try is over."
    assert gift.last_failure_mail
    Subscription.objects.update(next_try_at=LATER)
    OutboxMail.objects.update(status=MailStatus.GAVE_UP)
    assert [item.text.rpartition("; ")[2] for item in condition.find()] == [
        "the mail about it did not leave."
    ]
    OutboxMail.objects.update(
        status=MailStatus.SENT, created_at=timezone.now() - timedelta(days=15)
    )
    assert [item.text.rpartition("; ")[2] for item in condition.find()] == [
        "the link in the last mail has closed."
    ]
