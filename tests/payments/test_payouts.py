"""What Stripe sends to the bank: explained line by line, posted by fund, corrected when we learn
more."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ledger.enums import Restriction
from ledger.models import Entry, Line
from ledger.verification import verify
from payments.enums import EventStatus, PayoutStatus
from payments.exceptions import MismatchError
from payments.gateway import Gateway, Transaction
from payments.models import Payment, Payout, PayoutLine, WebhookEvent
from payments.services.checkout import start_checkout
from payments.services.payouts import entries_of, set_aside, settle_payout, settle_payouts
from payments.services.reconciliation import reconcile
from payments.services.settlement import settle
from payments.services.transactions import book_stripe_fee, explain
from tests.factories.ledger import make_fund
from tests.factories.payments import gift_line, goods_line, make_payment, shipping_line
from tests.infrastructure.plans import reads_every_row
from tests.infrastructure.sandbox import Json, Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def paid(sandbox: Sandbox, *lines: Any, **fields: Any) -> Payment:
    """Paid at Stripe; we have not heard of it yet."""
    payment = make_payment(*lines, **fields)
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    return payment


def pay_out(sandbox: Sandbox, **wanted: Any) -> Json:
    answer = sandbox.control("POST", "payouts", {"include_pending": True, "arrive": True, **wanted})
    return answer["payouts"][0]


def balances() -> dict[tuple[str, str, str], int]:
    sums: Counter[tuple[str, str, str]] = Counter()
    for line in Line.objects.select_related("account", "fund"):
        sums[line.account.code, line.fund.code, line.currency] += line.amount
    return {key: amount for key, amount in sums.items() if amount}


def at(account: str) -> dict[str, int]:
    """Fund → amount of an account, whatever the currency."""
    return {fund: amount for (code, fund, _), amount in balances().items() if code == account}


def lines_of(payout: Payout) -> list[tuple[str, str, int]]:
    rows = payout.lines.select_related("fund")
    return sorted((line.category, line.fund.code, line.amount) for line in rows)


def test_payout_is_explained_and_posted_by_fund(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    payment = paid(
        sandbox, goods_line(1200, value=1000), shipping_line(500), gift_line(4000, wells)
    )
    made = pay_out(sandbox)
    for _ in range(3):
        payout = settle_payout(made["id"], cause="test")
    assert (payout.amount, payout.status, payout.has_unexplained) == (5700 - 195, "paid", False)
    assert lines_of(payout) == [
        ("fees", "unrestricted", -58),
        ("fees", "wells", -137),
        ("gift", "wells", 4000),
        ("goods", "unrestricted", 1200),
        ("shipping", "unrestricted", 500),
    ]
    assert {line.payment_id for line in payout.lines.all()} == {payment.pk}
    assert at("1000") == {"unrestricted": 1642, "wells": 3863}
    assert at("1100") == {}
    assert [entry.key for entry in Entry.objects.filter(kind="payout")] == [payout.key]
    assert not any(found for name, found in verify().items() if "payout" in name)


def test_payout_is_settled_by_its_events_in_any_order(client: Client, sandbox: Sandbox) -> None:
    paid(sandbox)
    made = pay_out(sandbox)
    events = sandbox.events("payout.reconciliation_completed", "payout.paid", "charge.updated")
    for event in [*reversed(events), *events]:
        assert deliver(client, event).status_code == 200
    payout = Payout.objects.get(stripe_payout=made["id"])
    assert [(move.before, move.after) for move in payout.moves.all()] == [
        ("", "pending"),
        ("pending", "paid"),
    ]
    assert at("1000") == {"unrestricted": 4000 - 146}
    assert Entry.objects.filter(kind="payout").count() == 1
    assert set(WebhookEvent.objects.values_list("status", flat=True)) == {EventStatus.PROCESSED}


def test_payout_on_its_way_is_explained_and_not_posted(sandbox: Sandbox) -> None:
    paid(sandbox)
    made = pay_out(sandbox, arrive=False)
    payout = settle_payout(made["id"], cause="test")
    assert (payout.status, payout.is_reconciled) == (PayoutStatus.IN_TRANSIT, True)
    assert (at("1000"), at("1100")) == ({}, {"unrestricted": 3854})


def test_charge_unknown_to_us_goes_to_suspense_until_it_is_known(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    lost = paid(sandbox, gift_line(4000, wells))
    Payment.objects.filter(pk=lost.pk).update(amount=4001)  # so that it does not fit
    paid(sandbox, gift_line(1000))
    made = pay_out(sandbox)
    payout = settle_payout(made["id"], cause="test")
    assert lines_of(payout) == [
        ("fees", "unrestricted", -59),
        ("gift", "unrestricted", 1000),
        ("unexplained", "unrestricted", 3854),
    ]
    assert (payout.unexplained, payout.has_unexplained) == (3854, True)
    assert at("1000") == {"unrestricted": 941 + 3854}
    assert at("2900") == {"unrestricted": -3854}
    assert verify()["every payout is explained"] == [
        f"Payout {payout} holds 3854 USD in minor units that nothing of ours explains."
    ]

    set_aside(payout=payout, by=None)
    settle_payout(made["id"], cause="test")
    assert verify()["every payout is explained"] == []

    Payment.objects.filter(pk=lost.pk).update(amount=4000)
    assert payout.stripe_payout in reconcile().healed
    payout.refresh_from_db()
    assert (payout.unexplained, payout.has_unexplained) == (0, False)
    assert payout.set_aside_at is None
    assert at("1000") == {"unrestricted": 941, "wells": 3854}
    assert (at("2900"), at("1100")) == ({}, {})
    keys = Entry.objects.filter(kind="payout").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [payout.key, f"{payout.key}:1"]
    assert reconcile().healed == []


def test_adjustment_is_not_explained_and_a_fee_is(sandbox: Sandbox) -> None:
    paid(sandbox)
    sandbox.control("POST", "adjustment", {"amount": -200, "type": "stripe_fee"})
    sandbox.control("POST", "adjustment", {"amount": -7, "description": "Goodwill"})
    sandbox.control("POST", "adjustment", {"amount": 7})
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert lines_of(payout) == [
        ("fees", "unrestricted", -200),
        ("fees", "unrestricted", -146),
        ("gift", "unrestricted", 4000),
        ("unexplained", "unrestricted", -7),
        ("unexplained", "unrestricted", 7),
    ]
    assert (payout.unexplained, payout.has_unexplained) == (0, True)  # and still a red row
    assert PayoutLine.objects.filter(note="adjustment Goodwill").count() == 1
    assert (at("5000"), at("1100"), at("2900")) == ({"unrestricted": 346}, {}, {})


def test_failed_payout_is_undone_and_explains_the_next(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    paid(sandbox, gift_line(4000, wells))
    sandbox.control("POST", "adjustment", {"amount": 7})
    first = pay_out(sandbox)
    settle_payout(first["id"], cause="test")
    assert at("1000") == {"wells": 3854, "unrestricted": 7}
    sandbox.control("POST", "payouts/fail", {"payout": first["id"]})
    for _ in range(2):
        failed = settle_payout(first["id"], cause="test")
    assert (failed.status, failed.failure) == (PayoutStatus.FAILED, "could_not_process")
    assert (at("1000"), at("1100"), at("2900")) == ({}, {"wells": 3854}, {})

    second = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert lines_of(second) == [("returned", "wells", 3854), ("unexplained", "unrestricted", 7)]
    assert {line.returned for line in second.lines.filter(category="returned")} == {failed}
    assert (at("1000"), at("1100")) == ({"wells": 3854, "unrestricted": 7}, {})
    assert not verify()["every payout is in the ledger"]


def test_failure_told_by_the_next_payout_alone_is_settled_too(sandbox: Sandbox) -> None:
    paid(sandbox)
    first = pay_out(sandbox)
    settle_payout(first["id"], cause="test")
    sandbox.control("POST", "payouts/fail", {"payout": first["id"]})
    second = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert lines_of(second) == [("returned", "unrestricted", 3854)]
    assert Payout.objects.get(stripe_payout=first["id"]).status == PayoutStatus.FAILED
    assert at("1000") == {"unrestricted": 3854}


def test_payout_by_hand_is_a_red_row(sandbox: Sandbox) -> None:
    settle(paid(sandbox), cause="test")
    payout = settle_payout(pay_out(sandbox, automatic=False)["id"], cause="test")
    assert lines_of(payout) == [("unexplained", "unrestricted", 3854)]
    assert (payout.is_automatic, payout.unexplained) == (False, 3854)
    assert at("2900") == {"unrestricted": -3854}
    since = payout.made_at - timedelta(days=1)
    assert settle_payouts(since=since, cause="test") == ([], {})  # asked about, and the same still


@pytest.mark.faults
def test_old_and_unfinished_answers_about_a_payout_change_nothing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(paid(sandbox), cause="test")
    number = pay_out(sandbox)["id"]
    fetch = Gateway.fetch_payout

    def settle_if(**changes: Any) -> Payout:
        def fetch_other(gateway: Any, found: str) -> Any:
            return replace(fetch(gateway, found), **changes)

        with monkeypatch.context() as patch:
            patch.setattr(Gateway, "fetch_payout", fetch_other)
            return settle_payout(number, cause="test")

    with pytest.raises(MismatchError):
        settle_if(livemode=True)
    assert not Payout.objects.exists()
    unfinished = settle_if(is_reconciled=False)  # Stripe lists its movements a little later
    assert (unfinished.is_reconciled, lines_of(unfinished)) == (False, [])
    payout = settle_payout(number, cause="test")
    assert (payout.status, payout.unexplained) == (PayoutStatus.PAID, 0)
    old = settle_if(status="in_transit", arrives_on=date(2020, 1, 1))
    assert (old.status, old.arrives_on) == (PayoutStatus.PAID, payout.arrives_on)


def test_entries_of_a_payout_are_found_among_many() -> None:
    assert not reads_every_row(entries_of(Payout(stripe_payout="po_1")))


def test_movement_of_nothing_of_ours_is_not_explained() -> None:
    moved = Transaction(
        id="txn_1",
        type="stripe_fee",
        amount=0,
        fee=0,
        currency="USD",
        description="",
        booked_at=timezone.now(),
        source_kind="",
        source_id="x_1",
        intent_id="",
        charge_id="",
    )
    book_stripe_fee(moved)  # an entry needs lines
    assert Line.objects.count() == 0
    for kind in ("", "charge", "refund", "dispute", "payout"):
        about = replace(moved, type=kind or "adjustment", source_kind=kind, amount=100)
        assert explain(about) == []


def test_charge_in_euros_is_paid_out_in_dollars(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    paid(sandbox, goods_line(1000), gift_line(2333, wells), currency="EUR")
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert (payout.currency, lines_of(payout)) == (
        "USD",
        [
            ("fees", "unrestricted", -40),
            ("fees", "wells", -94),
            ("gift", "wells", 2520),
            ("goods", "unrestricted", 1080),
        ],
    )
    assert at("1100") == {}
    assert balances()["1000", "wells", "USD"] == 2520 - 94


def test_payout_with_refunds_is_explained_by_fund(sandbox: Sandbox) -> None:
    """One refund stays, one comes back from the payer's bank; nobody told us of either."""
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    payment = paid(sandbox, goods_line(1200), gift_line(4000, wells))
    failing = make_payment()
    start_checkout(failing)
    sandbox.pay(failing.stripe_session or "", card="4000000000005126")
    for charge in sandbox.events("charge.succeeded"):
        intent = charge["data"]["object"]["payment_intent"]
        sandbox.control("POST", "refund", {"payment_intent": intent, "amount": 2600})
    sandbox.control("POST", "clock", {"advance": 60})
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert not payout.has_unexplained
    refunded = Counter(
        {(line.fund.code, line.amount): 1 for line in payout.lines.filter(category="refunds")}
    )
    assert refunded == {
        ("unrestricted", -600): 1,
        ("wells", -2000): 1,
        ("unrestricted", -2600): 1,
        ("unrestricted", 2600): 1,
    }
    assert at("1100") == {}
    for one, status in ((payment, "partly_refunded"), (failing, "succeeded")):
        one.refresh_from_db()
        assert one.status == status


