"""A disputed payment: the money leaves, waits in an account of its own, and is lost or comes back.

However often, late or in whatever order we hear of it.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from core.models import OutboxMail
from ledger.enums import Restriction
from ledger.models import Entry, Line
from ledger.verification import verify
from payments.enums import DisputeStatus, PaymentStatus
from payments.exceptions import GatewayUnavailableError, MismatchError, RefundError
from payments.gateway import Gateway, gateway
from payments.models import Dispute, FraudWarning, Payment, WebhookEvent
from payments.services.checkout import start_checkout
from payments.services.disputes import leave_warning, settle_dispute, settle_warning
from payments.services.reconciliation import reconcile
from payments.services.refund_lines import refundable_lines
from payments.services.refunds import send_refund
from payments.services.settlement import settle
from tests.factories.accounts import make_user
from tests.factories.ledger import make_fund
from tests.factories.payments import (
    ask_refund,
    gift_line,
    goods_line,
    make_payment,
    shipping_line,
)
from tests.infrastructure.sandbox import Json, Sandbox, deliver
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment], settings: Any) -> None:
    """Every test here runs with the recording handler and issuer, and one address of staff."""
    settings.ALERT_EMAILS = {"treasurer": ["treasurer@example.org"]}


def paid(sandbox: Sandbox, payment: Payment | None = None) -> Payment:
    payment = payment or mixed()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "")
    return settle(payment, cause="test")


def mixed() -> Payment:
    """Goods of 1,200 worth 1,000, shipping of 500, and 4,000 for wells."""
    wells = make_fund(code="wells", restriction=Restriction.PURPOSE)
    return make_payment(goods_line(1200, value=1000), shipping_line(500), gift_line(4000, wells))


def disputed(sandbox: Sandbox, payment: Payment, **more: Any) -> str:
    wanted = {"charge": payment.stripe_charge, **more}
    return str(sandbox.control("POST", "dispute", wanted)["id"])


def decide(sandbox: Sandbox, how: str, dispute: str, **more: Any) -> None:
    sandbox.control("POST", f"dispute/{how}", {"dispute": dispute, **more})


def balances(*accounts: str) -> dict[tuple[str, str], int]:
    """What the ledger says by account and fund, zeros left out."""
    totals: Counter[tuple[str, str]] = Counter()
    for line in Line.objects.select_related("account", "fund"):
        if not accounts or line.account.code in accounts:
            totals[line.account.code, line.fund.code] += line.amount
    return {key: total for key, total in totals.items() if total}


def problems() -> list[str]:
    return [
        problem
        for name, found in verify().items()
        if "dispute" in name or "entry" in name or "line" in name
        for problem in found
    ]


def stripe_balance(sandbox: Sandbox) -> int:
    """What Stripe's own account holds, by its dump."""
    moved = sandbox.control("GET", "dump")["objects"]["balance_transaction"]
    return sum(transaction["net"] for transaction in moved)


