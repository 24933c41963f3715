"""What in the shop needs a person."""

from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.attention import READ, Condition, Item, Step, register_condition
from core.enums import Audience
from shop.enums import OrderStatus
from shop.models import Order
from shop.verification import holds_are_explained, stock_is_explained


def register_conditions() -> None:
    register_condition(
        Condition(
            name="unfilled_orders",
            title=gettext_lazy("Paid orders that cannot be filled"),
            find=unfilled_orders,
            permission="shop.view_order",
            audience=Audience.SHOPKEEPER,
        )
    )
    register_condition(
        Condition(
            name="stock_mismatch",
            title=gettext_lazy("The shelf and its history disagree"),
            find=stock_mismatch,
            permission="shop.view_variant",
            audience=Audience.SHOPKEEPER,
        )
    )


def unfilled_orders() -> Iterator[Item]:
    unfilled = Order.objects.filter(status=OrderStatus.NEEDS_ATTENTION)
    for order in unfilled.order_by("paid_at", "pk")[:READ]:
        page = reverse("orders:inspect", args=[order.pk])
        if order.is_rebuilt:
            text = _("Order %(order)s was rebuilt from Stripe: has its parcel left already?")
            step = _("Find out, then press “Try to fill again”")
        else:
            text = _("Order %(order)s is paid and too little soap is left.")
            step = _("Ask the buyer: wait, or money back")
        yield Item(
            text=text % {"order": order},
            since=order.paid_at or order.created_at,
            url=page,
            step=Step(step, page),
        )


def stock_mismatch() -> Iterator[Item]:
    for problem in chain(stock_is_explained(), holds_are_explained()):
        yield Item(
            text=problem,
            since=timezone.now(),
            step=Step(_("Count the shelf and correct it"), reverse("stock:index")),
        )
