"""What a basket costs now. Prices come from the database, never from the browser."""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from typing import Any

from core.generation import remember_each
from donations.enums import Interval
from donations.services.giving.fee_cover import fee_cover
from ledger.models import Fund
from shop.models import Basket, SoapPage, Variant

from .basket import held_for
from .shipping import ShippingQuote, quote
from .statements import contents


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A soap of the basket. `available` is what this basket could have of it."""

    variant: Variant
    title: str
    page: SoapPage | None
    quantity: int
    available: int

    @property
    def sku(self) -> str:
        return self.variant.sku

    @property
    def unit_price(self) -> int:
        return self.variant.price

    @property
    def amount(self) -> int:
        return self.variant.price * self.quantity

    @property
    def fair_market_value(self) -> int:
        return self.variant.fair_market_value * self.quantity

    @property
    def weight_grams(self) -> int:
        return self.variant.weight_grams * self.quantity

    @property
    def is_for_sale(self) -> bool:
        return self.variant.is_active and self.variant.product.is_active

    @property
    def is_short(self) -> bool:
        return self.quantity > self.available


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    currency: str
    lines: list[PricedLine] = field(default_factory=list)
    gift_amount: int = 0
    gift_fund: Fund | None = None
    gift_parts: dict[Fund, int] = field(default_factory=dict)  # where it is split
    gift_interval: str = Interval.ONCE
    gift_fee_cover: int = 0
    gift_tribute: str = ""  # in whose honour or memory, in words
    shipping: ShippingQuote | None = None

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.gift_amount

    @property
    def needs_shipping(self) -> bool:
        return bool(self.lines)

    @property
    def is_final(self) -> bool:
        """Nothing can be added to this total any more."""
        return not self.needs_shipping or self.shipping is not None

    @property
    def gift_renews(self) -> bool:
        return bool(self.gift_amount) and Interval(self.gift_interval).renews

    @property
    def gift_rhythm(self) -> Any:
        """In words: every month, every three months, every year."""
        return Interval(self.gift_interval).label

    @property
    def given_amount(self) -> int:
        """The gift, and what is added to it for the fee."""
        return self.gift_amount + self.gift_fee_cover

    @property
    def goods_amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def weight_grams(self) -> int:
        return sum(line.weight_grams for line in self.lines)

    @property
    def shipping_amount(self) -> int:
        return self.shipping.amount if self.shipping else 0

    @property
    def total(self) -> int:
        return self.goods_amount + self.given_amount + self.shipping_amount

    @property
    def is_fillable(self) -> bool:
        return not any(line.is_short or not line.is_for_sale for line in self.lines)


def price_basket(basket: Basket, *, country: str = "") -> PricedBasket:
    """The basket with the prices and words of now, with shipping once a country is named.

    Raises `NoRateError` when soap cannot be sent there.
    """
    priced = PricedBasket(
        currency=basket.currency,
        lines=_priced_lines(basket),
        gift_amount=basket.gift_amount or 0,
        gift_fund=basket.gift_fund,
        gift_parts=basket.gift_parts,
        gift_interval=basket.gift_interval,
        gift_fee_cover=fee_cover(basket.gift_amount or 0) if basket.gift_covers_fee else 0,
        gift_tribute=basket.tribute_named,
    )
    return add_shipping(priced, country=country)


def add_shipping(priced: PricedBasket, *, country: str) -> PricedBasket:
    """The same basket with the price of its parcel to that country.

    Raises `NoRateError` when soap cannot be sent there.
    """
    if not (priced.needs_shipping and country):
        return priced
    shipping = quote(country=country, weight_grams=priced.weight_grams, currency=priced.currency)
    return replace(priced, shipping=shipping)


def _priced_lines(basket: Basket) -> list[PricedLine]:
    if basket.is_new:
        return []
    found = contents(basket)
    variants = _variants({content.variant for content in found})
    lines = []
    for content in found:
        variant = variants[content.variant]
        variant.on_hand, variant.reserved = content.on_hand, content.reserved
        lines.append((variant, content.quantity))
    pages = SoapPage.objects.by_product(variant.product_id for variant, _quantity in lines)
    held = held_for(basket)
    return [
        PricedLine(
            variant=variant,
            title=title_of(variant, pages.get(variant.product_id)),
            page=pages.get(variant.product_id),
            quantity=quantity,
            available=variant.available + held.get(variant.pk, 0),
        )
        for variant, quantity in lines
    ]


def _variants(keys: Set[int]) -> dict[int, Variant]:
    """Soaps with their products. Requests remember them: except for what lies on the shelf, all
    about them is on pages, so any change is noticed."""
    return remember_each("variant", keys, Variant.objects.select_related("product").in_bulk)


def title_of(variant: Variant, page: SoapPage | None) -> str:
    """The soap and its size in the current language: "Shea soap, 100 g bar"."""
    return f"{page.title if page else variant.product.name}, {variant.local_name}"
