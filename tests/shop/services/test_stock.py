from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from payments.models import Payment
from shop.enums import MovementKind
from shop.exceptions import OutOfStockError, QuantityError, StockError
from shop.models import OrderLine, StockMovement, Variant
from shop.services.stock import correct, hold, lock_shelf, receive, release, sell, take_back
from shop.verification import holds_are_explained, stock_is_explained
from tests.factories.accounts import make_superuser
from tests.factories.payments import ask_refund
from tests.factories.shop import make_order, make_paid_order, make_variant, make_zone
from tests.infrastructure.meanwhile import just_before

pytestmark = pytest.mark.django_db


def shelf(variant: Variant) -> tuple[int, int]:
    variant.refresh_from_db()
    return variant.on_hand, variant.reserved


def test_hold_sets_a_quantity_aside() -> None:
    variant = make_variant(on_hand=5)
    hold(variant, 3)
    assert shelf(variant) == (5, 3)
    assert variant.available == 2


def test_hold_takes_the_last_bar() -> None:
    variant = make_variant(on_hand=3)
    hold(variant, 3)
    assert shelf(variant) == (3, 3)


def test_hold_of_more_than_is_left_says_how_many_are() -> None:
    variant = make_variant(on_hand=5)
    hold(variant, 4)
    with pytest.raises(OutOfStockError) as error:
        hold(variant, 2)
    assert (error.value.variant, error.value.available) == (variant, 1)
    assert shelf(variant) == (5, 4)


@pytest.mark.parametrize("quantity", [0, -1])
def test_hold_of_nothing_is_refused(quantity: int) -> None:
    variant = make_variant()
    with pytest.raises(QuantityError):
        hold(variant, quantity)


def test_hold_without_its_guard_believes_old_numbers(settings) -> None:
    settings.GUARDS_OFF = {"stock"}
    variant = make_variant(on_hand=1)
    seen_by_another = Variant.objects.get(pk=variant.pk)
    hold(variant, 1)
    hold(seen_by_another, 1)
    assert shelf(variant) == (1, 1)


def two_lines() -> tuple[OrderLine, OrderLine]:
    """Two orders that hold as much as each other: the one asked for, and the one left alone."""
    make_zone()
    one, other = (make_order((make_variant(), 2), email=f"{name}@example.org") for name in "ab")
    return one.lines.get(), other.lines.get()


def held(*lines: OrderLine) -> list[tuple[int, tuple[int, int]]]:
    """What each line holds, and its shelf."""
    return [(OrderLine.objects.get(pk=line.pk).held, shelf(line.variant)) for line in lines]


def test_hold_without_its_guard_still_sees_an_empty_shelf(settings: Any) -> None:
    settings.GUARDS_OFF = {"stock"}
    with pytest.raises(OutOfStockError):
        hold(make_variant(on_hand=1), 2)


def test_release_puts_a_line_back_once() -> None:
    line, other = two_lines()
    assert release(line) is True
    assert release(line) is False
    assert held(line, other) == [(0, (10, 0)), (2, (10, 2))]


def test_release_and_sell_of_what_the_shelf_does_not_hold_are_refused(settings: Any) -> None:
    """Nobody can bring it about; should it be so, nothing is made worse."""
    line, _other = two_lines()
    Variant.objects.filter(pk=line.variant_id).update(reserved=0)
    with pytest.raises(StockError, match=f"^variant {line.variant_id} does not hold 2$"):
        release(line)
    with pytest.raises(OutOfStockError):
        sell(line)
    assert held(line) == [(2, (10, 0))]
    settings.GUARDS_OFF = {"stock"}
    assert release(line) is True


def test_sell_takes_what_the_line_holds() -> None:
    line, other = two_lines()
    movement = sell(line)
    assert (movement.kind, movement.quantity, movement.order_line) == ("sold", -2, line)
    assert movement.variant == line.variant
    assert held(line, other) == [(0, (8, 0)), (2, (10, 2))]


