"""What can happen to a shelf, in any order: whatever comes, its movements explain it."""

from typing import Any

from django.db import transaction
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from payments.exceptions import RefundError
from payments.models import Payment
from shop.enums import OrderStatus
from shop.exceptions import OutOfStockError
from shop.models import Order, Variant
from shop.services.fulfilment import fill_order, pack_order, ship_order
from shop.services.stock import correct, receive, release
from shop.verification import (
    holds_are_explained,
    paid_goods_have_an_order,
    refunded_goods_are_counted,
    stock_is_explained,
)
from tests.factories.payments import ask_refund, tell_refund
from tests.factories.shop import close, make_order, make_variant, make_zone, pay

CHECKS = (
    stock_is_explained,
    holds_are_explained,
    paid_goods_have_an_order,
    refunded_goods_are_counted,
)
some = st.integers(0, 10_000)


class StockMachine(RuleBasedStateMachine):
    """Two soaps on a shelf; give it a test with a database."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        make_zone(up_to_grams=20_000)
        self.soaps = [make_variant(on_hand=4), make_variant(on_hand=6)]

    def one(self, which: int, *statuses: str) -> Order | None:
        orders = list(Order.objects.filter(status__in=statuses).order_by("pk"))
        return orders[which % len(orders)] if orders else None

    @rule(first=st.integers(0, 3), second=st.integers(0, 3))
    def buy(self, first: int, second: int) -> None:
        wanted = [pair for pair in zip(self.soaps, (first, second), strict=True) if pair[1]]
        try:
            with transaction.atomic():
                if wanted:
                    make_order(*wanted)
        except OutOfStockError:
            pass

    @rule(which=some)
    def be_paid(self, which: int) -> None:
        """In time, or when the order was given up already."""
        order = self.one(which, OrderStatus.PENDING, OrderStatus.EXPIRED)
        if order:
            Payment.objects.filter(pk=order.payment_id).update(
                stripe_payment_intent=f"pi_{order.pk}"
            )
            pay(order.payment)

    @rule(which=some)
    def expire(self, which: int) -> None:
        order = self.one(which, OrderStatus.PENDING)
        if order:
            close(order.payment)

    @rule(which=some)
    def release_again(self, which: int) -> None:
        """Somebody who was too late to know."""
        order = self.one(which, OrderStatus.EXPIRED, OrderStatus.PAID, OrderStatus.CANCELLED)
        if order:
            assert not any(release(line) for line in order.lines.all())

    @rule(which=some, count=st.integers(1, 3), restock=st.booleans(), fails=st.booleans())
    def refund(self, which: int, count: int, restock: bool, fails: bool) -> None:
        order = self.one(which, *OrderStatus.PAID_STATES)
        if order is None:
            return
        payment = Payment.objects.get(pk=order.payment_id)
        try:
            with transaction.atomic():
                part = (0, 850 * count, count)
                refund = tell_refund(ask_refund(payment, part, restock=restock))
        except RefundError:  # of that line less is left
            return
        if fails:
            tell_refund(refund, "failed")

    @rule(which=some)
    def refund_whole(self, which: int) -> None:
        """What a cancelled order is."""
        order = self.one(which, *OrderStatus.PAID_STATES)
        if order is None:
            return
        payment = Payment.objects.get(pk=order.payment_id)
        lines = [(n, line.amount, line.quantity) for n, line in enumerate(payment.lines.all())]
        parts = [(n, amount, count if amount % 850 == 0 else 0) for n, amount, count in lines]
        try:
            with transaction.atomic():
                tell_refund(ask_refund(payment, *parts, restock=True))
        except RefundError:
            return

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 5))
    def receive(self, which: int, quantity: int) -> None:
        receive(variant=self.soaps[which], quantity=quantity, reason="a batch", by=None)

    @rule(which=st.integers(0, 1), counted=st.integers(0, 8))
    def correct(self, which: int, counted: int) -> None:
        correct(variant=self.soaps[which], counted=counted, reason="counted", by=None)

    @rule(which=some)
    def fill(self, which: int) -> None:
        order = self.one(which, OrderStatus.NEEDS_ATTENTION)
        if order:
            fill_order(order, cause="staff")

    @rule(which=some)
    def send(self, which: int) -> None:
        order = self.one(which, OrderStatus.PAID)
        if order:
            pack_order(order, cause="staff")
            ship_order(order, tracking="", cause="staff")

    @invariant()
    def the_shelf_is_explained(self) -> None:
        assert [problem for check in CHECKS for problem in check()] == []
        wrong: Any = Variant.objects.exclude(reserved__gte=0, on_hand__gte=F("reserved"))
        assert list(wrong) == []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
