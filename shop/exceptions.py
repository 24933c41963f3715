"""What the shop refuses. `str(error)` of the first group is for visitors to read."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from payments.models import Payment
    from shop.models import Variant


class ShopError(Exception):
    """The shop cannot do what was asked. Nothing was written."""


class NotForSaleError(ShopError):
    """No such SKU, or it is not sold at the moment or in this currency."""

    def __init__(self, sku: str) -> None:
        self.sku = sku
        super().__init__(_("We do not sell this soap at the moment."))


class OutOfStockError(ShopError):
    """Fewer are left than were asked for."""

    def __init__(self, variant: "Variant", available: int) -> None:
        self.variant = variant
        self.available = available
        super().__init__(describe_available(available))


class QuantityError(ShopError):
    """A quantity below one."""

    def __init__(self) -> None:
        super().__init__(_("Enter a quantity of at least 1."))


class NoRateError(ShopError):
    """No shipping rate for this country and weight: the buyer has to ask us. Never free."""

    def __init__(self, country: str, weight_grams: int) -> None:
        self.country = country
        self.weight_grams = weight_grams
        super().__init__(
            _("We have no price for sending this parcel there. Write to us and we find a way.")
        )


class EmptyBasketError(ShopError):
    """There is nothing to order."""

    def __init__(self) -> None:
        super().__init__(_("Your basket is empty, or it has been too long since you filled it."))


class BasketChangedError(ShopError):
    """The basket was changed, or ordered, in another window meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Your basket changed in another window. Please look at it again."))


class TooMuchError(ShopError):
    """More than one payment can carry."""

    def __init__(self) -> None:
        super().__init__(_("This is more than one payment can carry. Write to us instead."))


class AlreadyPaidError(ShopError):
    """An earlier payment of the same basket turned out to be paid, or to be on its way."""

    def __init__(self, payment: "Payment") -> None:
        self.payment = payment
        super().__init__(_("This basket is already paid for."))


class StockError(ShopError):
    """A stock change that the numbers do not allow. For staff."""


class OrderMoveError(ShopError):
    """A status move that the transition table does not allow, or that somebody made first."""


class GroupPaymentError(ShopError):
    """A payment to a group that cannot be recorded as asked. `field` is where the form says so."""

    field = ""


class FutureDayError(GroupPaymentError):
    field = "happened_on"

    def __init__(self) -> None:
        super().__init__(_("This day has not come yet."))


class PaymentUndoneError(GroupPaymentError):
    def __init__(self) -> None:
        super().__init__(_("This payment was taken back already."))


def describe_available(available: int) -> str:
    """How many of a soap can still be had."""
    if not available:
        return _("Sold out: none are left.")
    return ngettext("Only one is left.", "Only %(count)s are left.", available) % {
        "count": available
    }