def test_lock_shelf_takes_the_rows_in_the_order_of_their_keys(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    lines = two_lines()
    with django_assert_num_queries(1) as asked:
        lock_shelf(reversed(lines))
    assert asked[0]["sql"].startswith('SELECT "shop_variant"."id" AS "pk" FROM')
    assert "ORDER BY 1 ASC" in asked[0]["sql"]
    assert all(str(line.variant_id) in asked[0]["sql"] for line in lines)


def test_sell_without_a_hold_takes_what_is_free() -> None:
    make_zone()
    line = make_order().lines.get()
    release(line)
    sell(line)
    assert shelf(line.variant) == (8, 0)


def test_sell_without_a_hold_leaves_what_others_hold() -> None:
    make_zone()
    variant = make_variant(on_hand=3)
    late = make_order((variant, 2), email="late@example.org").lines.get()
    release(late)
    make_order((variant, 2), email="early@example.org")
    with pytest.raises(OutOfStockError) as error:
        sell(late)
    assert (error.value.variant, error.value.available) == (variant, 1)
    assert shelf(variant) == (3, 2)


@pytest.mark.parametrize("quantity", [0, -1])
def test_take_back_of_nothing_is_refused(quantity: int) -> None:
    with pytest.raises(QuantityError):
        take_back(OrderLine(), quantity=quantity, refund_line=None)  # type: ignore[arg-type]


def test_take_back_puts_a_part_on_its_shelf_and_says_who_asked() -> None:
    make_zone()
    by, other = make_superuser(), make_variant()
    order = make_paid_order((make_variant(), 2))
    line = order.lines.get()
    Payment.objects.update(stripe_payment_intent="pi_1")
    order.payment.refresh_from_db()
    refund = ask_refund(order.payment, (0, 850, 1), by=by)
    returned = refund.lines.get()
    movement = take_back(line, quantity=1, refund_line=returned)
    assert movement is not None
    assert (movement.kind, movement.quantity, movement.variant) == ("returned", 1, line.variant)
    assert (movement.order_line, movement.refund_line, movement.by) == (line, returned, by)
    assert (shelf(line.variant), shelf(other)) == ((9, 0), (10, 0))
    never_left = make_order((make_variant(), 1), email="b@example.org").lines.get()
    assert take_back(never_left, quantity=1, refund_line=returned) is None


def test_receive_counts_and_is_written_down() -> None:
    variant, other = make_variant(on_hand=0), make_variant(on_hand=0)
    by = User.objects.create_user(email="clerk@example.org")
    movement = receive(variant=variant, quantity=12, reason="batch 7", by=by)
    assert (movement.kind, movement.quantity, movement.by) == (MovementKind.RECEIVED, 12, by)
    assert (movement.variant, movement.reason) == (variant, "batch 7")
    assert (shelf(variant), shelf(other)) == ((12, 0), (0, 0))


def test_correct_down_and_up() -> None:
    variant, other = make_variant(on_hand=10), make_variant(on_hand=10)
    by = User.objects.create_user(email="clerk@example.org")
    down = correct(variant=variant, counted=7, reason="broken", by=by)
    assert down is not None
    assert (down.kind, down.quantity) == (MovementKind.CORRECTED, -3)
    assert (down.variant, down.reason, down.by) == (variant, "broken", by)
    up = correct(variant=variant, counted=8, reason="found one", by=None)
    assert up is not None
    assert up.quantity == 1
    assert (shelf(variant), shelf(other)) == ((8, 0), (10, 0))
    correct(variant=variant, counted=0, reason="all gone", by=None)
    assert (shelf(variant), shelf(other)) == ((0, 0), (10, 0))
    assert list(stock_is_explained()) == []


def test_correct_while_the_stock_moves_is_refused() -> None:
    """As if the database let somebody in between the count and its writing."""
    variant = make_variant(on_hand=10)

    def sell_one_first(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "shop_variant"'):
            wrappers, connection.execute_wrappers = connection.execute_wrappers, []
            Variant.objects.filter(pk=variant.pk).update(on_hand=9)
            connection.execute_wrappers = wrappers
        return execute(sql, *rest)

    with (
        connection.execute_wrapper(sell_one_first),
        pytest.raises(StockError, match=r"^The stock moved while it was being corrected. Try a"),
    ):
        correct(variant=variant, counted=7, reason="broken", by=None)
    assert StockMovement.objects.filter(kind=MovementKind.CORRECTED).count() == 0


def test_correct_to_what_is_there_writes_nothing() -> None:
    variant = make_variant(on_hand=10)
    assert correct(variant=variant, counted=10, reason="counted", by=None) is None
    assert StockMovement.objects.filter(variant=variant).count() == 1


def test_correct_below_nothing_is_refused() -> None:
    with pytest.raises(StockError, match=r"^A count cannot be below zero.$"):
        correct(variant=make_variant(), counted=-1, reason="", by=None)


def test_correct_below_what_is_held_breaks_the_youngest_holds() -> None:
    make_zone()
    variant, other = make_variant(on_hand=6), make_variant(on_hand=6)
    orders = [(variant, 2), (variant, 2), (variant, 1), (other, 1)]
    lines = [
        make_order(wanted, email=f"{number}@example.org").lines.get()
        for number, wanted in enumerate(orders)
    ]
    correct(variant=variant, counted=2, reason="water damage", by=None)
    assert [OrderLine.objects.get(pk=line.pk).held for line in lines] == [2, 0, 0, 1]
    assert (shelf(variant), shelf(other)) == ((2, 2), (6, 1))
    assert list(holds_are_explained()) == []


def test_correct_while_a_hold_ends_breaks_another() -> None:
    make_zone()
    variant = make_variant(on_hand=5)
    lines = [make_order((variant, 2)).lines.get() for _number in range(2)]
    with just_before('UPDATE "shop_orderline"', lambda: release(lines[1])):
        correct(variant=variant, counted=1, reason="Counted", by=None)
    assert shelf(variant) == (1, 0)
    assert not OrderLine.objects.filter(held__gt=0).exists()


def test_explanations_notice_what_nobody_moved() -> None:
    variant = make_variant(on_hand=3)
    Variant.objects.filter(pk=variant.pk).update(on_hand=4, reserved=1)
    assert list(stock_is_explained()) == [f"{variant.sku}: 4 on hand, movements say 3."]
    assert list(holds_are_explained()) == [f"{variant.sku}: 1 held, order lines say 0."]