def test_disputed_money_waits_in_an_account_of_its_own(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    settle_dispute(disputed(sandbox, payment), cause="test")

    dispute = payment.disputes.get()
    assert (dispute.status, dispute.amount, dispute.held, dispute.fee) == (
        DisputeStatus.NEEDS_RESPONSE,
        5700,
        5700,
        1500,
    )
    assert dispute.due_by
    assert dispute.funds_withdrawn_at
    assert balances("1150", "5010") == {
        ("1150", "unrestricted"): 1700,
        ("1150", "wells"): 4000,
        ("5010", "unrestricted"): 447,  # 1500 × 1700 / 5700, by largest remainder
        ("5010", "wells"): 1053,
    }
    assert [line.amount for line in dispute.lines.all()] == [1200, 500, 4000]
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED
    assert problems() == []


def test_won_dispute_brings_the_money_back_and_keeps_the_fee(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    before = balances()
    identifier = disputed(sandbox, payment)
    settle_dispute(identifier, cause="test")
    decide(sandbox, "win", identifier)
    settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert (dispute.status, dispute.held, dispute.fee) == (DisputeStatus.WON, 0, 1500)
    assert dispute.funds_reinstated_at
    assert dispute.closed_at
    assert not dispute.closing_entry
    after = balances()
    changed = {key: after.get(key, 0) - before.get(key, 0) for key in {*after, *before}}
    assert {key: change for key, change in changed.items() if change} == {
        ("5010", "unrestricted"): 447,
        ("5010", "wells"): 1053,
        ("1100", "unrestricted"): -447,
        ("1100", "wells"): -1053,
    }
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_fee_that_comes_back_is_no_expense(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    decide(sandbox, "win", identifier, fee=1500)
    settle_dispute(identifier, cause="test")

    assert payment.disputes.get().fee == 0
    assert balances("1150", "5010") == {}
    assert problems() == []


def test_lost_dispute_takes_the_income_of_its_lines_back(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert dispute.status == DisputeStatus.LOST
    assert dispute.closing_entry
    assert dispute.closing_entry.kind == "dispute"
    assert balances("1150", "4000", "4010", "4100", "4150", "5020") == {}
    assert [(line.lost, line.deductible) for line in dispute.lines.all()] == [
        (1200, 200),
        (500, 0),
        (4000, 4000),
    ]
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_lost_part_is_shared_over_the_lines(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment, amount=1000)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")

    # 1000 over 1200, 500 and 4000; a sixth of the goods had been a gift.
    assert [line.lost for line in payment.disputes.get().lines.all()] == [210, 88, 702]
    assert balances("4000", "4010", "4100", "4150") == {
        ("4000", "wells"): -3298,
        ("4010", "unrestricted"): -165,
        ("4100", "unrestricted"): -825,
        ("4150", "unrestricted"): -412,
    }
    assert problems() == []


def test_bank_that_takes_more_than_was_paid_makes_a_loss(sandbox: Sandbox) -> None:
    payment = paid(sandbox, make_payment())
    identifier = disputed(sandbox, payment, amount=4100)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")

    assert balances("1150", "4000", "5020") == {("5020", "unrestricted"): 100}
    assert [line.lost for line in payment.disputes.get().lines.all()] == [4000]
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_part_that_does_not_come_back_after_winning_is_a_loss(sandbox: Sandbox) -> None:
    payment = paid(sandbox, make_payment())
    identifier = disputed(sandbox, payment)
    decide(sandbox, "win", identifier, amount=3900)
    settle_dispute(identifier, cause="test")

    assert balances("1150", "4000", "5020") == {
        ("4000", "unrestricted"): -4000,
        ("5020", "unrestricted"): 100,
    }
    assert problems() == []


def test_dispute_that_is_lost_and_won_after_all(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")
    decide(sandbox, "win", identifier)
    settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert [(move.before, move.after) for move in dispute.moves.all()] == [
        ("", "lost"),
        ("lost", "won"),
    ]
    assert [line.lost for line in dispute.lines.all()] == [0, 0, 0]
    assert balances("1150", "4000", "4010", "4100", "4150", "5020") == {
        ("4000", "wells"): -4000,
        ("4010", "unrestricted"): -200,
        ("4100", "unrestricted"): -1000,
        ("4150", "unrestricted"): -500,
    }
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_inquiry_moves_no_money_until_it_becomes_a_dispute(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment, inquiry=True)
    settle_dispute(identifier, cause="test")
    assert payment.disputes.get().status == DisputeStatus.INQUIRY
    assert balances("1150", "5010") == {}

    decide(sandbox, "escalate", identifier)
    settle_dispute(identifier, cause="test")

    assert payment.disputes.get().status == DisputeStatus.NEEDS_RESPONSE
    assert sum(balances("1150").values()) == 5700
    assert problems() == []


def test_evidence_and_deadline_are_known(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment, days=7)
    settle_dispute(identifier, cause="test")
    assert list(Dispute.objects.to_answer()) == [payment.disputes.get()]

    sandbox.control("POST", "clock", {"advance": 7 * 86_400 + 1})
    settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert (dispute.status, dispute.is_past_due) == (DisputeStatus.LOST, True)
    assert not Dispute.objects.to_answer().exists()


def test_dispute_in_another_currency_than_our_account(sandbox: Sandbox) -> None:
    payment = paid(sandbox, make_payment(goods_line(1000), gift_line(3000), currency="EUR"))
    sandbox.control("POST", "rates", {"rates": {"eur": "1.20"}})
    identifier = disputed(sandbox, payment)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert (dispute.currency, dispute.settled_currency, dispute.withdrawn) == ("EUR", "USD", 4800)
    income = Line.objects.filter(account__code__in=["4000", "4100", "1150"])
    assert sum(line.amount for line in income) == 0
    assert {line.currency for line in Line.objects.filter(account__code="1150")} == {"USD"}
    assert problems() == []


# --- Together with refunds


def test_what_was_refunded_before_is_not_taken_again(
    sandbox: Sandbox, handler: RecordingHandler
) -> None:
    payment = paid(sandbox)
    send_refund(ask_refund(payment, (2, 4000, 0)), cause="test")
    sandbox.control("POST", "clock", {"advance": 2})
    identifier = disputed(sandbox, payment, amount=5700)  # more than the 1,700 that were left
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")

    assert [line.lost for line in payment.disputes.get().lines.all()] == [1200, 500]
    assert handler.calls[-1] == ("dispute lost", ["goods", "shipping"])
    assert balances("1150", "4000", "4010", "4100", "4150", "5020") == {
        ("5020", "unrestricted"): 4000
    }
    assert sum(line.amount for line in refundable_lines(payment)) == 0
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_money_in_dispute_cannot_be_refunded(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment, inquiry=True)
    settle_dispute(identifier, cause="test")
    send_refund(ask_refund(payment, (0, 100, 0)), cause="test")  # an inquiry holds nothing
    decide(sandbox, "escalate", identifier)
    settle_dispute(identifier, cause="test")

    with pytest.raises(RefundError, match="while it is disputed"):
        ask_refund(payment, (2, 4000, 0))


def test_refund_that_failed_before_left_everything_to_dispute(sandbox: Sandbox) -> None:
    payment = make_payment()
    start_checkout(payment)
    sandbox.pay(payment.stripe_session or "", card="4000000000005126")
    settle(payment, cause="test")
    sandbox.control("POST", "refund", {"charge": payment.stripe_charge, "amount": 1000})
    sandbox.control("POST", "clock", {"advance": 5})  # the bank sends it back
    identifier = disputed(sandbox, payment)
    settle_dispute(identifier, cause="test")

    assert [line.amount for line in payment.disputes.get().lines.all()] == [4000]


# --- Whoever tells of it, however often, in whatever order


def lifecycle(sandbox: Sandbox, how: str) -> Payment:
    """Paid at Stripe, disputed and decided, and nobody has told us anything yet."""
    payment = mixed()
    start_checkout(payment)
    session = sandbox.pay(payment.stripe_session or "")
    intent = session["payment_intent"]
    identifier = sandbox.control("POST", "dispute", {"payment_intent": intent})["id"]
    if how:
        decide(sandbox, how, identifier)
    return payment


def state(payment: Payment) -> Json:
    """All that must be the same, however we were told."""
    payment.refresh_from_db()
    dispute = payment.disputes.get()
    return {
        "payment": payment.status,
        "dispute": (dispute.status, dispute.withdrawn, dispute.reinstated, dispute.fee),
        "lines": [(line.amount, line.deductible, line.lost) for line in dispute.lines.all()],
        "balances": balances(),
        "mails": OutboxMail.objects.count(),
    }


@pytest.mark.parametrize("how", ["win", "lose", ""])
def test_dispute_may_come_before_the_payment(client: Client, sandbox: Sandbox, how: str) -> None:
    payment = lifecycle(sandbox, how)
    events = sandbox.events()
    random.Random(how).shuffle(events)
    first = [event for event in events if "dispute" in event["type"]]

    assert {deliver(client, event).status_code for event in [*first, *events, *first]} == {200}

    told = state(payment)
    assert told["payment"] == PaymentStatus.SUCCEEDED
    assert told["dispute"][0] == {"win": "won", "lose": "lost"}.get(how, "needs_response")
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    keys = list(Entry.objects.values_list("key", flat=True))
    assert len([key for key in keys if key.startswith("dispute:")]) == {"": 1}.get(how, 2)
    assert problems() == []
    assert not WebhookEvent.objects.filter(type__contains="dispute", payment=None).exists()


def test_dispute_of_a_strangers_charge_is_ignored(client: Client, sandbox: Sandbox) -> None:
    payment = lifecycle(sandbox, "")
    Payment.objects.filter(pk=payment.pk).update(uuid="00000000-0000-4000-8000-000000000000")
    [created] = sandbox.events("charge.dispute.created")

    assert deliver(client, created).status_code == 200
    assert not Dispute.objects.exists()


def test_old_answer_of_stripe_does_not_undo_a_newer_one(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    settle_dispute(identifier, cause="test")

    _told_in_between(sandbox, identifier, monkeypatch)

    assert payment.disputes.get().status == DisputeStatus.WON
    assert balances("1150") == {}


def test_old_answer_without_its_guard(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The test of the test: without the guard the old answer wins."""
    settings.GUARDS_OFF = ("dispute revision",)
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    settle_dispute(identifier, cause="test")

    _told_in_between(sandbox, identifier, monkeypatch)

    assert payment.disputes.get().status != DisputeStatus.WON


def _told_in_between(sandbox: Sandbox, identifier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stripe answers; before that is written the dispute is won and another worker writes it."""
    fetch, asked = Gateway.fetch_dispute, []

    def slow(gateway: Gateway, dispute_id: str) -> Any:
        answer = fetch(gateway, dispute_id)
        asked.append(answer)
        if len(asked) == 1:
            decide(sandbox, "win", identifier)
            settle_dispute(identifier, cause="another worker")
        return answer

    monkeypatch.setattr(Gateway, "fetch_dispute", slow)
    settle_dispute(identifier, cause="a slow worker")


@pytest.mark.faults
def test_dispute_that_contradicts_itself_is_refused_and_changes_nothing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, other = paid(sandbox), paid(sandbox, make_payment())
    unpaid = make_payment()
    start_checkout(unpaid)
    sandbox.pay(unpaid.stripe_session or "", "4000000000000002")
    declined = sandbox.control("GET", "dump")["objects"]["payment_intent"][-1]
    assert declined["metadata"]["payment"] == str(unpaid.uuid)
    identifier = disputed(sandbox, payment)
    fetch = Gateway.fetch_dispute

    def settle_if(**changes: Any) -> None:
        def fetch_other(gateway: Any, found: str) -> Any:
            return replace(fetch(gateway, found), **changes)

        with monkeypatch.context() as patch:
            patch.setattr(Gateway, "fetch_dispute", fetch_other)
            settle_dispute(identifier, cause="test")

    [movement] = fetch(gateway(), identifier).movements
    two = (movement, replace(movement, id="txn_2", currency="EUR"))
    not_paid = {"intent_id": declined["id"], "charge_id": "ch_declined"}
    for wrong in ({"livemode": True}, {"movements": two}, not_paid):
        with pytest.raises(MismatchError):
            settle_if(**wrong)
    assert (Dispute.objects.count(), balances("1150")) == (0, {})
    settle_if(movements=(replace(movement, id="txn_0", amount=0, fee=0),))
    assert balances("1150", "5010") == {}  # an entry needs lines
    settle_dispute(identifier, cause="test")
    before = balances()
    of_other = {"intent_id": other.stripe_payment_intent, "charge_id": other.stripe_charge}
    for wrong in (of_other, {"status": "warning_needs_response"}):
        with pytest.raises(MismatchError):
            settle_if(**wrong)
    assert (Dispute.objects.get().status, balances()) == (DisputeStatus.NEEDS_RESPONSE, before)


@pytest.mark.faults
def test_dispute_that_others_change_all_the_time_is_left_for_later(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    settle_dispute(identifier, cause="test")
    fetch = Gateway.fetch_dispute

    def fetch_while_others_write(gateway: Any, found: str) -> Any:
        Dispute.objects.update(revision=F("revision") + 1)
        return fetch(gateway, found)

    decide(sandbox, "win", identifier)
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "fetch_dispute", fetch_while_others_write)
        with pytest.raises(GatewayUnavailableError):
            settle_dispute(identifier, cause="test")
    assert Dispute.objects.get().status == DisputeStatus.NEEDS_RESPONSE
    settle_dispute(identifier, cause="test")
    assert Dispute.objects.get().status == DisputeStatus.WON


@pytest.mark.faults
def test_dispute_of_what_was_refunded_whole_takes_nothing_off_the_income_again(
    sandbox: Sandbox,
) -> None:
    payment = paid(sandbox)
    send_refund(ask_refund(payment, (0, 1200, 1), (1, 500, 0), (2, 4000, 0)), cause="test")
    sandbox.control("POST", "clock", {"advance": 2})
    income = balances("4000", "4010", "4100", "4150")
    identifier = disputed(sandbox, payment, amount=5700)
    decide(sandbox, "lose", identifier)
    settle_dispute(identifier, cause="test")
    assert not payment.disputes.get().lines.exists()
    assert balances("4000", "4010", "4100", "4150") == income
    assert sum(balances("5020").values()) == 5700  # a loss, borne by all that was sold and given
    assert sum(balances("1100").values()) == stripe_balance(sandbox)
    assert problems() == []


def test_unknown_status_and_reason_of_the_future_change_no_money(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(sandbox)
    identifier = disputed(sandbox, payment)
    fetch = Gateway.fetch_dispute
    monkeypatch.setattr(
        Gateway,
        "fetch_dispute",
        lambda gateway, found: replace(
            fetch(gateway, found), status="meditating", reason="moon_phase"
        ),
    )
    for _ in range(2):
        settle_dispute(identifier, cause="test")

    dispute = payment.disputes.get()
    assert (dispute.status, dispute.get_reason_display()) == ("needs_response", "moon_phase")
    assert sum(balances("1150").values()) == 5700
    assert problems() == []


def test_reconcile_finds_what_nobody_told_and_changes_nothing_twice(sandbox: Sandbox) -> None:
    payment = lifecycle(sandbox, "")
    sandbox.control("POST", "fraud-warning", {"charge": _charge_of(sandbox)})
    reconcile()
    dispute = payment.disputes.get()
    assert (dispute.status, FraudWarning.objects.count()) == ("needs_response", 1)

    Dispute.objects.update(opened_at=dispute.opened_at - timedelta(days=60))  # banks take months
    decide(sandbox, "win", dispute.stripe_dispute)
    assert dispute.stripe_dispute in reconcile().healed
    told = state(payment)
    assert told["dispute"][0] == "won"
    findings = reconcile()
    assert (findings.healed, findings.failed, state(payment)) == ([], {}, told)
    assert problems() == []


def _charge_of(sandbox: Sandbox) -> str:
    return str(sandbox.control("GET", "dump")["objects"]["charge"][-1]["id"])


# --- Staff


def test_staff_are_mailed_once_and_without_names(client: Client, sandbox: Sandbox) -> None:
    payment = lifecycle(sandbox, "")
    for event in sandbox.events() * 2:
        deliver(client, event)

    mail = OutboxMail.objects.get(template="payments/emails/dispute")
    assert (mail.to, mail.language) == ("treasurer@example.org", "en")
    assert mail.subject.startswith("A payment of $57.00 is disputed: answer by ")
    assert "$57.00, and Stripe a fee of $15.00" in mail.text
    assert f"/disputes/inspect/{payment.disputes.get().pk}/" in mail.text
    assert payment.name not in mail.text + mail.html
    assert payment.email not in mail.text + mail.html


def test_closed_dispute_that_we_hear_of_too_late_asks_nothing(sandbox: Sandbox) -> None:
    payment = lifecycle(sandbox, "lose")
    settle(payment, cause="test")
    dispute = sandbox.control("GET", "dump")["objects"]["dispute"][0]["id"]
    settle_dispute(dispute, cause="test")

    assert not OutboxMail.objects.filter(template="payments/emails/dispute").exists()


def test_early_fraud_warning_is_a_task_until_somebody_decides(
    client: Client, sandbox: Sandbox
) -> None:
    payment = make_payment()
    start_checkout(payment)
    session = sandbox.pay(payment.stripe_session or "")
    sandbox.control("POST", "fraud-warning", {"payment_intent": session["payment_intent"]})
    [created] = sandbox.events("radar.early_fraud_warning.created")

    for _ in range(2):
        assert deliver(client, created).status_code == 200

    warning = FraudWarning.objects.get()
    payment.refresh_from_db()
    assert (warning.payment, payment.status) == (payment, PaymentStatus.SUCCEEDED)
    assert list(FraudWarning.objects.to_decide()) == [warning]
    assert warning.state == "decide what to do"
    assert OutboxMail.objects.filter(template="payments/emails/fraud_warning").count() == 1
    somebody = make_user()
    leave_warning(warning=warning, by=somebody)
    assert (warning.left_by, FraudWarning.objects.to_decide().exists()) == (somebody, False)
    assert warning.state == "left as it is"


def test_fraud_warning_ends_with_the_dispute(sandbox: Sandbox) -> None:
    payment = paid(sandbox)
    warning = sandbox.control("POST", "fraud-warning", {"charge": payment.stripe_charge})["id"]
    settle_warning(warning, cause="test")
    disputed(sandbox, payment)
    settle_warning(warning, cause="test")

    assert not FraudWarning.objects.to_decide().exists()
    assert FraudWarning.objects.get().state == "refunded or disputed"
