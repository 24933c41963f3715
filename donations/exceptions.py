"""What giving refuses. A `GiftError` carries words that a donor may read, and the form field they
belong to."""

from django.utils.translation import gettext as _

from core.money import format_amount


class DonationsError(Exception):
    """Something about gifts and receipts went wrong."""


class GiftError(DonationsError):
    """A gift that cannot be taken as asked. Nothing was written."""

    field = ""


class AmountTooSmallError(GiftError):
    field = "amount"

    def __init__(self, minimum: int, currency: str, language: str) -> None:
        self.minimum = minimum
        text = format_amount(minimum, currency, language, whole=True)
        super().__init__(_("Enter an amount of at least %(amount)s.") % {"amount": text})


class AmountTooLargeError(GiftError):
    field = "amount"

    def __init__(self, maximum: int, currency: str, language: str) -> None:
        self.maximum = maximum
        text = format_amount(maximum, currency, language, whole=True)
        super().__init__(
            _("Enter an amount of at most %(amount)s. For a larger gift, write to us.")
            % {"amount": text}
        )


class ForeignCurrencyError(GiftError):
    field = "amount"

    def __init__(self, currency: str) -> None:
        super().__init__(_("Gifts are taken in %(currency)s only.") % {"currency": currency})


class FundNotOpenError(GiftError):
    field = "fund"

    def __init__(self) -> None:
        super().__init__(_("This fund takes no new gifts. Choose another one."))


class DonationMoveError(DonationsError):
    """A status move that the transition table does not allow."""


class NotPaidError(DonationsError):
    """A receipt was asked for money that has not arrived."""
