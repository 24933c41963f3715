"""Soaps, baskets and orders. Orders are made by the services, so that stock and books agree."""

from itertools import count
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from ledger.models import Fund
from payments.enums import PaymentStatus
from payments.models import Payment
from shop.addresses import Address
from shop.handlers import OrderHandler
from shop.models import (
    Basket,
    BasketLine,
    Order,
    Product,
    ShippingRate,
    ShippingZone,
    ShopIndexPage,
    SoapPage,
    Variant,
)
from shop.services.orders import place_order
from shop.services.stock import receive
from tests.factories.core import make_home

_numbers = count(1)


def make_product(**overrides: Any) -> Product:
    number = next(_numbers)
    return Product.objects.create(**{"name": f"Soap {number}", **overrides})


def make_variant(on_hand: int = 10, **overrides: Any) -> Variant:
    """A size for sale at 8.50 dollars, with so many on the shelf."""
    fields = {
        "sku": f"SOAP-{next(_numbers)}",
        "name": "100 g bar",
        "price": 850,
        "fair_market_value": 600,
        "weight_grams": 100,
        **overrides,
    }
    variant = Variant.objects.create(
        **{"product": fields.pop("product", None) or make_product(), **fields}
    )
    if on_hand:
        receive(variant=variant, quantity=on_hand, reason="first batch", by=None)
        variant.refresh_from_db()
    return variant


def make_zone(
    countries: str = "US", *, amount: int = 500, up_to_grams: int = 2000, **overrides: Any
) -> ShippingZone:
    """A zone with one rate."""
    number = next(_numbers)
    fields = {"code": f"zone-{number}", "name": f"Zone {number}", **overrides}
    zone = ShippingZone.objects.create(countries=countries, **fields)
    ShippingRate.objects.create(zone=zone, up_to_grams=up_to_grams, amount=amount, currency="USD")
    return zone


def make_basket(*contents: tuple[Variant, int], gift: int = 0, **overrides: Any) -> Basket:
    fields: dict[str, Any] = {"currency": "USD", **overrides}
    if gift:
        fields = {"gift_amount": gift, "gift_fund": Fund.objects.default(), **fields}
    basket = Basket.objects.create(**fields)
    for variant, quantity in contents:
        BasketLine.objects.create(basket=basket, variant=variant, quantity=quantity)
    return basket


def make_address(**overrides: Any) -> Address:
    fields = {
        "line1": "1 Sample Street",
        "city": "Durham",
        "region": "NC",
        "postcode": "27701",
        "country": "US",
    }
    return Address(**{**fields, **overrides})


def make_order(
    *contents: tuple[Variant, int], gift: int = 0, source: Page | None = None, **overrides: Any
) -> Order:
    """An order that waits for its payment; a zone must be there."""
    basket = make_basket(*(contents or ((make_variant(), 2),)), gift=gift, source=source)
    fields: dict[str, Any] = {
        "email": "awa@example.org",
        "name": "Awa Sample",
        "address": make_address(),
        "language": "en",
        **overrides,
    }
    return place_order(basket=basket, **fields).order


def pay(payment: Payment) -> Payment:
    """What settle does for the shop once Stripe says paid."""
    Payment.objects.filter(pk=payment.pk).update(
        status=PaymentStatus.SUCCEEDED, succeeded_at=timezone.now()
    )
    payment.refresh_from_db()
    OrderHandler().on_paid(payment, [])
    return payment


def close(payment: Payment) -> Payment:
    """What settle does for the shop once Stripe says that no money will come."""
    Payment.objects.filter(pk=payment.pk).update(status=PaymentStatus.EXPIRED)
    payment.refresh_from_db()
    OrderHandler().on_closed(payment, [])
    return payment


def make_paid_order(*contents: tuple[Variant, int], **overrides: Any) -> Order:
    order = make_order(*contents, **overrides)
    pay(order.payment)
    order.refresh_from_db()
    return order


def make_shop_page(**overrides: Any) -> ShopIndexPage:
    fields = {"title": "Soap", "slug": "shop", **overrides}
    return make_home().add_child(instance=ShopIndexPage(**fields))


def make_soap_page(shop: ShopIndexPage | None = None, **overrides: Any) -> SoapPage:
    number = next(_numbers)
    fields: dict[str, Any] = {"title": f"Shea soap {number}", "slug": f"soap-{number}", **overrides}
    fields.setdefault("product", None)
    if fields["product"] is None:
        fields["product"] = make_variant().product
    shop = shop or ShopIndexPage.objects.first() or make_shop_page()
    return shop.add_child(instance=SoapPage(**fields))
