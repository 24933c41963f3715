"""A month at Stripe in any order: what happens there, and how little of it we are told.

After each life of the machine everything is reconciled and compared with the sandbox's dump: to the
cent, for each currency, and each payout by what it consists of.
"""

from collections import Counter
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from ledger.enums import AccountCode, Restriction
from ledger.models import Fund, Line
from ledger.verification import verify
from payments.models import PaymentLine, Payout, PayoutLine, RefundLine
from payments.services.checkout import NewLine, start_checkout
from payments.services.reconciliation import reconcile
from stripe_sandbox.process import SandboxError, SandboxProcess
from tests.factories.ledger import make_fund
from tests.factories.payments import gift_line, goods_line, make_payment, shipping_line
from tests.infrastructure.sandbox import deliver

# Paid in any order; 5126 is the card whose refunds fail, 0259 the one that is disputed.
CARDS = ("4242424242424242", "4000000000005126", "4000000000000259")
numbers = st.integers(0, 10_000)
# Not "every payout is explained": adjustments never are. Goods and gifts have no handlers here.
PROVED = (
    "every entry balances per currency and fund",
    "every reversal mirrors its entry",
    "every paid payment is in the ledger",
    "every known fee is in the ledger",
    "every payout is in the ledger",
    "every refund is in the ledger",
    "no line is refunded twice",
    "the balance at Stripe is explained",
    "money in dispute equals the open disputes",
    "no line gives back more than was paid",
)


