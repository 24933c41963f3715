import pytest

from accounts.models import User
from shop.enums import MovementKind
from shop.exceptions import OutOfStockError, QuantityError, StockError
from shop.models import OrderLine, StockMovement, Variant
from shop.services.stock import correct, hold, receive, release, sell
from shop.verification import holds_are_explained, stock_is_explained
from tests.factories.shop import make_order, make_variant, make_zone

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
    assert error.value.available == 1
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


def test_release_puts_a_line_back_once() -> None:
    make_zone()
    line = make_order().lines.get()
    assert release(line) is True
    assert release(line) is False
    assert shelf(line.variant) == (10, 0)


def test_sell_takes_what_the_line_holds() -> None:
    make_zone()
    line = make_order().lines.get()
    movement = sell(line)
    assert (movement.kind, movement.quantity, movement.order_line) == ("sold", -2, line)
    assert shelf(line.variant) == (8, 0)
    assert OrderLine.objects.get(pk=line.pk).held == 0


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
    assert error.value.available == 1
    assert shelf(variant) == (3, 2)


def test_receive_counts_and_is_written_down() -> None:
    variant = make_variant(on_hand=0)
    by = User.objects.create_user(email="clerk@example.org")
    movement = receive(variant=variant, quantity=12, reason="batch 7", by=by)
    assert (movement.kind, movement.quantity, movement.by) == (MovementKind.RECEIVED, 12, by)
    assert shelf(variant) == (12, 0)


def test_correct_down_and_up() -> None:
    variant = make_variant(on_hand=10)
    assert correct(variant=variant, counted=7, reason="broken", by=None).quantity == -3
    assert correct(variant=variant, counted=8, reason="found one", by=None).quantity == 1
    assert shelf(variant) == (8, 0)
    assert list(stock_is_explained()) == []


def test_correct_to_what_is_there_writes_nothing() -> None:
    variant = make_variant(on_hand=10)
    assert correct(variant=variant, counted=10, reason="counted", by=None) is None
    assert StockMovement.objects.filter(variant=variant).count() == 1


def test_correct_below_nothing_is_refused() -> None:
    with pytest.raises(StockError):
        correct(variant=make_variant(), counted=-1, reason="", by=None)


def test_correct_below_what_is_held_breaks_the_youngest_holds() -> None:
    make_zone()
    variant = make_variant(on_hand=6)
    first = make_order((variant, 2), email="a@example.org").lines.get()
    second = make_order((variant, 3), email="b@example.org").lines.get()
    correct(variant=variant, counted=4, reason="water damage", by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.held, second.held) == (2, 0)
    assert shelf(variant) == (4, 2)
    assert list(holds_are_explained()) == []


def test_explanations_notice_what_nobody_moved() -> None:
    variant = make_variant(on_hand=3)
    Variant.objects.filter(pk=variant.pk).update(on_hand=4, reserved=1)
    assert list(stock_is_explained()) == [f"{variant.sku}: 4 on hand, movements say 3."]
    assert list(holds_are_explained()) == [f"{variant.sku}: 1 held, order lines say 0."]
