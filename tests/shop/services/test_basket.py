import datetime as dt

import pytest
from django.utils import timezone

from core.models import OrganisationSettings
from donations.exceptions import AmountTooSmallError, FeeCoverError, FundNotOpenError
from ledger.models import Fund
from shop.exceptions import NotForSaleError, OutOfStockError, QuantityError
from shop.models import Basket, Product, Variant
from shop.services.basket import (
    add_to_basket,
    forget_old_baskets,
    held_for,
    put_gift,
    remove_gift,
    remove_line,
    set_quantity,
)
from tests.factories.shop import close, make_basket, make_order, make_variant, make_zone, pay

pytestmark = pytest.mark.django_db


def contents(basket: Basket) -> tuple[int, list[tuple[str, int]]]:
    basket.refresh_from_db()
    return basket.version, list(basket.lines.values_list("variant__sku", "quantity"))


def test_add_saves_a_new_basket() -> None:
    variant = make_variant(sku="KARITE-100")
    basket = Basket(currency="USD")
    add_to_basket(basket=basket, sku="KARITE-100", quantity=2)
    assert contents(basket) == (1, [("KARITE-100", 2)])
    assert variant.reserved == 0


def test_add_of_the_same_soap_adds_up() -> None:
    basket = make_basket((make_variant(sku="A"), 2))
    add_to_basket(basket=basket, sku="A", quantity=3)
    assert contents(basket) == (1, [("A", 5)])


def test_add_beyond_what_is_left_keeps_the_basket() -> None:
    basket = make_basket((make_variant(sku="A", on_hand=4), 2))
    with pytest.raises(OutOfStockError) as error:
        add_to_basket(basket=basket, sku="A", quantity=3)
    assert error.value.available == 4
    assert str(error.value) == "Only 4 are left."
    assert contents(basket) == (0, [("A", 2)])


@pytest.mark.parametrize("quantity", [0, -1])
def test_add_of_nothing_is_refused(quantity: int) -> None:
    make_variant(sku="A")
    with pytest.raises(QuantityError):
        add_to_basket(basket=Basket(currency="USD"), sku="A", quantity=quantity)
    assert Basket.objects.count() == 0


def test_add_of_an_unknown_sku_saves_no_basket() -> None:
    with pytest.raises(NotForSaleError):
        add_to_basket(basket=Basket(currency="USD"), sku="NOPE", quantity=1)
    assert Basket.objects.count() == 0


def test_add_of_what_is_not_for_sale_is_refused() -> None:
    variant = make_variant(sku="A")
    Product.objects.filter(pk=variant.product_id).update(is_active=False)
    with pytest.raises(NotForSaleError):
        add_to_basket(basket=Basket(currency="USD"), sku="A", quantity=1)


def test_add_of_a_foreign_currency_is_refused() -> None:
    make_variant(sku="A", currency="EUR")
    with pytest.raises(NotForSaleError):
        add_to_basket(basket=Basket(currency="USD"), sku="A", quantity=1)


def test_set_quantity_changes_a_line() -> None:
    basket = make_basket((make_variant(sku="A"), 2))
    set_quantity(basket=basket, sku="A", quantity=7)
    assert contents(basket) == (1, [("A", 7)])


def test_set_quantity_to_what_it_is_changes_nothing() -> None:
    basket = make_basket((make_variant(sku="A"), 2))
    set_quantity(basket=basket, sku="A", quantity=2)
    assert contents(basket) == (0, [("A", 2)])


def test_set_quantity_beyond_stock_keeps_the_line() -> None:
    basket = make_basket((make_variant(sku="A", on_hand=1), 1))
    with pytest.raises(OutOfStockError) as error:
        set_quantity(basket=basket, sku="A", quantity=10**9)
    assert str(error.value) == "Only one is left."
    assert contents(basket) == (0, [("A", 1)])


def test_set_quantity_of_what_is_not_in_the_basket_is_refused() -> None:
    make_variant(sku="A")
    with pytest.raises(NotForSaleError):
        set_quantity(basket=make_basket(), sku="A", quantity=1)


