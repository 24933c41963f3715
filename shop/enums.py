from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderStatus(TextChoices):
    """pending → paid → packed → shipped → returned; pending → cancelled | expired.

    `paid_needs_attention`: the money is here and the soap is not; a person decides. An order whose
    soap is refunded whole is cancelled when it has not left yet, else returned; of one refunded in
    part the rest goes its way.
    """

    PENDING = "pending", _("waiting for payment")
    PAID = "paid", _("to pack")
    NEEDS_ATTENTION = "paid_needs_attention", _("paid, needs attention")
    PACKED = "packed", _("packed")
    SHIPPED = "shipped", _("shipped")
    RETURNED = "returned", pgettext_lazy("order", "returned")
    CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")
    EXPIRED = "expired", _("not paid in time")

    # The money arrived, whatever happened to the parcel afterwards.
    PAID_STATES = nonmember(("paid", "paid_needs_attention", "packed", "shipped", "returned"))


# Late money is still money: an order given up as unpaid can come back to life. So can one whose
# refund the buyer's bank sends back.
ORDER_MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING: frozenset(
        {
            OrderStatus.PAID,
            OrderStatus.NEEDS_ATTENTION,
            OrderStatus.CANCELLED,
            OrderStatus.EXPIRED,
        }
    ),
    OrderStatus.EXPIRED: frozenset({OrderStatus.PAID, OrderStatus.NEEDS_ATTENTION}),
    OrderStatus.CANCELLED: frozenset({OrderStatus.NEEDS_ATTENTION}),
    OrderStatus.NEEDS_ATTENTION: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.PACKED, OrderStatus.CANCELLED}),
    OrderStatus.PACKED: frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.RETURNED}),
    OrderStatus.RETURNED: frozenset({OrderStatus.SHIPPED}),
}


class MovementKind(TextChoices):
    """Why the number on the shelf changed."""

    RECEIVED = "received", _("received")
    SOLD = "sold", _("sold")
    RETURNED = "returned", _("returned")
    CORRECTED = "corrected", _("corrected")


class GroupPaymentMethod(TextChoices):
    """How a women's group was handed its money."""

    CASH = "cash", _("cash")
    MOBILE_MONEY = "mobile_money", _("mobile money")
    BANK = "bank", _("bank transfer")
