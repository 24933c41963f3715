"""D3: restricted money stays restricted. A treasurer's months in any order: gifts, split and whole,
moves, refunds that fail, spending, releases, transfers, funds renamed and closed. After every step
the funds hold exactly what their gifts brought, less what went out."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.money import split
from donations.enums import DonationStatus
from donations.exceptions import GiftError
from donations.models import Donation
from donations.services.funds.allocations import reallocate
from ledger.enums import MovementKind, Restriction
from ledger.exceptions import MovementError
from ledger.models import Fund, FundMovement
from ledger.services.balances import balance_of, balances_between
from ledger.services.movements import release, spend, transfer, undo_movement
from ledger.verification import verify
from payments.enums import RefundStatus
from payments.models import Refund
from payments.services.refund_lines import refundable_lines
from tests.factories.accounts import make_user
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund
from tests.factories.payments import ask_refund, tell_refund
from tests.faults.scale import scaled

pytestmark = [pytest.mark.django_db, pytest.mark.faults]

TODAY = date(2026, 11, 21)
numbers = st.integers(0, 10_000)
amounts = st.integers(200, 9_999)


class TreasurerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.by = make_user()
        self.funds = [
            default_fund(),
            make_fund(code="reserve", designation="Set aside by the board"),
            make_fund(code="wells", restriction=Restriction.PURPOSE),
            make_fund(code="next-year", restriction=Restriction.TIME, free_on=TODAY),
        ]

    def teardown(self) -> None:
        wrong = [problem for found in verify().values() for problem in found]
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        assert wrong == []

    def fund(self, number: int) -> Fund:
        return Fund.objects.get(pk=self.funds[number % 4].pk)

    def gift(self, number: int) -> Donation | None:
        gifts = list(Donation.objects.order_by("pk"))
        return gifts[number % len(gifts)] if gifts else None

    def refuse_or(self, act: Any, **values: Any) -> None:
        """Staff may ask for anything; what is refused writes nothing."""
        try:
            with transaction.atomic():
                act(uuid=uuid4(), reason="So decided", by=self.by, **values)
        except (GiftError, MovementError):
            pass

    @rule(amount=amounts, fund=numbers, fee=st.integers(0, 199))
    def give(self, amount: int, fund: int, fee: int) -> None:
        make_received_gift(amount, fund=self.fund(fund), fee=fee)

    @rule(amount=amounts, weights=st.lists(st.integers(1, 9), min_size=2, max_size=4), fund=numbers)
    def give_split(self, amount: int, weights: list[int], fund: int) -> None:
        chosen = [self.fund(fund + place) for place in range(len(weights))]
        parts = dict(zip(chosen, split(amount, weights), strict=True))
        make_received_gift(amount, fund=chosen[0], parts=parts, fee=0)

    @rule(gift=numbers, source=numbers, to_fund=numbers, part=st.integers(1, 4), asks=st.booleans())
    def move(self, gift: int, source: int, to_fund: int, part: int, asks: bool) -> None:
        found = self.gift(gift)
        if found:
            parts = list(found.allocations.select_related("fund"))
            chosen = parts[source % len(parts)]
            self.refuse_or(
                reallocate,
                donation=found,
                from_fund=chosen.fund,
                to_fund=self.fund(to_fund),
                amount=max(1, chosen.amount // part),
                decided_on=TODAY,
                consent="Letter" if asks else "",
            )

    @rule(gift=numbers, part=st.integers(1, 3))
    def refund(self, gift: int, part: int) -> None:
        found = self.gift(gift)
        if found and (left := refundable_lines(found.payment)[0].amount):
            tell_refund(ask_refund(found.payment, (0, max(1, left // part), 0)))

    @rule(number=numbers)
    def let_a_refund_fail(self, number: int) -> None:
        done = list(Refund.objects.filter(status=RefundStatus.SUCCEEDED).order_by("pk"))
        if done:
            tell_refund(done[number % len(done)], "failed")

    @rule(fund=numbers, amount=amounts, free=st.booleans())
    def use(self, fund: int, amount: int, free: bool) -> None:
        self.refuse_or(
            release if free else spend,
            fund=self.fund(fund),
            amount=amount,
            currency="USD",
            happened_on=TODAY,
        )

    @rule(fund=numbers, to_fund=numbers, amount=amounts)
    def set_aside(self, fund: int, to_fund: int, amount: int) -> None:
        self.refuse_or(
            transfer,
            fund=self.fund(fund),
            to_fund=self.fund(to_fund),
            amount=amount,
            currency="USD",
            happened_on=TODAY,
        )

    @rule(number=numbers)
    def correct(self, number: int) -> None:
        movements = list(FundMovement.objects.order_by("pk"))
        if movements:
            movement = movements[number % len(movements)]
            self.refuse_or(undo_movement, movement=movement, happened_on=TODAY)

    @rule(fund=numbers, name=st.sampled_from(["Water", "Clean water"]), closed=st.booleans())
    def rename_or_close(self, fund: int, name: str, closed: bool) -> None:
        if chosen := Fund.objects.filter(pk=self.fund(fund).pk, is_default=False).first():
            chosen.name, chosen.is_closed = name, closed
            chosen.save()

    @invariant()
    def funds_hold_what_gifts_brought(self) -> None:
        expected: Counter[int] = Counter({fund.pk: 0 for fund in self.funds})
        for gift in Donation.objects.prefetch_related("allocations", "reallocations"):
            parts = {part.fund_id: part.amount for part in gift.allocations.all()}
            assert sum(parts.values()) == gift.amount
            funds = sorted(parts)
            weights = [parts[fund] for fund in funds]
            for fund, share in zip(funds, split(gift.kept, weights), strict=True):
                expected[fund] += share
            fee = gift.payment.fee or 0
            bearers = dict(zip(funds, split(fee, weights), strict=True))
            if not gift.reallocations.all():
                bearers = {gift.fund_id: fee}  # as booked
            for fund, share in bearers.items():
                expected[fund] -= share
            if gift.status == DonationStatus.RECEIVED:
                assert gift.kept == gift.amount
        for movement in FundMovement.objects.all():
            sign = -1 if movement.undoes_id else 1
            expected[movement.fund_id] -= sign * movement.amount
            if movement.to_fund_id and movement.kind != MovementKind.RELEASE_SPENT:
                expected[movement.to_fund_id] += sign * movement.amount
        held = {fund.pk: balance_of(fund, "USD") for fund in self.funds}
        assert held == dict(expected)
        report = balances_between(start=TODAY, end=TODAY)
        assert sum(each.total.closing for each in report) == sum(expected.values())


def test_funds_hold_what_their_gifts_brought_after_any_treasurers_months() -> None:
    run_state_machine_as_test(
        TreasurerMachine,
        settings=settings(
            max_examples=scaled(ci=4, soak=200),
            stateful_step_count=scaled(ci=12, soak=40),
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
