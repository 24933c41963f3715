"""A3: `kill -9` at every point between Stripe and us, in every flow: nothing is lost, nothing is
doubled.

Each flow is lived through once undisturbed; then again and again with a crash at another point.
After each crash the timer's jobs run once, and the site must be as if nothing had happened: the
same orders, gifts, payments, receipts, entries and mails as so many undisturbed lives leave.
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest
import requests

from tests.faults.scale import IS_SOAK, Rounds
from tests.faults.shelves import GIVE_PAGE, stock
from tests.faults.visitors import Visitor
from tests.infrastructure.live_site import LiveSite

pytestmark = pytest.mark.faults

CREATE = "POST /v1/checkout/sessions"
FETCH = "GET /v1/checkout/sessions/{id}"
REFUND = "POST /v1/refunds"
REFUNDS = "GET /v1/refunds"
DISPUTE = "GET /v1/disputes/{id}"
TREASURER = "treasurer@example.org"
STAFF = {"administrator": [], "treasurer": [TREASURER], "shopkeeper": []}
# What the timer does once it is time for mails that were left half done. Only they grow old: what
# somebody living is just sending stays theirs.
HEAL = """
from datetime import UTC, datetime, timedelta
from django.utils import timezone
from core.mail import CLAIM_EXPIRES, send_due_mails
from core.models import OutboxMail
from payments.services.reconciliation import reconcile
findings = reconcile(since=timezone.now() - timedelta(minutes=2))
assert findings.failed == {}, findings
long_ago = timezone.now() - CLAIM_EXPIRES - timedelta(seconds=1)
left = OutboxMail.objects.filter(status="sending")
left.filter(claimed_at__lte=datetime.fromtimestamp(died, UTC)).update(claimed_at=long_ago)
OutboxMail.objects.filter(status="queued").update(next_try_at=timezone.now())
send_due_mails()
"""
STATE = """
import time
from collections import Counter
from django.db.models import Sum
from core.models import OutboxMail
from donations.models import Donation, Receipt, RecurringGift
from ledger.models import Entry, Line
from ledger.verification import verify
from payments.models import Dispute, Payment, Refund
from shop.models import Order, StockMovement
deadline = time.monotonic() + 20
while OutboxMail.objects.filter(status="sending").exists() and time.monotonic() < deadline:
    time.sleep(0.05)
