"""What the ledger refuses. A `MovementError` carries words that staff may read, and the form field
they belong to."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.dates import date_format
from core.money import format_amount


class LedgerError(Exception):
    """The ledger refused. Nothing was written."""


class UnbalancedError(LedgerError):
    """Lines that do not sum to zero per currency and fund."""


class ConflictingEntryError(LedgerError):
    """The same key was posted before with other lines: a bug in the caller, never a retry."""


class AppendOnlyError(LedgerError):
    """Somebody tried to change or delete what is written. Post a reversal instead."""


class MovementError(LedgerError):
    """Something about a fund that cannot be recorded as asked."""

    field = ""


class NoReasonError(MovementError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__(_("Say why: the books keep it for good."))


class FutureDateError(MovementError):
    field = "happened_on"

    def __init__(self) -> None:
        super().__init__(_("This day has not come yet."))


class BooksClosedError(MovementError):
    field = "happened_on"

    def __init__(self, closed_on: date) -> None:
        day = date_format(closed_on, "DATE_FORMAT")
        super().__init__(
            _("The books are closed up to %(date)s. Enter a later day.") % {"date": day}
        )


class NotEnoughError(MovementError):
    field = "amount"

    def __init__(self, balance: int, currency: str, language: str) -> None:
        self.balance = balance
        amount = format_amount(max(0, balance), currency, language)
        super().__init__(_("Only %(amount)s is in this fund.") % {"amount": amount})


class RecordedMeanwhileError(LedgerError):
    """Something of the same kind was recorded after the form was opened: perhaps the very same."""

    def __init__(self, latest: Any, language: str) -> None:
        self.latest = latest
        super().__init__(
            _(
                "Since you opened this page, this was recorded: %(what)s, %(amount)s. If yours is "
                "the same, press Cancel. If it is another one, press the button once more."
            )
            % {
                "what": latest,
                "amount": format_amount(latest.amount, latest.currency, language),
            }
        )


class NotRestrictedError(MovementError):
    def __init__(self) -> None:
        super().__init__(_("This fund is without restrictions: nothing needs a release."))


class RestrictedError(MovementError):
    """Money that a donor restricted leaves its fund by a release, or with that gift's consent."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A donor restricted this fund. Release what was spent for its purpose, or move "
                "single gifts with their donors’ written consent."
            )
        )


class DonorRestrictsError(MovementError):
    field = "to_fund"

    def __init__(self) -> None:
        super().__init__(_("Only a donor can restrict money. Choose a fund without restrictions."))


class TimeNotComeError(MovementError):
    def __init__(self) -> None:
        super().__init__(_("The time of this fund has not come yet."))


class SameFundError(MovementError):
    field = "to_fund"

    def __init__(self) -> None:
        super().__init__(_("The money is in this fund already. Choose another one."))


class UndoneError(MovementError):
    def __init__(self) -> None:
        super().__init__(_("This was undone already, or undoes something itself."))