class AccountMachine(RuleBasedStateMachine):
    """Give it a sandbox that does not tell anything by itself, inside a test with a database."""

    sandbox: SandboxProcess

    def __init__(self) -> None:
        super().__init__()
        self.sandbox.control("POST", "reset", {"seed": 1})
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.wells: Fund = make_fund(code="wells", restriction=Restriction.PURPOSE)
        self.client = Client()

    def lines(self, kind: int) -> list[NewLine]:
        return [
            [gift_line(4000, self.wells)],
            [goods_line(1200, value=1000), shipping_line(333)],
            [goods_line(701), gift_line(2500), gift_line(999, self.wells)],
        ][kind]

    def try_to(self, path: str, **body: Any) -> Any:
        """An act at the dashboard or the bank; it may be impossible by now."""
        try:
            return self.sandbox.control("POST", path, body)
        except SandboxError:
            return None

    def some(self, kind: str, number: int) -> str | None:
        found = self.sandbox.control("GET", "dump")["objects"].get(kind, [])
        return found[number % len(found)]["id"] if found else None

    @rule(
        kind=st.integers(0, 2),
        currency=st.sampled_from(["USD", "USD", "EUR"]),
        card=st.sampled_from(CARDS),
    )
    def pay(self, kind: int, currency: str, card: str) -> None:
        payment = make_payment(*self.lines(kind), currency=currency)
        start_checkout(payment)
        self.sandbox.control("POST", "pay", {"session": payment.stripe_session, "card": card})

    @rule(which=numbers, amount=st.sampled_from([None, 1, 500, 1501]))
    def refund(self, which: int, amount: int | None) -> None:
        charge = self.some("charge", which)
        if charge:
            self.try_to("refund", charge=charge, **({"amount": amount} if amount else {}))

    @rule(which=numbers)
    def dispute(self, which: int) -> None:
        charge = self.some("charge", which)
        if charge:
            self.try_to("dispute", charge=charge)

    @rule(which=numbers, is_won=st.booleans())
    def decide(self, which: int, is_won: bool) -> None:
        dispute = self.some("dispute", which)
        if dispute:
            self.try_to(f"dispute/{'win' if is_won else 'lose'}", dispute=dispute)

    @rule(amount=st.integers(-300, 300).filter(bool), is_fee=st.booleans())
    def adjust(self, amount: int, is_fee: bool) -> None:
        self.try_to("adjustment", amount=amount, type="stripe_fee" if is_fee else "adjustment")

    @rule(rate=st.sampled_from(["1.08", "1.1", "0.97313"]))
    def change_rate(self, rate: str) -> None:
        self.try_to("rates", rates={"eur": rate})

    @rule(arrives=st.booleans())
    def pay_out(self, arrives: bool) -> None:
        self.try_to("payouts", include_pending=True, arrive=arrives)

    @rule(which=numbers)
    def fail_payout(self, which: int) -> None:
        payout = self.some("payout", which)
        if payout:
            self.try_to("payouts/fail", payout=payout)

    @rule()
    def wait_for_fees(self) -> None:
        self.sandbox.control("POST", "clock", {"advance": 61})

    @rule(seed=numbers)
    def tell(self, seed: int) -> None:
        """Some of what has happened, in any order, some of it again. A refusal is Stripe's to
        repeat."""
        events = self.sandbox.control("GET", "dump")["events"]
        for event in Random(seed).choices(events, k=min(len(events), 6)):
            deliver(self.client, event)

    def teardown(self) -> None:
        try:
            self.wait_for_fees()
            for payout in self.sandbox.control("GET", "dump")["objects"].get("payout", []):
                self.try_to("payouts/arrive", payout=payout["id"])
            findings = reconcile()
            assert findings.failed == {}
            again = reconcile()
            assert (again.healed, again.failed) == ([], {})
            self.compare()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def compare(self) -> None:
        there = self.sandbox.control("GET", "dump")["objects"]
        moved: Counter[str] = Counter()
        for one in there.get("balance_transaction", []):
            is_caused = one["source"] is not None or one["type"] == "stripe_fee"
            if is_caused and not one["type"].startswith("payout"):
                moved[one["currency"].upper()] += one["net"]
        ours: Counter[str] = Counter()
        for account in (AccountCode.STRIPE, AccountCode.BANK, AccountCode.SUSPENSE):
            ours.update(balances(account))  # `+` of a Counter drops what is negative
        assert without_zeros(ours) == without_zeros(moved)

        paid: Counter[str] = Counter()
        for payout in there.get("payout", []):
            if payout["status"] == "paid":
                paid[payout["currency"].upper()] += payout["amount"]
        assert without_zeros(balances(AccountCode.BANK)) == without_zeros(paid)
        assert {payout["id"]: payout["status"] for payout in there.get("payout", [])} == dict(
            Payout.objects.values_list("stripe_payout", "status")
        )
        red = PayoutLine.objects.filter(category="unexplained").values_list("note", flat=True)
        assert {note.split()[0] for note in red} <= {"adjustment", "payout_failure"}
        assert given_to(self.wells) == booked_to(self.wells)
        wrong = {name: found for name, found in verify().items() if name in PROVED}
        assert wrong == {name: [] for name in PROVED}


def given_to(fund: Fund) -> dict[str, int]:
    """What donors gave to a fund, less what they got back: by what they chose, not by the books."""
    sums: Counter[str] = Counter()
    for line in PaymentLine.objects.filter(fund=fund).select_related("payment"):
        if line.payment.is_paid:
            sums[line.payment.currency] += line.amount
    gone = RefundLine.objects.filter(line__fund=fund, refund__status="succeeded")
    for back in gone.select_related("refund"):
        sums[back.refund.currency] -= back.amount
    return without_zeros(sums)


def booked_to(fund: Fund) -> dict[str, int]:
    """The same by the books: what income the fund has."""
    income = Line.objects.filter(account__kind="income", fund=fund).values_list("currency")
    sums = Counter(dict(income.annotate(total=Sum("amount"))))
    return {currency: -amount for currency, amount in sums.items() if amount}


def balances(account: AccountCode) -> Counter[str]:
    rows = Line.objects.filter(account__code=account).values_list("currency")
    return Counter(dict(rows.annotate(total=Sum("amount"))))


def without_zeros(sums: Counter[str]) -> dict[str, int]:
    return {currency: amount for currency, amount in sums.items() if amount}