counted = {
    "orders": Order.objects.values_list("status"),
    "gifts": Donation.objects.values_list("status", "amount"),
    "recurring": RecurringGift.objects.values_list("subscription__status"),
    "payments": Payment.objects.values_list("status", "amount", "fee"),
    "refunds": Refund.objects.values_list("status", "amount"),
    "disputes": Dispute.objects.values_list("status", "amount"),
    "receipts": Receipt.objects.values_list("kind", "status"),
    "entries": Entry.objects.values_list("kind"),
    "movements": StockMovement.objects.exclude(kind="received").values_list("kind", "quantity"),
    "mails": OutboxMail.objects.values_list("template", "status"),
}
answer = {
    "counts": {
        f"{name} {row}": count
        for name, rows in counted.items()
        for row, count in Counter(rows).items()
    },
    "balance": Line.objects.filter(account__code="1100").aggregate(sum=Sum("amount"))["sum"],
    "wrong": [problem for problems in verify().values() for problem in problems],
}
"""
GIVE_BACK = """
from uuid import uuid4
from payments.enums import RefundReason
from payments.models import Payment
from payments.services.refund_lines import NewRefundLine, refundable_lines
from payments.services.refunds import open_refund, send_refund
payment = Payment.objects.get(email=email)
left = refundable_lines(payment)
refund = open_refund(
    uuid=uuid4(), payment=payment, reason=RefundReason.REQUESTED, by=None,
    lines=[NewRefundLine(line=one.line, amount=one.amount, quantity=one.quantity) for one in left],
)
send_refund(refund, cause="test")
"""


class Life:
    """One person's way through a flow, and the crash in it."""

    # The call of ours that makes something at Stripe, and the one by which we learn of it.
    asks, learns = CREATE, FETCH
    # When those who served were killed, in seconds since 1970.
    died = 0.0

    def __init__(self, live: LiveSite, number: int) -> None:
        self.live = live
        self.visitor = Visitor(live, number)
        self.email = self.visitor.email

    def prepare(self) -> None:
        """All that comes before the crash."""

    def ask(self) -> requests.Response:
        """What makes something at Stripe."""
        raise NotImplementedError

    def happen(self) -> None:
        """What happens at Stripe, of which we learn by a webhook."""
        self.visitor.pay(self.ask())

    def live_through(self) -> None:
        self.prepare()
        self.happen()
        self.live.control("POST", "deliveries/idle", {})

    # --- The six points

    def crash_before_create(self) -> None:
        self._crash_while_asking("before")

    def crash_after_create(self) -> None:
        self._crash_while_asking("after")

    def crash_after_the_charge(self) -> None:
        """Stripe has the money, and has told nobody yet."""
        self.live.control("POST", "deliveries", {"mode": "hold"})
        self.happen()
        self._kill()

    def crash_uncommitted(self) -> None:
        """The webhook has arrived; we die having asked Stripe, before anything is written."""
        self._barrier(self.learns, "after")
        self.happen()
        self._wait_at_barrier()
        self._die()

    def crash_committed(self) -> None:
        """All is written, Stripe has not heard our 200, and the mail has not left."""
        self.live.post.hold("before")
        self.happen()
        self.live.sandbox.wait_for(20, lambda: self.live.post.waiting)
        self._die()

    def crash_answered(self) -> None:
        """Stripe has its 200; the mail server would not take the mail."""
        self.live.post.refuse()
        self.happen()
        self.live.control("POST", "deliveries/idle", {})
        self._die()

    def _crash_while_asking(self, when: str) -> None:
        self._barrier(self.asks, when)
        thread = in_background(self.ask)
        self._wait_at_barrier()
        self._die()
        thread.join()
        self.happen()  # the visitor tries again

    def _barrier(self, route: str, when: str) -> None:
        self.live.control("POST", "barriers", {"route": route, "when": when})

    def _wait_at_barrier(self) -> None:
        self.live.sandbox.wait_for(20, lambda: self.live.control("GET", "barriers")["waiting"])

    def _kill(self) -> None:
        self.live.kill_workers()  # until it is over they may begin another mail
        self.died = time.time()

    def _die(self) -> None:
        self._kill()
        self.live.post.accept()
        self.live.control("DELETE", "barriers")


class Shop(Life):
    def prepare(self) -> None:
        assert self.visitor.add("SHEA", 2).status_code == 303

    def ask(self) -> requests.Response:
        return self.visitor.check_out()


class Gift(Life):
    interval = "once"

    def ask(self) -> requests.Response:
        return self.visitor.give("40", interval=self.interval)


class Mixed(Shop):
    def prepare(self) -> None:
        super().prepare()
        assert self.visitor.add_gift("40").status_code == 303


class Monthly(Gift):
    interval = "month"


class PaidBefore(Mixed):
    """What happens to a payment that has arrived."""

    def prepare(self) -> None:
        super().prepare()
        session = self.visitor.pay_for(self.ask())
        self.intent = session["payment_intent"]
        self.live.control("POST", "deliveries/idle", {})


class GivenBack(PaidBefore):
    """Refunds we ask for die with the process that asks; what we hear of, somebody made in Stripe's
    dashboard."""

    learns = REFUNDS

    def happen(self) -> None:
        self.live.control("POST", "refund", {"payment_intent": self.intent})

    def _crash_while_asking(self, when: str) -> None:
        self._barrier(REFUND, when)
        pid = self.live.console.begin(GIVE_BACK, email=self.email)
        self._wait_at_barrier()
        os.kill(pid, signal.SIGKILL)
        self.live.control("DELETE", "barriers")
        # Nobody tries again: the timer does.


class Disputed(PaidBefore):
    """Stripe makes it, so there is nothing of ours to be made: we die asking about it."""

    learns = REFUNDS

    def happen(self) -> None:
        self.live.control("POST", "dispute", {"payment_intent": self.intent})

    def _crash_while_asking(self, when: str) -> None:
        self._barrier(DISPUTE, when)
        self.happen()
        self._wait_at_barrier()
        self._die()


