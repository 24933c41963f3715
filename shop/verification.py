"""What must hold between shelf, orders and payments; `verify_books` runs it."""

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from payments.enums import LineKind
from payments.models import Payment
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
    """Every paid payment with goods has one order in a paid state, and the other way round."""
    goods = Payment.objects.paid().filter(lines__kind=LineKind.GOODS).distinct()
    for payment in goods.exclude(order__status__in=OrderStatus.PAID_STATES):
        yield f"Payment {payment.uuid} is paid and has no paid order."
    for order in Order.objects.paid().exclude(payment__in=Payment.objects.paid()):
        yield f"Order {order} counts as paid, its payment does not."
