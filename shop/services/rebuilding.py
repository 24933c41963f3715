"""What Stripe remembers of an order beside its lines, and the order written again from it."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db.models import F

from core.attribution import known_page
from payments.enums import LineKind
from payments.exceptions import CannotRebuildError
from payments.models import Payment, PaymentLine
from shop.models import Basket, Order, OrderLine, Variant

ADDRESS = ("line1", "line2", "city", "region", "postcode", "country", "phone")


def order_facts(*, payment: Payment) -> dict[str, str]:
    """For `rebuild_order`: what a parcel needs, and what ties it to its basket."""
    order: Order | None = getattr(payment, "order", None)  # at hand when it was just placed
    if order is None:
        return {}
    return {
        "order": order.number or "",
        "basket": str(order.basket),
        "source": str(order.source_id or ""),
        "zone": order.shipping_zone,
        **{name: str(getattr(order, name)) for name in ADDRESS},
    }


def rebuild_order(
    *, payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str]
) -> None:
    """Write the order of a payment's goods again, unless it is there.

    Side effects in order: the order is written, with its old number where that is still free, and
    its lines, which hold nothing; its basket is spent. Once it is paid it asks for attention, since
    nobody knows any more whether the parcel has left. Raises `CannotRebuildError` when a soap is
    not in the shop (any more).
    """
    goods = [line for line in lines if line.kind == LineKind.GOODS]
    if not goods or Order.objects.filter(payment=payment).exists():
        return
    variants = Variant.objects.select_related("product").in_bulk(
        [line.sku for line in goods], field_name="sku"
    )
    missing = {line.sku for line in goods} - variants.keys()
    if missing:
        raise CannotRebuildError(f"soap {min(missing)!r} is not here")
    order = _write(payment, lines, facts, weight=sum(_weight(line, variants) for line in goods))
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            variant=variants[line.sku],
            sku=line.sku,
            title=line.description,
            quantity=line.quantity,
            unit_price=line.amount // line.quantity,
            amount=line.amount,
            fair_market_value=line.fair_market_value,
            weight_grams=_weight(line, variants),
        )
        for line in goods
    )
    Basket.objects.filter(uuid=order.basket, payment=None).update(
        payment=payment, ordered_version=F("version")
    )


def _weight(line: PaymentLine, variants: Mapping[str, Variant]) -> int:
    return variants[line.sku].weight_grams * line.quantity


def _write(
    payment: Payment, lines: Sequence[PaymentLine], facts: Mapping[str, str], *, weight: int
) -> Order:
    def total(kind: LineKind) -> int:
        return sum(line.amount for line in lines if line.kind == kind)

    goods, shipping = total(LineKind.GOODS), total(LineKind.SHIPPING)
    order = Order(
        number=facts.get("order") or number_of(payment),
        payment=payment,
        basket=UUID(facts["basket"]) if facts.get("basket") else uuid4(),
        is_rebuilt=True,
        email=payment.email,
        name=payment.name,
        language=payment.language,
        shipping_zone=facts.get("zone", ""),
        weight_grams=weight,
        currency=payment.currency,
        goods_amount=goods,
        shipping_amount=shipping,
        gift_amount=payment.amount - goods - shipping,
        total_amount=payment.amount,
        source=known_page(facts.get("source", "")),
        **{name: facts.get(name, "") for name in ADDRESS},
    )
    if Order.objects.filter(number=order.number).exists():
        order.number = longer_number(order)
    order.save()
    Order.objects.filter(pk=order.pk).update(created_at=payment.created_at)
    return order


def number_of(payment: Payment) -> str:
    """Short enough to say on the telephone; gaps do not matter, unlike in receipts."""
    return f"MH-{1000 + payment.pk}"


def longer_number(order: Order) -> str:
    """For when its own is taken: an order that was rebuilt keeps its old number, which may be the
    one whose turn it is."""
    return f"{number_of(order.payment)}-{order.uuid.hex[:4].upper()}"
