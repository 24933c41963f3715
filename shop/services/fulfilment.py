"""From a paid order to a parcel on its way."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.mail import queue_mail
from shop.enums import MovementKind, OrderStatus
from shop.exceptions import OutOfStockError
from shop.models import Order, OrderLine, StockMovement

from .moves import move_order
from .stock import lock_shelf, release, sell


def fill_order(order: Order, *, cause: str) -> Order:
    """Take a paid order's soap off the shelf; pending | expired | needs attention → paid.

    Side effects in order: each unsold line is sold, from its hold or from what is free; the
    status moves to paid, or to `paid_needs_attention` when a line cannot be filled, and then
    staff are mailed. An order that was rebuilt needs attention before it can be packed. An order
    already paid for and complete is left alone.
    """
    with transaction.atomic():
        before = OrderStatus(order.status)
        missing = _sell_lines(order) if before != OrderStatus.CANCELLED else list(order.lines.all())
        is_doubtful = order.is_rebuilt and before != OrderStatus.NEEDS_ATTENTION
        after = OrderStatus.NEEDS_ATTENTION if missing or is_doubtful else OrderStatus.PAID
        if after != before:
            move_order(order, after, cause=cause)
        if order.paid_at is None:
            order.paid_at = timezone.now()
            order.save(update_fields=["paid_at"])
        if missing and before != OrderStatus.NEEDS_ATTENTION:
            _tell_staff(order, missing)
    return order


def _sell_lines(order: Order) -> list[OrderLine]:
    """Sell what is not yet sold; return the lines for which too little is left."""
    sales = StockMovement.objects.filter(order_line__order=order, kind=MovementKind.SOLD)
    sold = set(sales.values_list("order_line", flat=True))
    lines = order.lines.select_related("variant__product").order_by("variant_id")
    unsold = [line for line in lines if line.pk not in sold and line.refunded != line.quantity]
    lock_shelf(unsold)
    missing = []
    for line in unsold:
        try:
            sell(line)
        except OutOfStockError:
            missing.append(line)
    return missing


def _tell_staff(order: Order, missing: list[OrderLine]) -> None:
    for address in settings.STAFF_EMAILS:
        queue_mail(
            key=f"order-attention:{order.uuid}:{address}"[:120],
            template="shop/emails/order_attention",
            to=address,
            language=settings.LANGUAGE_CODE,
            context={"order": order, "missing": missing},
        )


def expire_order(order: Order, *, cause: str) -> Order:
    """Give up an order whose payment can no longer come: pending → expired, its holds released."""
    with transaction.atomic():
        lines = list(order.lines.order_by("variant_id"))
        lock_shelf(lines)
        move_order(order, OrderStatus.EXPIRED, cause=cause)
        for line in lines:
            release(line)
    return order


def pack_order(order: Order, *, cause: str) -> Order:
    """paid → packed."""
    move_order(order, OrderStatus.PACKED, cause=cause)
    return order


def ship_order(order: Order, *, tracking: str, cause: str) -> Order:
    """packed → shipped: keeps the tracking text and queues the mail that tells the buyer."""
    with transaction.atomic():
        move_order(order, OrderStatus.SHIPPED, cause=cause)
        order.tracking = tracking
        order.shipped_at = timezone.now()
        order.save(update_fields=["tracking", "shipped_at"])
        queue_mail(
            key=f"order-shipped:{order.uuid}",
            template="shop/emails/order_shipped",
            to=order.email,
            language=order.language,
            context={"order": order, "lines": [line for line in order.lines.all() if line.to_send]},
        )
    return order
