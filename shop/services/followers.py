"""Who bought soap of women's groups, or by their pages."""

from typing import Any

from django.db.models import Q, QuerySet

from shop.models import Order, OrderLine
from stories.models import WomensGroup


def buyers_of(groups: QuerySet[WomensGroup], pages: QuerySet[Any]) -> QuerySet[Any]:
    """Supporters with an order that was paid: of soap that one of the groups makes, or placed by
    the links of one of these pages."""
    lines = OrderLine.objects.filter(variant__product__group__in=groups)
    orders = Order.objects.arrived().filter(Q(source__in=pages) | Q(pk__in=lines.values("order")))
    return orders.filter(payment__supporter__isnull=False).order_by().values("payment__supporter")
