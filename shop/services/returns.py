"""What a refund means for an order and for the shelf.

Runs inside the transaction that settles the refund, with the payment's row locked.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from payments.models import Refund, RefundLine
from shop.enums import OrderStatus
from shop.models import Order, OrderLine

from .fulfilment import fill_order
from .moves import move_order
from .stock import lock_shelf, take_back

# Where an order goes when nothing of it is to be sent any more.
GIVEN_UP: dict[str, OrderStatus] = {
    OrderStatus.PAID: OrderStatus.CANCELLED,
    OrderStatus.NEEDS_ATTENTION: OrderStatus.CANCELLED,
    OrderStatus.PACKED: OrderStatus.CANCELLED,
    OrderStatus.SHIPPED: OrderStatus.RETURNED,
}
# And where it comes from there when the refund never was: soap that is on the shelf again is not
# taken off silently, so a person looks.
REVIVED: dict[str, OrderStatus] = {
    OrderStatus.CANCELLED: OrderStatus.NEEDS_ATTENTION,
    OrderStatus.RETURNED: OrderStatus.SHIPPED,
}


def refund_order(*, order: Order, refund: Refund, lines: Sequence[RefundLine]) -> None:
    """Note what of an order was refunded.

    Side effects in order: soap that comes back is put on the shelf if the refund says so; each
    order line counts what was refunded of it; the order is cancelled or returned when nothing of
    it is left to send, and one that waited for soap it no longer needs can be packed.
    """
    with transaction.atomic():
        cause = f"refund {refund.uuid}"
        pairs = _with_order_lines(order, lines)
        lock_shelf(line for line, _refunded in pairs)
        for line, refunded in pairs:
            if refund.restock:
                take_back(line, quantity=refunded.quantity, refund_line=refunded)
            OrderLine.objects.filter(pk=line.pk).update(refunded=F("refunded") + refunded.quantity)
        is_given_up = not order.lines.filter(quantity__gt=F("refunded")).exists()
        if pairs and is_given_up and order.status in GIVEN_UP:
            move_order(order, GIVEN_UP[order.status], cause=cause)
        elif pairs and order.status == OrderStatus.NEEDS_ATTENTION:
            fill_order(order, cause=cause)


def undo_order_refund(*, order: Order, refund: Refund, lines: Sequence[RefundLine]) -> None:
    """The refund failed: the soap is bought again. An order given up for it comes back, to be
    looked at when it had not left; what was put on the shelf stays there until somebody decides."""
    with transaction.atomic():
        pairs = _with_order_lines(order, lines)
        for line, refunded in pairs:
            OrderLine.objects.filter(pk=line.pk).update(refunded=F("refunded") - refunded.quantity)
        if pairs and order.status in REVIVED:
            move_order(order, REVIVED[order.status], cause=f"refund {refund.uuid} failed")


def _with_order_lines(
    order: Order, lines: Sequence[RefundLine]
) -> list[tuple[OrderLine, RefundLine]]:
    """The order's line of each refund line that is about goods, in the order of the shelf."""
    by_sku = {line.sku: line for line in order.lines.all()}
    pairs = [(by_sku[line.line.sku], line) for line in lines if line.quantity]
    return sorted(pairs, key=lambda pair: pair[0].variant_id)
