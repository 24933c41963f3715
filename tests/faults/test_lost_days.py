"""What nobody told us of: lost deliveries, and a restored backup that is a day old. One
comparison with Stripe brings everything back, once."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.scale import Rounds, scaled
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

PATIENCE = scaled(300, 3600)  # seconds that one script may take
STOCK = """
from tests.factories.shop import make_order, make_variant, make_zone
make_zone("US", up_to_grams=20000)
soap = make_variant(shelf, sku="SHEA")
"""
SELL = """
from tests.factories.shop import make_order
from donations.services.giving.gifts import start_donation
from ledger.models import Fund
from payments.services.checkout import start_checkout
fund, sessions = Fund.objects.default(), []
for number in range(count):
    email = f"visitor-{number}@example.org"
    if number % 2:
        payment = make_order((soap, 1), gift=1000 + number, email=email).payment
    else:
        payment = start_donation(
            amount=1000 + number, currency="USD", fund=fund, email=email, name="Awa Sample",
            language="fr", anonymous=True, cancel_path="/donate/",
        )
    start_checkout(payment)
    sessions.append(payment.stripe_session)
answer = sessions
"""
COMPARE = """
import io, json, time
from core.mail import send_due_mails
from django.core.management import call_command
from django.test import override_settings
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.models import Payment, WebhookEvent
from shop.models import Order, Variant

LATER = "django_tasks.backends.dummy.DummyBackend"

def compared(*options):
    out, begin, own = io.StringIO(), time.monotonic(), time.process_time()
    # As in production, another process makes the documents and sends the mails.
    with override_settings(TASKS={"default": {"BACKEND": LATER}}):
        call_command("reconcile", "--json", *options, stdout=out)
    seconds, own = time.monotonic() - begin, time.process_time() - own
    if sends:
        send_due_mails()
    payments = Payment.objects.paid()
    return {
        "findings": json.loads(out.getvalue()),
        "seconds": seconds,
        "own": own,
        "lost": WebhookEvent.objects.filter(was_delivered=False).count(),
        "books": {
            "paid": sorted(payments.values_list("stripe_session", flat=True)),
            "amount": sum(payments.values_list("amount", flat=True)),
            "orders": sorted(Order.objects.values_list("number", flat=True)),
            "gifts": Donation.objects.filter(status="received").count(),
            "anonymous": Donation.objects.filter(is_anonymous=True).count(),
            "receipts": sorted(Receipt.objects.values_list("number", flat=True)),
            "shelf": list(Variant.objects.values_list("on_hand", "reserved").get()),
            "lost events": WebhookEvent.objects.filter(was_delivered=False).exists(),
            "wrong": [problem for problems in verify().values() for problem in problems],
        },
    }

answer = [compared(), compared("--since", "2020-01-01")]
"""


def sell(live: LiveSite, count: int) -> list[str]:
    """Open so many payments, half of them for a bar and a gift, half for an anonymous gift."""
    sessions: list[str] = live.run(STOCK + SELL, seconds=PATIENCE, shelf=count, count=count)
    return sessions


def require_nothing_more(first: dict[str, Any], again: dict[str, Any], events: int) -> None:
    """A second comparison, of everything since ever, finds nothing to do, within a minute even
    when it compares 10,000 events."""
    findings = again["findings"]
    assert (findings["healed"], findings["rebuilt"], findings["events"]) == ([], [], 0)
    assert again["books"] == first["books"]
    assert findings["looked_at"]["events"] >= events
    assert again["seconds"] < 60


@pytest.mark.quiet  # it measures time
@pytest.mark.promise("A8", "payments of which two thirds were lost")
def test_a8_every_lost_delivery_is_found_in_one_run(
    live: LiveSite, rounds: Rounds, note: Callable[[str], None]
) -> None:
    """Three of ten deliveries are lost, then all of them."""
    count = rounds.once(ci=20, soak=3240) // 2  # that many lose 10,000 deliveries
    sessions = sell(live, count * 2)
    for number, session in enumerate(sessions):
        is_lost = number >= count or number % 10 < 3
        live.control("POST", "deliveries", {"mode": "drop" if is_lost else "send"})
        live.control("POST", "pay", {"session": session})
        if not is_lost:
            live.control("POST", "deliveries/idle", {})
    first, again = live.run(COMPARE, seconds=PATIENCE, sends=True)
    assert first["findings"]["failed"] == {}
    note(
        f"{first['lost']:,} lost events found in {first['seconds']:.0f} s, {first['own']:.0f} s of "
        f"them our own; {first['findings']['events']:,} asked for something to be done"
    )
    assert first["seconds"] < 60
    books = first["books"]
    assert books["paid"] == sorted(sessions)
    assert books["receipts"] == list(range(1, count * 2 + 1))
    assert books["shelf"] == [count, 0]
    assert books["lost events"] is True
    assert books["wrong"] == []
    require_nothing_more(first, again, events=count * 2 * 5)
    assert len(live.mails()) == count * 2


@pytest.mark.promise("G3", "payments")
def test_g3_restored_backup_of_yesterday_loses_nothing_that_was_paid(
    live: LiveSite, rounds: Rounds
) -> None:
    count = rounds.once(ci=16, soak=400)
    live.control("POST", "deliveries", {"mode": "drop"})
    sessions = sell(live, count)
    for session in sessions:
        live.control("POST", "pay", {"session": session})
    before, _again = live.run(COMPARE, seconds=PATIENCE, sends=False)
    assert before["books"]["paid"] == sorted(sessions)
    # The copy was made in the morning, when the shelf was full and nobody had come.
    live.environment["DATABASE_URL"] = live.database.copy(f"restored_{live.port}")
    live.forget_console()
    restored, again = live.run(STOCK + COMPARE, seconds=PATIENCE, shelf=count, sends=False)
    live.forget_console()
    findings = restored["findings"]
    assert (len(findings["rebuilt"]), findings["failed"]) == (count, {})
    assert restored["books"] == before["books"]
    require_nothing_more(restored, again, events=count * 5)