def test_remove_line_takes_out_one_soap() -> None:
    basket = make_basket((make_variant(sku="A"), 2), (make_variant(sku="B"), 1))
    remove_line(basket=basket, sku="A")
    remove_line(basket=basket, sku="A")
    assert contents(basket) == (1, [("B", 1)])


def test_put_gift_keeps_one_gift() -> None:
    fund = Fund.objects.default()
    basket = Basket(currency="USD")
    put_gift(basket=basket, amount=4000, fund=fund, is_anonymous=False, message="for Awa")
    put_gift(basket=basket, amount=2500, fund=fund, is_anonymous=True, message="")
    basket.refresh_from_db()
    assert (basket.version, basket.gift_amount, basket.gift_is_anonymous) == (2, 2500, True)
    assert basket.gift_message == ""


def test_put_gift_covers_the_fee_where_there_is_one() -> None:
    gift = {"amount": 4000, "fund": Fund.objects.default(), "is_anonymous": False, "message": ""}
    basket = put_gift(basket=make_basket(), covers_fee=True, **gift)
    assert Basket.objects.get(pk=basket.pk).gift_covers_fee
    OrganisationSettings.objects.update_or_create(
        defaults={"card_fee_share": 0, "card_fee_fixed": 0}
    )
    with pytest.raises(FeeCoverError):
        put_gift(basket=basket, covers_fee=True, **gift)


def test_put_gift_below_the_minimum_is_refused() -> None:
    with pytest.raises(AmountTooSmallError):
        put_gift(
            basket=Basket(currency="USD"),
            amount=199,
            fund=Fund.objects.default(),
            is_anonymous=False,
            message="",
        )
    assert Basket.objects.count() == 0


def test_put_gift_to_a_closed_fund_is_refused() -> None:
    fund = Fund.objects.create(code="wells", name="Wells", is_closed=True)
    with pytest.raises(FundNotOpenError):
        put_gift(basket=make_basket(), amount=4000, fund=fund, is_anonymous=False, message="")


def test_remove_gift_leaves_the_soap() -> None:
    basket = make_basket((make_variant(sku="A"), 2), gift=4000)
    remove_gift(basket=basket)
    assert contents(basket) == (1, [("A", 2)])
    assert (basket.gift_amount, basket.gift_fund) == (None, None)


def test_basket_counts_what_its_own_order_holds() -> None:
    make_zone()
    variant = make_variant(sku="A", on_hand=2)
    order = make_order((variant, 2))
    basket = Basket.objects.get(uuid=order.basket)
    assert held_for(basket) == {variant.pk: 2}
    set_quantity(basket=basket, sku="A", quantity=1)
    set_quantity(basket=basket, sku="A", quantity=2)
    assert contents(basket) == (2, [("A", 2)])


def test_basket_of_a_closed_order_holds_nothing() -> None:
    make_zone()
    order = make_order()
    close(order.payment)
    assert held_for(Basket.objects.get(uuid=order.basket)) == {}


def test_basket_is_spent_once_its_payment_is_paid() -> None:
    make_zone()
    order = make_order()
    assert Basket.objects.get(uuid=order.basket).is_spent is False
    pay(order.payment)
    assert Basket.objects.get(uuid=order.basket).is_spent is True


def test_basket_changed_after_ordering_is_not_spent() -> None:
    make_zone()
    make_variant(sku="B")
    order = make_order()
    basket = Basket.objects.get(uuid=order.basket)
    add_to_basket(basket=basket, sku="B", quantity=1)
    pay(order.payment)
    assert Basket.objects.get(uuid=order.basket).is_spent is False


def test_old_baskets_are_forgotten() -> None:
    old, new = make_basket((make_variant(), 1)), make_basket()
    Basket.objects.filter(pk=old.pk).update(updated_at=timezone.now() - dt.timedelta(days=31))
    assert forget_old_baskets() == 1
    assert list(Basket.objects.all()) == [new]
    assert Variant.objects.count() == 1
