"""What nobody told us of: lost deliveries, and a restored backup that is a day old. One
comparison with Stripe brings everything back, once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.scale import scaled
from tests.faults.shelves import stock
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

SELL = """
import json
from donations.services.gifts import start_donation
from ledger.models import Fund
from payments.services.checkout import start_checkout
from shop.models import Variant
from tests.factories.shop import make_order
soap, fund, sessions = Variant.objects.get(), Fund.objects.default(), []
for number in range({first}, {first} + {count}):
    email = f"visitor-{{number}}@example.org"
    if number % 2:
        payment = make_order((soap, 1), gift=1000 + number, email=email).payment
    else:
        payment = start_donation(
            amount=1000 + number, currency="USD", fund=fund, email=email, name="Awa Sample",
            language="fr", anonymous=True, cancel_path="/donate/",
        )
    start_checkout(payment)
    sessions.append(payment.stripe_session)
print(json.dumps(sessions))
"""
FOUND = """
import json
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.models import Payment, WebhookEvent
from shop.models import Order, Variant
payments = Payment.objects.paid()
print(json.dumps({
    "paid": sorted(payments.values_list("stripe_session", flat=True)),
    "amount": sum(payments.values_list("amount", flat=True)),
    "orders": sorted(Order.objects.values_list("number", flat=True)),
    "gifts": [Donation.objects.filter(status="received").count(),
              Donation.objects.filter(is_anonymous=True).count()],
    "receipts": Receipt.objects.count(),
    "last receipt": Receipt.objects.order_by("-number").values_list("number", flat=True).first(),
    "on hand": Variant.objects.get().on_hand,
    "held": Variant.objects.get().reserved,
    "lost events": WebhookEvent.objects.filter(was_delivered=False).exists(),
    "wrong": [problem for problems in verify().values() for problem in problems],
}))
"""


def sell(live: LiveSite, count: int, *, first: int = 0) -> list[str]:
    """Open so many payments, half of them for a bar and a gift, half for an anonymous gift."""
    sessions: list[str] = run(live, SELL.format(count=count, first=first))
    return sessions


def run(live: LiveSite, script: str) -> Any:
    answer = live.manage("shell", "--verbosity=0", "-c", script)
    return json.loads(answer.stdout.strip().splitlines()[-1])


def reconcile(live: LiveSite) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(live.manage("reconcile", "--json").stdout)
    return found


def test_a8_every_lost_delivery_is_found_in_one_run(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    """Three of ten deliveries are lost, then all of them."""
    count = scaled(10, 1000)
    live = make_live_site(each_database).start()
    stock(live, SHEA=count * 2)
    sessions = sell(live, count * 2)
    for number, session in enumerate(sessions):
        is_lost = number >= count or number % 10 < 3
        live.control("POST", "deliveries", {"mode": "drop" if is_lost else "send"})
        live.control("POST", "pay", {"session": session})
        if not is_lost:
            live.control("POST", "deliveries/idle", {})
    findings = reconcile(live)
    assert findings["failed"] == {}
    found = run(live, FOUND)
    assert found["paid"] == sorted(sessions)
    assert (found["receipts"], found["last receipt"]) == (count * 2, count * 2)
    assert (found["on hand"], found["held"]) == (count, 0)
    assert found["lost events"] is True
    assert found["wrong"] == []
    again = reconcile(live)
    assert (again["healed"], again["rebuilt"], again["events"]) == ([], [], 0)
    assert len(live.mails()) == count * 2
    assert live.control("GET", "mismatches")["mismatches"] == []


def test_g3_restored_backup_of_yesterday_loses_nothing_that_was_paid(
    each_database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    count = scaled(20, 5000)
    live = make_live_site(each_database)
    live.sandbox.start()
    live.control("POST", "deliveries", {"mode": "drop"})
    stock(live, SHEA=count)
    sessions = sell(live, count)
    for session in sessions:
        live.control("POST", "pay", {"session": session})
    reconcile(live)
    before = run(live, FOUND)
    assert before["paid"] == sorted(sessions)
    # The copy was made in the morning, when the shelf was full and nobody had come.
    live.environment["DATABASE_URL"] = each_database.copy(f"restored_{live.port}")
    stock(live, SHEA=count)
    findings = reconcile(live)
    assert (len(findings["rebuilt"]), findings["failed"]) == (count, {})
    assert run(live, FOUND) == before
    again = reconcile(live)
    assert (again["healed"], again["rebuilt"], again["events"]) == ([], [], 0)
    assert run(live, FOUND) == before
    assert live.control("GET", "mismatches")["mismatches"] == []
