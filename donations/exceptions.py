"""What giving refuses. A `GiftError` carries words that a donor may read, and the form field they
belong to."""

from datetime import date

from django.utils.translation import gettext as _

from core.dates import date_format, day_of_month
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


class AllocationSumError(GiftError):
    """Parts of a gift that do not make the gift."""

    field = "amount"

    def __init__(self, amount: int, currency: str, language: str) -> None:
        text = format_amount(amount, currency, language)
        super().__init__(
            _("The parts must be above zero and sum to the gift: %(amount)s.") % {"amount": text}
        )


class SplitError(GiftError):
    """A gift that cannot be split over funds like this."""

    field = "split_amount_1"


class TooMuchToOthersError(SplitError):
    """The parts leave nothing to the fund that the gift names, or do not make the gift."""

    def __init__(self) -> None:
        super().__init__(
            _("These parts come to the whole gift or more. Leave some of it for the first fund.")
        )


class ReallocationError(GiftError):
    """A move of a gift to another fund that cannot be made as asked. Nothing was written."""


class NothingLeftError(ReallocationError):
    def __init__(self) -> None:
        super().__init__(_("Of this gift nothing is here to be moved."))


class FeeUnknownError(ReallocationError):
    def __init__(self) -> None:
        super().__init__(
            _("Stripe has not told yet what this payment cost. Try again in a few minutes.")
        )


class SameFundError(ReallocationError):
    field = "to_fund"

    def __init__(self) -> None:
        super().__init__(_("The gift is in this fund already. Choose another one."))


class ReasonMissingError(ReallocationError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__(_("Say why: the books keep it for good."))


class ConsentMissingError(ReallocationError):
    field = "consent"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only the donor decides on a restriction. Write down the donor’s words, their date "
                "and where the letter or mail is kept."
            )
        )


class DecidedOnError(ReallocationError):
    field = "decided_on"

    def __init__(self, received_on: date) -> None:
        day = date_format(received_on)
        super().__init__(
            _("Choose a day from %(day)s, when the gift came, until today.") % {"day": day}
        )


class BooksClosedError(ReallocationError):
    field = "decided_on"

    def __init__(self, closed_on: date) -> None:
        day = date_format(closed_on, "DATE_FORMAT")
        super().__init__(
            _("The books are closed up to %(date)s. Enter a later day.") % {"date": day}
        )


class ReallocationAmountError(ReallocationError):
    field = "amount"

    def __init__(self, most: int, currency: str, language: str) -> None:
        text = format_amount(most, currency, language)
        super().__init__(_("At most %(amount)s of the gift is in this fund.") % {"amount": text})


class SpentError(ReallocationError):
    field = "amount"

    def __init__(self) -> None:
        super().__init__(_("The money of this fund has been spent: not so much is in it any more."))


class FeeCoverError(GiftError):
    field = "covers_fee"

    def __init__(self) -> None:
        super().__init__(
            _("We do not know what the payment service keeps, so nothing can be added for it.")
        )


class ChangeError(GiftError):
    """A change of a monthly gift that cannot be made as asked. Nothing was changed."""


class DayError(ChangeError):
    field = "day"

    def __init__(self) -> None:
        super().__init__(
            _("Choose a day from 1 to 28: every month has those. For the end of the month take 28.")
        )


class SameDayError(ChangeError):
    field = "day"

    def __init__(self, day: int) -> None:
        super().__init__(
            _("Your gift comes on day %(day)s of the month already.") % {"day": day_of_month(day)}
        )


class PauseDateError(ChangeError):
    """The words say which end of the range was missed."""

    field = "until"


class EndedError(ChangeError):
    def __init__(self) -> None:
        super().__init__(_("This gift has ended. Nothing more is taken, and nothing was changed."))


class UnpaidError(ChangeError):
    def __init__(self) -> None:
        super().__init__(
            _("The last payment is still open. Pay it or change your card first, then try again.")
        )


class NothingOpenError(ChangeError):
    def __init__(self) -> None:
        super().__init__(_("Nothing is open any more: the payment has arrived."))


class CardRefusedError(ChangeError):
    def __init__(self) -> None:
        super().__init__(
            _("Your bank did not let the payment through. Try another card, or again tomorrow.")
        )


class StripeRefusedError(ChangeError):
    def __init__(self) -> None:
        super().__init__(_("This change was refused. Nothing was changed. Please write to us."))


class NoAnswerError(ChangeError):
    """Stripe has not answered; we go on asking."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The payment service does not answer at the moment. We keep what you asked for and "
                "carry it out as soon as it does, within minutes as a rule."
            )
        )


class BatchError(DonationsError):
    """A batch of gifts that cannot be changed or posted so. Nothing was written; the words are for
    staff."""


class RowError(BatchError):
    """A row that cannot be entered so; `field` is where the words belong."""

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class TransferError(DonationsError):
    """An expected transfer that cannot be changed so. Its words are for staff."""


class PromiseError(DonationsError):
    """A grant or pledge that cannot be changed so. Nothing was written; the words are for staff,
    and `field` is where they belong."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class DonationMoveError(DonationsError):
    """A status move that the transition table does not allow."""


class NotPaidError(DonationsError):
    """A receipt was asked for money that has not arrived."""


class ReceiptError(DonationsError):
    """A document that cannot be voided, replaced or sent so. Nothing was written; the words are for
    staff, `field` is where they belong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


class StatementError(DonationsError):
    """A year of which no statement can be made. Whoever asked may read the words."""


class YearNotOverError(StatementError):
    def __init__(self, year: int) -> None:
        super().__init__(
            _("%(year)s is not over yet. Its statement can be made from January on.")
            % {"year": year}
        )


class NothingGivenError(StatementError):
    def __init__(self, year: int) -> None:
        super().__init__(_("No gift receipt of %(year)s holds.") % {"year": year})


class ImportFileError(DonationsError):
    """A file that cannot be read as a table. Nothing was written; the words are for staff."""


class ImportStepError(DonationsError):
    """A step of an import that cannot be taken now. The words are for staff."""


class BuiltOnError(ImportStepError):
    def __init__(self) -> None:
        super().__init__(_("Something was built on this since. It stays."))


class ThanksDecidedError(DonationsError):
    """Somebody else decided about the name meanwhile. The words are for staff."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has decided about this name meanwhile."))


class AcknowledgementError(DonationsError):
    """Somebody else noted it meanwhile, or the gift is not here. The words are for staff."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has noted something about this gift meanwhile."))


class TributeError(GiftError):
    """A gift in honour or memory that cannot be taken so, or a card that cannot be sent."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)
