"""C5: events in the shapes of three versions of Stripe's API, and words that none of them has.

`shapes/` holds one lifetime in each version, written from Stripe's documentation: before 2025 an
invoice named its subscription and its charge itself, and a subscription its period.
"""

import json
import time
from datetime import timedelta
from pathlib import Path
from string import Template
from typing import Any

import pytest
import stripe
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core.models import OutboxMail
from donations.models import Donation, Receipt
from ledger.verification import verify
from payments.conditions.messages import stripe_changed
from payments.enums import EventStatus
from payments.gateway import API_VERSION
from payments.models import Dispute, Payment, Payout, Refund, Subscription, WebhookEvent
from payments.services.reconciliation import reconcile
from payments.services.subscriptions import ask_about_silent
from tests.donations.recurring_world import DAY, begin
from tests.infrastructure.sandbox import Json, Sandbox, deliver

pytestmark = [pytest.mark.django_db, pytest.mark.promise("C5"), pytest.mark.faults]

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.json"))
# What is asked, and the thing whose status becomes a word of the future.
ASKED = {
    "refund": "GET /v1/refunds",
    "dispute": "GET /v1/disputes/{id}",
    "payout": "GET /v1/payouts/{id}",
    "subscription": "GET /v1/subscriptions/{id}",
}


def test_pinned_version_is_that_of_the_sdk() -> None:
    """A new SDK reads other shapes: look through the gateway before changing this."""
    assert stripe.api_version == API_VERSION


def test_three_versions_of_one_lifetime_end_in_the_same_state(
    client: Client, sandbox: Sandbox
) -> None:
    payment = begin(sandbox)
    sandbox.control("POST", "clock", {"advance": 31.5 * DAY})
    names = names_of(sandbox, payment)
    states = []
    for path in SHAPES:
        with transaction.atomic():
            for event in read(path, names):
                assert deliver(client, event).status_code == 200
            kept = WebhookEvent.objects.filter(api_version=path.stem, attempts=1)
            assert kept.count() == 7
            shown = [item.text for item in stripe_changed()]
            assert all(path.stem in text and API_VERSION in text for text in shown)
            assert len(shown) == (path.stem != API_VERSION)
            states.append(state())
            transaction.set_rollback(True)
    assert len(states) == 3
    assert states[0] == states[1] == states[2]
    assert states[0]["payments"] == [("succeeded", 2000)] * 2
    assert states[0]["wrong"] == []


def test_words_of_the_future_change_nothing_and_are_told(client: Client, sandbox: Sandbox) -> None:
    payment = begin(sandbox)
    first, second = happen(sandbox)
    for event in first:
        assert deliver(client, event).status_code == 200
    before = state()
    for route in ASKED.values():
        change = {"status": "hibernating_until_further_notice", "a_new_field": {"id": "new_1"}}
        sandbox.control(
            "POST", "faults", {"route": route, "kind": "change", "change": change, "times": 99}
        )
    for event in second:
        assert deliver(client, event).status_code == 200, event["type"]
    assert list(WebhookEvent.objects.exclude(status__in=["processed", "ignored"])) == []
    shown = "; ".join(item.text for item in stripe_changed())
    assert [word for word in ASKED if f"{word}: hibernating" in shown] == list(ASKED)
    now = state()
    assert (now["gifts"], now["receipts"]) == (before["gifts"], before["receipts"])
    assert now["wrong"] == []
    assert Subscription.objects.get().status == "hibernating_until_further_notice"[:30]

    sandbox.control("DELETE", "faults")
    Subscription.objects.update(fetched_at=timezone.now() - timedelta(days=2))
    assert reconcile().failed == {}
    assert ask_about_silent() == 1
    assert [one.status for one in Refund.objects.all()] == ["succeeded"]
    assert [one.status for one in Payout.objects.all()] == ["paid"]
    assert Dispute.objects.get().status == "needs_response"
    assert Subscription.objects.get().status == "paused"
    payment.refresh_from_db()
    assert problems() == []


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": "text", "parent": "text", "charge": 7, "payment_intent": {"id": None}},
        {"metadata": ["a"], "parent": {"subscription_details": "text"}, "subscription": 7},
        {"object": None, "id": None, "parent": None, "client_reference_id": {"id": "x"}},
    ],
)
def test_event_of_a_shape_nobody_knows_is_kept_and_ignored(client: Client, change: Json) -> None:
    event = read(SHAPES[-1], {"now": "1"})[4]
    event |= {"type": "invoice.upcoming", "api_version": "2031-01-01.fir"}
    event["data"]["object"] |= change
    assert deliver(client, event).status_code == 200
    kept = WebhookEvent.objects.get()
    assert (kept.status, kept.api_version) == (EventStatus.IGNORED, "2031-01-01.fir")
    assert "2031-01-01.fir" in next(stripe_changed()).text


def names_of(sandbox: Sandbox, payment: Payment) -> dict[str, str]:
    """What the placeholders of the shapes stand for."""
    found = sandbox.control("GET", "dump")["objects"]
    [subscription] = found["subscription"]
    first, second = sorted(found["invoice"], key=lambda one: one["created"])
    charge = max(found["charge"], key=lambda one: one["created"])
    return {
        "now": str(int(time.time())),
        "payment": str(payment.uuid),
        "session": payment.stripe_session or "",
        "customer": subscription["customer"],
        "subscription": subscription["id"],
        "first_invoice": first["id"],
        "invoice": second["id"],
        "charge": charge["id"],
        "intent": charge["payment_intent"],
    }


def read(path: Path, names: dict[str, str]) -> list[Json]:
    text = path.read_text().replace('"$now"', "$now")
    events: list[Json] = json.loads(Template(text).safe_substitute(names))
    return events


def happen(sandbox: Sandbox) -> tuple[list[Json], list[Json]]:
    """Events of the gift, then those of a payout, a refund, a dispute and a pause."""
    begun = sandbox.events()
    [charge] = sandbox.control("GET", "dump")["objects"]["charge"]
    sandbox.control("POST", "payouts", {"include_pending": True, "arrive": True})
    sandbox.control("POST", "refund", {"charge": charge["id"], "amount": 500})
    sandbox.control("POST", "dispute", {"charge": charge["id"]})
    [subscription] = sandbox.control("GET", "dump")["objects"]["subscription"]
    sandbox.control("POST", "subscriptions/pause", {"subscription": subscription["id"]})
    sandbox.control("POST", "clock", {"advance": 3})
    return begun, sandbox.events()[len(begun) :]


def state() -> dict[str, Any]:
    return {
        "payments": list(Payment.objects.order_by("pk").values_list("status", "amount")),
        "fees": Payment.objects.filter(fee__isnull=False).count(),
        "gifts": list(Donation.objects.order_by("pk").values_list("status", "amount")),
        "receipts": list(Receipt.objects.order_by("pk").values_list("number", "status")),
        "monthly": list(Subscription.objects.values_list("status", "amount")),
        "mails": sorted(OutboxMail.objects.values_list("template", flat=True)),
        "events": sorted(WebhookEvent.objects.values_list("type", "status")),
        "wrong": problems(),
    }


def problems() -> list[str]:
    return [problem for found in verify().values() for problem in found]
