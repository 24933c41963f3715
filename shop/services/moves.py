"""The one way in which an order changes its status."""

from django.db import transaction

from core.rows import insert
from shop.enums import ORDER_MOVES, OrderStatus
from shop.exceptions import OrderMoveError
from shop.models import Order, OrderMove


def move_order(order: Order, after: OrderStatus, *, cause: str) -> OrderMove:
    """Change the status by compare-and-set and write the history row.

    Raises `OrderMoveError` when the table has no such move, or when the order is no longer in
    the status that the caller saw.
    """
    before = OrderStatus(order.status)
    if after not in ORDER_MOVES[before]:
        raise OrderMoveError(f"{order}: {before.value} → {after.value} is no move")
    with transaction.atomic():
        if not Order.objects.filter(pk=order.pk, status=before).update(status=after):
            raise OrderMoveError(f"{order} was moved from {before.value} meanwhile")
        order.status = after
        move = OrderMove(order=order, before=before, after=after, cause=cause[:80])
        insert([move])
        return move
