"""From a basket to an order that waits for its payment."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.money import MAX_CHARGE
from core.rows import insert, insert_unless_there
from donations.services.giving.gift_lines import fee_cover_line, line_for
from donations.services.giving.gifts import record_pending_gift, require_acceptable
from donations.tribute_wishes import require_wish
from ledger.services.funds import default_fund
from payments.defence.admission import admit
from payments.defence.visitors import Visitor
from payments.enums import LineKind
from payments.models import Payment
from payments.services.checkout import (
    NewLine,
    close_checkout,
    is_worth_keeping,
    lines_of,
    open_payment,
)
from shop.addresses import Address
from shop.exceptions import (
    AlreadyPaidError,
    BasketChangedError,
    EmptyBasketError,
    NoRateError,
    NotForSaleError,
    OutOfStockError,
    TooMuchError,
)
from shop.models import Basket, Order, OrderLine

from .pricing import PricedBasket, PricedLine, price_basket
from .rebuilding import longer_number, number_of
from .statements import bind
from .stock import hold


def place_order(
    *,
    basket: Basket,
    email: str,
    name: str,
    address: Address | None,
    language: str,
    wants_news: bool = False,
    visitor: Visitor | None = None,
) -> Payment:
    """Turn the basket into a payment to be made, with an order for its soap and a pending gift.

    Side effects in order, none when the shelf is seen to hold too little: a `visitor` is admitted
    (staff and commands pass none); an open payment of the same basket with other contents is closed
    at Stripe (outside any transaction); then in one transaction the payment and its lines are
    written, the basket is bound to it, the donation, the order and its lines are written, and the
    stock is held in key order. Asked again with nothing changed, it returns the same open payment.
    Who `wants_news` hears of new stories once the money is there.
    The caller goes on to `payments.services.checkout.start_checkout`.

    `address` may be None for a basket with only a gift. Raises `EmptyBasketError`,
    `NoRateError`, `NotForSaleError`, `OutOfStockError`, `TooMuchError`, `BasketChangedError`,
    `AlreadyPaidError`, an `AdmissionError`, a `GiftError` of donations, or a `GatewayError` from
    closing.
    """
    email = email.strip().lower()
    with translation.override(language):
        priced = price_basket(basket, country=address.country if address else "")
        _require_orderable(priced)
        _require_stock(basket, priced)
        require_wish(basket.wish, interval=basket.gift_interval, giver=name)
        fingerprint = _fingerprint(
            basket=basket,
            priced=priced,
            email=email,
            name=name,
            address=address,
            language=language,
            wants_news=wants_news,
        )
        if visitor is not None and not basket.is_spent:
            admit(visitor=visitor, email=email, fingerprint=fingerprint)
        _close_earlier(basket, fingerprint)
        # Whatever can be made before is: one writer at a time holds SQLite.
        lines, cancel_path = list(_payment_lines(priced)), reverse("shop:checkout")
        with transaction.atomic():
            payment, is_new = open_payment(
                lines=lines,
                currency=priced.currency,
                email=email,
                name=name,
                language=language,
                fingerprint=fingerprint,
                cancel_path=cancel_path,
                wants_news=wants_news,
            )
            if is_new:
                if not bind(basket, payment):
                    raise BasketChangedError
                if priced.gift_amount:
                    _write_gift(basket, priced, payment)
                if address is not None and priced.lines:
                    _write_order(basket, priced, payment, address)
    if is_new:  # not before it is written: of what came to nothing another order gets the number
        basket.payment, basket.ordered_version = payment, basket.version
    return payment


def _require_orderable(priced: PricedBasket) -> None:
    if priced.is_empty:
        raise EmptyBasketError
    for line in priced.lines:
        if not line.is_for_sale:
            raise NotForSaleError(line.sku)
    if not priced.is_final:
        raise NoRateError("", priced.weight_grams)
    if priced.gift_fund is not None:
        require_acceptable(
            amount=priced.gift_amount,
            currency=priced.currency,
            fund=priced.gift_fund,
            parts=priced.gift_parts,
        )
    if priced.total > MAX_CHARGE:
        raise TooMuchError


def _require_stock(basket: Basket, priced: PricedBasket) -> None:
    """Refuse what is not on the shelf before anything is written: of the last bars hundreds may
    ask for one. `hold` has the last word, and the only one about a basket that was ordered before,
    by a twin of this click perhaps: its own order may hold them."""
    short = next((line for line in priced.lines if line.is_short), None)
    if short and not Basket.objects.filter(pk=basket.pk, payment__isnull=False).exists():
        raise OutOfStockError(short.variant, short.available)


def _fingerprint(
    *,
    basket: Basket,
    priced: PricedBasket,
    email: str,
    name: str,
    address: Address | None,
    language: str,
    wants_news: bool,
) -> str:
    """Names what is bought by whom at which price; see `Payment.fingerprint`."""
    what = [(line.sku, line.quantity, line.amount) for line in priced.lines]
    where = asdict(address) if address else None
    total = [
        priced.gift_amount,
        priced.gift_interval,
        priced.gift_fee_cover,
        priced.shipping_amount,
        priced.currency,
    ]
    who = [email, name, language, wants_news]
    facts = [str(basket.uuid), basket.version, who, what, where, total]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _close_earlier(basket: Basket, fingerprint: str) -> None:
    """See to it that the same basket cannot be paid twice with different contents."""
    earlier = basket.payment
    if earlier is None:
        return
    if basket.is_spent:
        raise AlreadyPaidError(earlier)
    same = earlier.fingerprint == fingerprint and is_worth_keeping(earlier)
    if earlier.is_open and not same:
        earlier = close_checkout(earlier, cause="basket changed")
        if earlier.is_paid or earlier.is_open:  # a bank debit under way can be stopped no more
            raise AlreadyPaidError(earlier)


def _payment_lines(priced: PricedBasket) -> Iterator[NewLine]:
    """Goods and shipping belong to the default fund and are bought, not given."""
    if priced.lines:
        fund = default_fund()
        for line in priced.lines:
            yield NewLine(
                kind=LineKind.GOODS,
                description=line.title[:200],
                amount=line.amount,
                quantity=line.quantity,
                fair_market_value=line.fair_market_value,
                fund=fund,
                sku=line.sku,
            )
        assert priced.shipping is not None
        yield NewLine(
            kind=LineKind.SHIPPING,
            description=_("Shipping, %(country)s") % {"country": priced.shipping.country_name},
            amount=priced.shipping_amount,
            fair_market_value=priced.shipping_amount,
            fund=fund,
        )
    if priced.gift_amount:
        assert priced.gift_fund is not None
        yield line_for(
            amount=priced.gift_amount,
            fund=priced.gift_fund,
            interval=priced.gift_interval,
            is_split=bool(priced.gift_parts),
        )
        if priced.gift_fee_cover:
            yield fee_cover_line(addition=priced.gift_fee_cover, fund=priced.gift_fund)


def _write_order(basket: Basket, priced: PricedBasket, payment: Payment, address: Address) -> Order:
    """The shelf comes last: whoever else wants the same soap waits only from there to the end of
    this transaction."""
    assert priced.shipping is not None
    order = Order(
        number=number_of(payment),
        payment=payment,
        basket=basket.uuid,
        email=payment.email,
        name=payment.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postcode=address.postcode,
        country=address.country,
        phone=address.phone,
        language=payment.language,
        shipping_zone=priced.shipping.zone,
        weight_grams=priced.weight_grams,
        currency=priced.currency,
        goods_amount=priced.goods_amount,
        shipping_amount=priced.shipping_amount,
        gift_amount=priced.given_amount,
        total_amount=priced.total,
        source_id=basket.source_id,
    )
    if not insert_unless_there(order):
        order.number = longer_number(order)
        insert([order])
    insert([_order_line(order, line) for line in priced.lines])
    for line in sorted(priced.lines, key=lambda line: line.variant.pk):
        hold(line.variant, line.quantity)
    return order


def _order_line(order: Order, line: PricedLine) -> OrderLine:
    return OrderLine(
        order=order,
        variant=line.variant,
        sku=line.sku,
        title=line.title[:200],
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        fair_market_value=line.fair_market_value,
        weight_grams=line.weight_grams,
        held=line.quantity,
    )


def _write_gift(basket: Basket, priced: PricedBasket, payment: Payment) -> None:
    record_pending_gift(
        payment=payment,
        line=next(line for line in lines_of(payment) if line.kind == LineKind.GIFT),
        anonymous=basket.gift_is_anonymous,
        message=basket.gift_message,
        source=basket.source,
        interval=basket.gift_interval,
        tribute=basket.wish,
        parts=priced.gift_parts or None,
    )
