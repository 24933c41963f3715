"""What `/my/` lists of gifts and receipts. Each function gives what belongs to one supporter."""

from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import Supporter
from donations.models import Donation, GivingStatement, Receipt, RecurringGift
from donations.services.statements import years_of


def gifts_of(supporter: Supporter) -> QuerySet[Donation]:
    """The gifts that arrived, newest first."""
    return (
        supporter.donations.arrived()
        .select_related("fund", "payment")
        .prefetch_related("fund__translations")
        .order_by("-received_at", "-pk")
    )


def recurring_of(supporter: Supporter) -> QuerySet[RecurringGift]:
    """What comes again, ended or not, newest first."""
    return (
        RecurringGift.objects.begun()
        .filter(subscription__supporter=supporter)
        .select_related("subscription__fund")
        .prefetch_related("subscription__fund__translations")
    )


def receipts_of(supporter: Supporter) -> QuerySet[Receipt]:
    return Receipt.objects.filter(payment__supporter=supporter).defer("pdf")


class StatementYear(NamedTuple):
    """A year that is over; `statement` is the one that holds, if it was made."""

    year: int
    supporter: Supporter
    statement: GivingStatement | None


def statements_of(supporter: Supporter) -> list[StatementYear]:
    """The years with gift receipts, the latest first, and what was stated of others."""
    issued = GivingStatement.objects.issued().filter(supporter=supporter).defer("pdf", "facts")
    made = {statement.year: statement for statement in issued}
    years = sorted({*made, *years_of(supporter)}, reverse=True)
    return [StatementYear(year, supporter, made.get(year)) for year in years]
