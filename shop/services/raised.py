"""What was sold by the links of a page: soap, never added to gifts."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.attribution import Raised
from payments.enums import LineKind, RefundStatus
from payments.models import DisputeLine, PaymentLine, RefundLine
from shop.models import Order


def soap_raised(pages: Sequence[int]) -> Iterator[Raised]:
    """Orders that were paid and of which something is left, at what the soap cost without its
    shipping, net of what was given back or lost to a bank."""
    orders = Order.objects.arrived().filter(source__in=pages)
    paid_by = dict(orders.values_list("payment", "currency"))
    goods = PaymentLine.objects.filter(kind=LineKind.GOODS, payment__in=orders.values("payment"))
    left: Counter[int] = Counter(_sums(goods, "payment", "amount"))
    returned = RefundLine.objects.filter(line__in=goods, refund__status=RefundStatus.SUCCEEDED)
    left.subtract(_sums(returned, "line__payment", "amount"))
    left.subtract(_sums(DisputeLine.objects.filter(line__in=goods), "line__payment", "lost"))
    for currency in sorted(set(paid_by.values())):
        kept = [left[pk] for pk, paid_in in paid_by.items() if paid_in == currency and left[pk] > 0]
        if kept:
            yield Raised(_("Orders of soap"), len(kept), sum(kept), currency)


def _sums(rows: object, payment: str, amount: str) -> dict[int, int]:
    found: dict[int, int] = dict(
        rows.order_by().values_list(payment).annotate(total=Sum(amount))  # type: ignore[attr-defined]
    )
    return found
