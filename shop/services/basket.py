"""Putting things into a basket and taking them out. Each change counts one version up."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from donations.enums import Interval
from donations.services.giving.gift_lines import require_fee_cover
from donations.services.giving.gifts import require_acceptable
from donations.splits import write_shares
from donations.tribute_wishes import TributeWish, require_wish
from ledger.models import Fund
from payments.models import Payment
from shop.exceptions import NotForSaleError, OutOfStockError, QuantityError
from shop.models import Basket, BasketLine, OrderLine, Variant

FORGET_AFTER = timedelta(days=30)
GIFT_FIELDS = [
    "gift_amount",
    "gift_fund",
    "gift_shares",
    "gift_interval",
    "gift_covers_fee",
    "gift_is_anonymous",
    "gift_message",
    *TributeWish().fields,
]


def add_to_basket(*, basket: Basket, sku: str, quantity: int, source: Page | None = None) -> None:
    """Put more of a soap into the basket; a basket not yet saved is saved first. The last `source`,
    a page whose link led to a soap, stays with the basket.

    Raises `NotForSaleError`, `QuantityError`, or `OutOfStockError` when the basket would hold
    more than is left; what was in the basket stays.
    """
    _require_positive(quantity)
    variant = Variant.objects.for_sale().filter(sku=sku, currency=basket.currency).first()
    if variant is None:
        raise NotForSaleError(sku)
    with transaction.atomic():
        if is_new := basket.is_new:
            basket.version = 1
            basket.source = source
            basket.save()
        else:
            quantity += _quantity_of(basket, variant)
        _require_stock(basket, variant, quantity)
        # One upsert: a double click must neither fail nor make two lines.
        BasketLine.objects.bulk_create(
            [BasketLine(basket=basket, variant=variant, quantity=quantity)],
            update_conflicts=True,
            unique_fields=["basket", "variant"],
            update_fields=["quantity"],
        )
        if not is_new:
            _count_version(basket, **({"source": source} if source else {}))


def set_quantity(*, basket: Basket, sku: str, quantity: int) -> BasketLine:
    """Change how many of a soap the basket holds. Raises what `add_to_basket` raises."""
    _require_positive(quantity)
    with transaction.atomic():
        line = basket.lines.filter(variant__sku=sku).select_related("variant__product").first()
        if line is None or not (line.variant.is_active and line.variant.product.is_active):
            raise NotForSaleError(sku)
        if line.quantity != quantity:
            _require_stock(basket, line.variant, quantity)
            line.quantity = quantity
            line.save(update_fields=["quantity"])
            _count_version(basket)
    return line


def remove_line(*, basket: Basket, sku: str) -> None:
    """Take a soap out, if it is still there."""
    with transaction.atomic():
        removed, _per_model = basket.lines.filter(variant__sku=sku).delete()
        if removed:
            _count_version(basket)


def put_gift(
    *,
    basket: Basket,
    amount: int,
    fund: Fund,
    is_anonymous: bool,
    message: str,
    interval: str = Interval.ONCE,
    covers_fee: bool = False,
    tribute: TributeWish | None = None,
    parts: Mapping[Fund, int] | None = None,
) -> Basket:
    """Make this the basket's one gift, in place of an earlier one, in whose honour or memory its
    giver says; where it is split, `parts` says how much of it goes to which fund.

    Raises the `GiftError` of donations that says why such a gift cannot be taken.
    """
    require_acceptable(amount=amount, currency=basket.currency, fund=fund, parts=parts)
    if covers_fee:
        require_fee_cover(amount)
    tribute = tribute or TributeWish()
    require_wish(tribute, interval=interval)
    basket.gift_amount = amount
    basket.gift_fund = fund
    basket.gift_shares = write_shares(parts) if parts else ""
    basket.gift_interval = interval
    basket.gift_covers_fee = covers_fee
    basket.gift_is_anonymous = is_anonymous
    basket.gift_message = message
    _put_wish(basket, tribute)
    with transaction.atomic():
        if basket.is_new:
            basket.save()
        else:
            basket.save(update_fields=GIFT_FIELDS)
        _count_version(basket)
    return basket


def remove_gift(*, basket: Basket) -> Basket:
    """Take the gift out."""
    basket.gift_amount = basket.gift_fund = None
    basket.gift_shares = ""
    basket.gift_interval = Interval.ONCE
    basket.gift_covers_fee = False
    basket.gift_is_anonymous = False
    basket.gift_message = ""
    _put_wish(basket, TributeWish())
    with transaction.atomic():
        basket.save(update_fields=GIFT_FIELDS)
        _count_version(basket)
    return basket


def _put_wish(basket: Basket, wish: TributeWish) -> None:
    for name, value in wish.fields.items():
        setattr(basket, name, value)


def forget_old_baskets() -> int:
    """Delete baskets that nobody touched for a month, with what people wrote in them."""
    old = Basket.objects.filter(updated_at__lt=timezone.now() - FORGET_AFTER)
    _all, per_model = old.delete()
    return per_model.get(Basket._meta.label, 0)


def held_for(basket: Basket) -> dict[int, int]:
    """What the basket's own unpaid order holds, by variant.

    Who comes back from the payment page must not find the last bar sold out by themselves.
    """
    payment: Payment | None = basket.payment
    if payment is None or not payment.is_open:
        return {}
    lines = OrderLine.objects.filter(order__payment=payment, held__gt=0)
    return dict(lines.values_list("variant_id", "held"))


def _quantity_of(basket: Basket, variant: Variant) -> int:
    line = basket.lines.filter(variant=variant).values_list("quantity", flat=True).first()
    return line or 0


def _require_stock(basket: Basket, variant: Variant, wanted: int) -> None:
    available = variant.available
    if wanted > available:
        available += held_for(basket).get(variant.pk, 0)
    if wanted > available:
        raise OutOfStockError(variant, available)


def _count_version(basket: Basket, **values: object) -> None:
    Basket.objects.filter(pk=basket.pk).update(
        version=F("version") + 1, updated_at=timezone.now(), **values
    )


def _require_positive(quantity: int) -> None:
    if quantity < 1:
        raise QuantityError
