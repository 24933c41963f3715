"""Twenty buyers reach for the same bars at once. Each has its own connection."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from payments.models import Payment
from shop.exceptions import OutOfStockError
from shop.models import Basket, Order, OrderLine, Variant
from shop.services.orders import place_order
from shop.services.stock import hold, release, sell
from shop.verification import holds_are_explained, stock_is_explained
from tests.factories.shop import (
    close,
    make_address,
    make_basket,
    make_order,
    make_variant,
    make_zone,
    pay,
)

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS = 20


def at_once(act: Callable[[int, Barrier], object], times: int = BUYERS) -> Counter[str]:
    """Run `act` in so many threads that wait for each other; count what came out."""
    barrier = Barrier(times, timeout=30)

    def run(number: int) -> str:
        try:
            act(number, barrier)
        except OutOfStockError:
            return "sold out"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(run, range(times)))


def hold_one(variant: Variant) -> Callable[[int, Barrier], object]:
    def act(_number: int, barrier: Barrier) -> None:
        seen = Variant.objects.get(pk=variant.pk)
        barrier.wait()
        hold(seen, 1)

    return act


def test_last_bars_are_held_once_each() -> None:
    variant = make_variant(on_hand=5)
    assert at_once(hold_one(variant)) == {"done": 5, "sold out": 15}
    variant.refresh_from_db()
    assert (variant.on_hand, variant.reserved) == (5, 5)


@pytest.mark.promise("B2")
def test_without_the_guard_the_shelf_is_oversold(settings) -> None:
    settings.GUARDS_OFF = {"stock"}
    variant = make_variant(on_hand=5)
    assert at_once(hold_one(variant)) == {"done": 20}


def order_one(baskets: list[int]) -> Callable[[int, Barrier], object]:
    def act(number: int, barrier: Barrier) -> None:
        basket = Basket.objects.get(pk=baskets[number])
        barrier.wait()
        place_order(
            basket=basket,
            email=f"buyer{number}@example.org",
            name="Awa Sample",
            address=make_address(),
            language="en",
        )

    return act


def test_orders_of_two_soaps_in_opposite_order_neither_oversell_nor_deadlock() -> None:
    make_zone()
    left, right = make_variant(on_hand=7), make_variant(on_hand=9)
    baskets = [
        make_basket(*([(left, 1), (right, 1)] if number % 2 else [(right, 1), (left, 1)])).pk
        for number in range(BUYERS)
    ]
    assert at_once(order_one(baskets)) == {"done": 7, "sold out": 13}
    assert Payment.objects.count() == Order.objects.count() == 7
    assert OrderLine.objects.aggregate(held=Sum("held"))["held"] == 14
    assert list(holds_are_explained()) == []


def test_double_clicks_at_once_are_one_order() -> None:
    make_zone()
    basket = make_basket((make_variant(on_hand=2), 2))

    def act(_number: int, barrier: Barrier) -> None:
        seen = Basket.objects.get(pk=basket.pk)
        barrier.wait()
        place_order(
            basket=seen,
            email="awa@example.org",
            name="Awa Sample",
            address=make_address(),
            language="en",
        )

    assert at_once(act, times=8) == {"done": 8}
    assert (Payment.objects.count(), Order.objects.count()) == (1, 1)


def test_release_by_many_puts_back_once_and_the_line_can_still_be_sold() -> None:
    make_zone()
    variant = make_variant(on_hand=2)
    line = make_order((variant, 2)).lines.get()

    def act(_number: int, barrier: Barrier) -> None:
        barrier.wait()
        release(line)

    assert at_once(act) == {"done": 20}
    variant.refresh_from_db()
    assert (variant.on_hand, variant.reserved) == (2, 0)
    sell(line)
    variant.refresh_from_db()
    assert (variant.on_hand, variant.reserved) == (0, 0)


def test_expiring_orders_give_back_what_new_ones_take() -> None:
    make_zone()
    variant = make_variant(on_hand=10)
    orders = [make_order((variant, 1), email=f"old{number}@example.org") for number in range(10)]
    baskets = [make_basket((variant, 1)).pk for _ in range(BUYERS)]
    take = order_one(baskets)

    def act(number: int, barrier: Barrier) -> None:
        if number % 2:
            barrier.wait()
            payment = orders[number // 2].payment
            with transaction.atomic():
                (pay if number % 4 == 1 else close)(payment)
        else:
            take(number, barrier)

    at_once(act)
    variant.refresh_from_db()
    assert variant.on_hand == 5
    assert 0 <= variant.reserved <= 5
    assert [*stock_is_explained(), *holds_are_explained()] == []