def test_refund_in_euros_leaves_in_dollars(sandbox: Sandbox) -> None:
    payment = paid(sandbox, gift_line(4000), currency="EUR")
    settle(payment, cause="test")
    sandbox.control("POST", "refund", {"payment_intent": payment.stripe_payment_intent})
    paid(sandbox)  # or nothing but the fee were left to pay out
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert not payout.has_unexplained
    assert {key: amount for key, amount in balances().items() if key[0] == "1100"} == {}
    assert verify()["every refund is in the ledger"] == []


def test_dispute_and_what_comes_back_are_explained(sandbox: Sandbox) -> None:
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    payment = paid(sandbox, gift_line(1000), gift_line(3000, wells))
    settle(payment, cause="test")
    dispute = sandbox.control("POST", "dispute", {"payment_intent": payment.stripe_payment_intent})
    sandbox.control("POST", "adjustment", {"amount": 5000})  # so that there is something to pay out
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert [line for line in lines_of(payout) if line[0] == "disputes"] == [
        ("disputes", "unrestricted", -1375),
        ("disputes", "wells", -4125),
    ]
    assert payout.unexplained == 5000
    sandbox.control("POST", "dispute/win", {"dispute": dispute["id"]})
    payout = settle_payout(pay_out(sandbox)["id"], cause="test")
    assert lines_of(payout) == [
        ("disputes", "unrestricted", 1000),
        ("disputes", "wells", 3000),
    ]
    assert at("1100") == {}
    assert {line.payment for line in payout.lines.all()} == {payment}


