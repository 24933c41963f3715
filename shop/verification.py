"""What must hold between shelf, orders and payments; `verify_books` runs it."""

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from payments.enums import LineKind, RefundStatus
from payments.models import Payment, RefundLine
from shop.enums import OrderStatus
from shop.models import Order, OrderLine, Variant


def stock_is_explained() -> Iterator[str]:
    """What lies on the shelf is the sum of what was moved."""
    for variant in Variant.objects.annotate(moved=Coalesce(Sum("movements__quantity"), 0)).exclude(
        moved=F("on_hand")
    ):
        yield f"{variant.sku}: {variant.on_hand} on hand, movements say {variant.moved}."


def holds_are_explained() -> Iterator[str]:
    """What is held is the sum of what pending orders hold, and no other order holds anything."""
    for variant in Variant.objects.annotate(held=Coalesce(Sum("order_lines__held"), 0)).exclude(
        held=F("reserved")
    ):
        yield f"{variant.sku}: {variant.reserved} held, order lines say {variant.held}."
    stray = OrderLine.objects.filter(held__gt=0).exclude(order__status=OrderStatus.PENDING)
    for line in stray.select_related("order"):
        yield f"Order {line.order}, {line.order.status}, still holds {line.held} of {line.sku}."


def paid_goods_have_an_order() -> Iterator[str]:
    """Every paid payment with goods has one order that says so, and the other way round."""
    goods = Payment.objects.paid().filter(lines__kind=LineKind.GOODS).distinct()
    for payment in goods.exclude(order__in=Order.objects.arrived()):
        yield f"Payment {payment.uuid} is paid and has no paid order."
    for order in Order.objects.arrived().exclude(payment__in=Payment.objects.paid()):
        yield f"Order {order} counts as paid, its payment does not."


def refunded_goods_are_counted() -> Iterator[str]:
    """What order lines count as refunded is what refunds that succeeded say, soap by soap, and an
    order with nothing left to send is given up."""
    counted = {
        (row["order__payment"], row["sku"]): row["refunded"]
        for row in OrderLine.objects.filter(refunded__gt=0).values(
            "order__payment", "sku", "refunded"
        )
    }
    refunds = RefundLine.objects.filter(refund__status=RefundStatus.SUCCEEDED, quantity__gt=0)
    given_back = {
        (row["line__payment"], row["line__sku"]): row["total"]
        for row in refunds.values("line__payment", "line__sku").annotate(total=Sum("quantity"))
    }
    for payment, sku in sorted(counted.keys() | given_back.keys()):
        ours, theirs = counted.get((payment, sku), 0), given_back.get((payment, sku), 0)
        if ours != theirs:
            yield f"{sku}: an order counts {ours} as refunded, the refunds of its payment {theirs}."
    alive = [OrderStatus.PAID, OrderStatus.NEEDS_ATTENTION, OrderStatus.PACKED, OrderStatus.SHIPPED]
    to_send = Sum(F("lines__quantity") - F("lines__refunded"))
    for order in Order.objects.filter(status__in=alive).annotate(left=to_send).filter(left=0):
        yield f"Order {order} is refunded whole and still {order.status}."
