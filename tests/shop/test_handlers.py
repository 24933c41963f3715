import pytest
from django.urls import reverse

from core.models import OutboxMail
from shop.enums import ORDER_MOVES, OrderStatus
from shop.exceptions import OrderMoveError
from shop.handlers import OrderHandler
from shop.models import Order, OrderMove, StockMovement, Variant
from shop.services.fulfilment import expire_order, fill_order, pack_order, ship_order
from shop.services.moves import move_order
from shop.services.stock import correct, receive
from shop.verification import (
    holds_are_explained,
    paid_goods_have_an_order,
    stock_is_explained,
)
from tests.factories.shop import close, make_order, make_paid_order, make_variant, make_zone, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _zone(db) -> None:
    make_zone()


def shelf(variant: Variant) -> tuple[int, int]:
    variant.refresh_from_db()
    return variant.on_hand, variant.reserved


def status(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def assert_explained() -> None:
    problems = [*stock_is_explained(), *holds_are_explained(), *paid_goods_have_an_order()]
    assert problems == []


def test_paid_order_sells_what_it_held() -> None:
    variant = make_variant(on_hand=5)
    order = make_order((variant, 2))
    pay(order.payment)
    assert status(order) == OrderStatus.PAID
    assert shelf(variant) == (3, 0)
    assert order.paid_at is not None
    assert_explained()


def test_paid_twice_sells_once() -> None:
    variant = make_variant(on_hand=5)
    order = make_order((variant, 2))
    pay(order.payment)
    pay(order.payment)
    assert shelf(variant) == (3, 0)
    assert StockMovement.objects.filter(kind="sold").count() == 1
    assert OrderMove.objects.filter(order=order).count() == 1


def test_closed_order_releases_once() -> None:
    variant = make_variant(on_hand=5)
    order = make_order((variant, 2))
    other = make_order((variant, 1), email="other@example.org")
    close(order.payment)
    close(order.payment)
    assert (status(order), status(other)) == (OrderStatus.EXPIRED, OrderStatus.PENDING)
    assert shelf(variant) == (5, 1)
    assert_explained()


def test_closed_after_paid_changes_nothing() -> None:
    variant = make_variant(on_hand=5)
    order = make_paid_order((variant, 2))
    OrderHandler().on_closed(order.payment, [])
    assert (status(order), shelf(variant)) == (OrderStatus.PAID, (3, 0))


def test_late_money_takes_what_is_free() -> None:
    variant = make_variant(on_hand=5)
    order = make_order((variant, 2))
    close(order.payment)
    pay(order.payment)
    assert (status(order), shelf(variant)) == (OrderStatus.PAID, (3, 0))
    assert_explained()


def test_late_money_for_sold_out_soap_asks_for_attention(settings) -> None:
    settings.STAFF_EMAILS = ["shop@example.org"]
    variant = make_variant(on_hand=2)
    late = make_order((variant, 2))
    close(late.payment)
    make_paid_order((variant, 2), email="quick@example.org")
    pay(late.payment)
    assert (status(late), shelf(variant)) == (OrderStatus.NEEDS_ATTENTION, (0, 0))
    mail = OutboxMail.objects.get(to="shop@example.org")
    assert mail.subject == f"Order {late} is paid and cannot be filled"
    page = reverse("orders:inspect", args=[late.pk])
    assert page in mail.text
    assert page in mail.html
    assert_explained()


def test_attention_comes_with_one_mail_however_often_it_is_paid(settings) -> None:
    settings.STAFF_EMAILS = ["shop@example.org"]
    variant = make_variant(on_hand=2)
    order = make_order((variant, 2))
    correct(variant=variant, counted=0, reason="water damage", by=None)
    pay(order.payment)
    pay(order.payment)
    assert OutboxMail.objects.count() == 1


def test_stock_corrected_away_during_payment_asks_for_attention() -> None:
    whole, gone = make_variant(on_hand=3), make_variant(on_hand=3)
    order = make_order((whole, 1), (gone, 1))
    correct(variant=gone, counted=0, reason="water damage", by=None)
    pay(order.payment)
    assert status(order) == OrderStatus.NEEDS_ATTENTION
    assert (shelf(whole), shelf(gone)) == ((2, 0), (0, 0))
    assert_explained()


def test_order_with_attention_is_filled_when_soap_is_back() -> None:
    whole, gone = make_variant(on_hand=3), make_variant(on_hand=3)
    order = make_order((whole, 1), (gone, 1))
    correct(variant=gone, counted=0, reason="water damage", by=None)
    pay(order.payment)
    order.refresh_from_db()
    fill_order(order, cause="shelf is empty")
    assert status(order) == OrderStatus.NEEDS_ATTENTION
    receive(variant=gone, quantity=1, reason="batch 8", by=None)
    fill_order(order, cause="clerk")
    assert status(order) == OrderStatus.PAID
    assert (shelf(whole), shelf(gone)) == ((2, 0), (0, 0))
    assert_explained()


def test_parcel_is_packed_then_shipped_with_one_mail() -> None:
    order = make_paid_order()
    pack_order(order, cause="clerk")
    ship_order(order, tracking="1Z 999", cause="clerk")
    assert (status(order), order.tracking) == (OrderStatus.SHIPPED, "1Z 999")
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == (order.email, f"Your soap is on its way: order {order}")
    moves = list(order.moves.values_list("before", "after", "cause"))
    assert moves == [
        ("pending", "paid", "paid"),
        ("paid", "packed", "clerk"),
        ("packed", "shipped", "clerk"),
    ]


@pytest.mark.parametrize("before", OrderStatus)
@pytest.mark.parametrize("after", OrderStatus)
def test_move_only_as_the_table_says(before: OrderStatus, after: OrderStatus) -> None:
    order = make_order()
    Order.objects.filter(pk=order.pk).update(status=before)
    order.refresh_from_db()
    if after in ORDER_MOVES[before]:
        move_order(order, after, cause="test")
        assert status(order) == after
    else:
        with pytest.raises(OrderMoveError):
            move_order(order, after, cause="test")
        assert status(order) == before


def test_move_loses_against_a_faster_one() -> None:
    order = make_order()
    stale = Order.objects.get(pk=order.pk)
    expire_order(order, cause="first")
    with pytest.raises(OrderMoveError):
        move_order(stale, OrderStatus.PAID, cause="second")
    assert status(order) == OrderStatus.EXPIRED
