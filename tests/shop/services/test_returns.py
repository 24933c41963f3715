"""What a refund means for the order and the shelf."""

from typing import Any

import pytest

from payments.models import Payment
from shop.enums import MovementKind, OrderStatus
from shop.models import Order, StockMovement, Variant
from shop.services.fulfilment import fill_order, pack_order, ship_order
from shop.services.stock import correct, receive
from shop.verification import (
    holds_are_explained,
    paid_goods_have_an_order,
    refunded_goods_are_counted,
    stock_is_explained,
)
from tests.factories.payments import ask_refund, tell_refund
from tests.factories.shop import make_order, make_paid_order, make_variant, make_zone, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _zone(db: None) -> None:
    make_zone()


def paid_order(*contents: tuple[Variant, int]) -> Order:
    order = make_paid_order(*contents)
    Payment.objects.filter(pk=order.payment_id).update(stripe_payment_intent=f"pi_{order.pk}")
    return order


def refund(order: Order, *quantities: int, price: int = 850, **options: Any) -> Any:
    """Give back so many of each soap, at its price."""
    parts = [(place, price * count, count) for place, count in enumerate(quantities) if count]
    order.payment.refresh_from_db()
    return tell_refund(ask_refund(order.payment, *parts, **options))


def state(order: Order) -> tuple[str, list[int]]:
    order.refresh_from_db()
    return order.status, [line.to_send for line in order.lines.all()]


def on_hand(variant: Variant) -> int:
    variant.refresh_from_db()
    return variant.on_hand


def assert_explained() -> None:
    checks = (
        stock_is_explained,
        holds_are_explained,
        paid_goods_have_an_order,
        refunded_goods_are_counted,
    )
    assert [problem for check in checks for problem in check()] == []


def test_refund_of_one_of_two_bars_sends_the_other() -> None:
    variant = make_variant(on_hand=5)
    order = paid_order((variant, 2))
    refund(order, 1, restock=True)
    assert state(order) == (OrderStatus.PAID, [1])
    assert on_hand(variant) == 4
    assert_explained()


def test_refund_without_restocking_leaves_the_shelf() -> None:
    variant = make_variant(on_hand=5)
    order = paid_order((variant, 2))
    refund(order, 2)
    assert state(order) == (OrderStatus.CANCELLED, [0])
    assert on_hand(variant) == 3
    assert list(Order.objects.arrived()) == [order]
    assert_explained()


def test_refund_told_twice_restocks_once() -> None:
    variant = make_variant(on_hand=5)
    order = paid_order((variant, 2))
    tell_refund(refund(order, 1, restock=True))
    assert on_hand(variant) == 4
    assert StockMovement.objects.filter(kind=MovementKind.RETURNED).count() == 1


def test_refund_of_a_shipped_order_in_two_parts_ends_returned() -> None:
    first, second = make_variant(on_hand=5), make_variant(on_hand=5)
    order = paid_order((first, 1), (second, 2))
    pack_order(order, cause="test")
    ship_order(order, tracking="", cause="test")
    refund(order, 1, 1)
    assert state(order) == (OrderStatus.SHIPPED, [0, 1])
    refund(order, 0, 1)
    assert state(order) == (OrderStatus.RETURNED, [0, 0])
    assert_explained()


def test_refund_of_money_only_keeps_the_soap_bought() -> None:
    order = paid_order((make_variant(), 2))
    tell_refund(ask_refund(order.payment, (0, 500, 0), restock=True))
    assert state(order) == (OrderStatus.PAID, [2])
    assert not StockMovement.objects.filter(kind=MovementKind.RETURNED).exists()


def test_refund_of_what_is_missing_lets_the_rest_be_packed() -> None:
    here, missing = make_variant(on_hand=5), make_variant(on_hand=5)
    order = make_order((here, 1), (missing, 2))
    correct(variant=missing, counted=0, reason="broken", by=None)
    pay(order.payment)
    Payment.objects.update(stripe_payment_intent="pi_1")
    assert state(order) == (OrderStatus.NEEDS_ATTENTION, [1, 2])
    refund(order, 0, 1, restock=True)
    assert state(order) == (OrderStatus.NEEDS_ATTENTION, [1, 1])
    refund(order, 0, 1, restock=True)
    assert state(order) == (OrderStatus.PAID, [1, 0])
    assert (on_hand(here), on_hand(missing)) == (4, 0)  # what never left does not come back
    assert_explained()


def test_order_that_waits_for_soap_is_filled_with_what_is_still_bought() -> None:
    variant = make_variant(on_hand=5)
    order = make_order((variant, 2))
    correct(variant=variant, counted=0, reason="broken", by=None)
    pay(order.payment)
    Payment.objects.update(stripe_payment_intent="pi_1")
    refund(order, 1)
    receive(variant=variant, quantity=3, reason="new", by=None)
    order.refresh_from_db()
    fill_order(order, cause="test")
    assert state(order) == (OrderStatus.PAID, [1])
    assert on_hand(variant) == 2
    assert_explained()


def test_refund_that_fails_brings_the_order_back_and_leaves_the_shelf() -> None:
    variant = make_variant(on_hand=5)
    order = paid_order((variant, 2))
    refunded = refund(order, 2, restock=True)
    assert state(order) == (OrderStatus.CANCELLED, [0])
    tell_refund(refunded, "failed")
    assert state(order) == (OrderStatus.NEEDS_ATTENTION, [2])
    assert on_hand(variant) == 5
    assert_explained()


def test_refund_of_a_part_that_fails_leaves_the_order_where_it_is() -> None:
    variant = make_variant(on_hand=5)
    order = paid_order((variant, 2))
    refunded = refund(order, 1)
    assert state(order) == (OrderStatus.PAID, [1])
    tell_refund(refunded, "failed")
    assert state(order) == (OrderStatus.PAID, [2])
    assert_explained()