def test_lost_webhooks_of_payouts_are_found(sandbox: Sandbox) -> None:
    paid(sandbox)
    made = pay_out(sandbox)
    findings = reconcile()
    assert made["id"] in findings.healed
    assert at("1000") == {"unrestricted": 3854}
    assert (reconcile().healed, reconcile().failed) == ([], {})


def test_one_payout_in_trouble_does_not_keep_the_others(sandbox: Sandbox) -> None:
    paid(sandbox)
    first = pay_out(sandbox)
    paid(sandbox)
    second = pay_out(sandbox)
    sandbox.control(
        "POST", "faults", {"route": "GET /v1/payouts/{id}", "kind": "error_before", "times": 2}
    )
    findings = reconcile()
    assert (first["id"] in findings.healed) != (second["id"] in findings.healed)
    assert list(findings.failed.values()) == ["GatewayUnavailableError"]


def test_without_its_guard_a_payout_is_posted_twice(sandbox: Sandbox, settings: Any) -> None:
    paid(sandbox)
    made = pay_out(sandbox)
    settle_payout(made["id"], cause="test")
    settings.GUARDS_OFF = {"payout once"}
    settle_payout(made["id"], cause="test")
    assert at("1000") == {"unrestricted": 2 * 3854}
    assert verify()["every payout is in the ledger"] == [
        f"Payout {made['id']} is not in the ledger as its lines say."
    ]
