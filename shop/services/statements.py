"""What every order asks of the database beside writing its own rows, written out.

Putting these together takes the ORM many times as long as the database takes to run them, and
buyers of the same soap wait for one another while the last one runs
(docs/decisions/0021-statements-put-together-once.md).
"""

from typing import NamedTuple

from django.db import connection

from payments.models import Payment
from shop.models import Basket, Variant

CONTENTS = (
    "SELECT line.variant_id, line.quantity, variant.on_hand, variant.reserved "
    "FROM shop_basketline AS line JOIN shop_variant AS variant ON variant.id = line.variant_id "
    "WHERE line.basket_id = %s ORDER BY line.id"
)
BIND = (
    "UPDATE shop_basket SET payment_id = %s, ordered_version = version "
    "WHERE id = %s AND version = %s AND COALESCE(payment_id, 0) = %s"
)
RESERVE = (
    "UPDATE shop_variant SET reserved = reserved + %s WHERE id = %s AND on_hand >= reserved + %s"
)


class Content(NamedTuple):
    """A line of a basket: the key of a variant, and what of it is on the shelf now."""

    variant: int
    quantity: int
    on_hand: int
    reserved: int


def contents(basket: Basket) -> list[Content]:
    """What lies in the basket, in the order in which it was put in."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS, [basket.pk])
        return [Content(*row) for row in cursor.fetchall()]


def bind(basket: Basket, payment: Payment) -> bool:
    """Compare-and-set: tie the basket to a payment of its contents, unless they changed or somebody
    else's order was placed from it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(BIND, [payment.pk, basket.pk, basket.version, basket.payment_id or 0])
        return bool(cursor.rowcount)


def reserve(variant: Variant, quantity: int) -> bool:
    """Compare-and-set: hold so many more of what lies on the shelf, if there are so many."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [quantity, variant.pk, quantity])
        return bool(cursor.rowcount)