FLOWS: dict[str, type[Life]] = {
    "shop": Shop,
    "gift": Gift,
    "mixed": Mixed,
    "monthly": Monthly,
    "refund": GivenBack,
    "dispute": Disputed,
}
POINTS: tuple[Callable[[Life], None], ...] = (
    Life.crash_before_create,
    Life.crash_after_create,
    Life.crash_after_the_charge,
    Life.crash_uncommitted,
    Life.crash_committed,
    Life.crash_answered,
)


@pytest.mark.promise("A3", "kills")
@pytest.mark.parametrize("flow", FLOWS)
def test_killed_anywhere_is_as_if_nothing_had_happened(
    live: LiveSite, rounds: Rounds, flow: str
) -> None:
    open_for_business(live)
    FLOWS[flow](live, 0).live_through()
    wanted = state(live)
    for number in rounds(ci=len(POINTS) // 2, soak=5 * len(POINTS)):
        point = POINTS[point_of(number, flow, live)]
        life = FLOWS[flow](live, number + 1)
        life.prepare()
        point(life)
        found = state(live, healed=life)
        about = f"{flow}, {point.__name__}, round {number}"
        assert found == times(wanted, number + 2), about
        # And what was told late, or is told again, changes nothing.
        live.control("POST", "deliveries", {"mode": "send"})
        live.control("POST", "deliveries/idle", {})
    assert state(live) == times(wanted, number + 2)


def point_of(number: int, flow: str, live: LiveSite) -> int:
    """All of them in a soak; otherwise every second one on each database, in turns."""
    if IS_SOAK:
        return number % len(POINTS)
    turn = list(FLOWS).index(flow) + ("sqlite" in live.database_url)
    return (2 * number + turn % 2) % len(POINTS)


def open_for_business(live: LiveSite) -> None:
    live.renew(ALERT_EMAILS=STAFF)
    stock(live, SHEA=1000)
    live.run(GIVE_PAGE)


def state(live: LiveSite, *, healed: Life | None = None) -> dict[str, Any]:
    """What counts, with the mails that really left; the balance must be Stripe's own. Stripe knows
    a fee a moment after its charge, and tells us: until then neither side has it."""
    live.sandbox.wait_for(20, lambda: all_fees_known(live))
    if healed:
        live.run(HEAL, died=healed.died)
    else:
        live.control("POST", "deliveries/idle", {})
    found: dict[str, Any] = live.run(STATE)
    moved = live.control("GET", "dump")["objects"]["balance_transaction"]
    assert found["balance"] == sum(one["net"] for one in moved)
    assert found.pop("wrong") == []
    mails = live.mails()
    found["mails that left"] = len({mail["Message-ID"] for mail in mails})
    assert found["mails that left"] == len(mails)  # it never came to the moment that nobody knows
    return found


def all_fees_known(live: LiveSite) -> bool:
    charges = live.control("GET", "dump")["objects"].get("charge", [])
    return all(one["balance_transaction"] for one in charges if one["paid"])


def times(lived: dict[str, Any], often: int) -> dict[str, Any]:
    """What so many such lives leave."""
    return {
        **lived,
        "counts": {name: count * often for name, count in lived["counts"].items()},
        "balance": lived["balance"] * often,
        "mails that left": lived["mails that left"] * often,
    }


def in_background(act: Callable[[], Any]) -> Thread:
    """Start a request that the crash will cut off."""

    def attempt() -> None:
        with suppress(requests.RequestException):
            act()

    thread = Thread(target=attempt)
    thread.start()
    return thread


@pytest.mark.promise("A3", "kills")
def test_killed_server_starts_again_and_repeats_a_mail_marked_as_such(
    live: LiveSite, rounds: Rounds
) -> None:
    """The whole server dies at the one moment after which nobody can know whether a mail left."""
    rounds.once(ci=1, soak=1)
    open_for_business(live)
    life = Mixed(live, 1)
    life.prepare()
    live.post.hold("after")
    life.happen()
    live.sandbox.wait_for(20, lambda: live.post.waiting)
    live.kill()
    died = time.time()
    live.post.accept()
    live.start(workers=4)
    live.run(HEAL, died=died)
    found = live.run(STATE)
    assert found["wrong"] == []
    first, second = live.post.to(life.email)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Possible-Duplicate"], second["X-Possible-Duplicate"]) == (None, "yes")
