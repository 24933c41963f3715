"""What must hold in the books. Apps add their own checks; `verify_books` runs them all."""

from collections.abc import Callable, Iterator

from django.db.models import Count, Sum

from ledger.enums import AccountCode
from ledger.models import Entry, FundMovement, Line
from ledger.services.movements import postings_of

Check = Callable[[], Iterator[str]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check: a function that yields one sentence for each thing that is wrong."""
    _checks[name] = check


def verify() -> dict[str, list[str]]:
    """Run every check; name → problems, empty when all is well. Reads only."""
    return {name: list(check()) for name, check in _checks.items()}


def entries_balance() -> Iterator[str]:
    """Every entry sums to zero per currency and fund, and has at least two lines."""
    off = (
        Line.objects.values("entry_id", "entry__key", "fund__code", "currency")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
        .order_by("entry_id")
    )
    for row in off:
        yield (
            f"Entry {row['entry__key']} is off by {row['total']} {row['currency']} "
            f"in fund {row['fund__code']}."
        )
    for key in (
        Entry.objects.annotate(count=Count("lines"))
        .filter(count__lt=2)
        .values_list("key", flat=True)
    ):
        yield f"Entry {key} has fewer than two lines."


def reversals_mirror() -> Iterator[str]:
    """A reversal undoes its entry, leg by leg."""
    for entry in Entry.objects.filter(reverses__isnull=False).select_related("reverses"):
        sums = (
            Line.objects.filter(entry__in=[entry.pk, entry.reverses_id])
            .values("account", "fund", "currency")
            .annotate(total=Sum("amount"))
            .exclude(total=0)
        )
        if sums.exists():
            yield f"Entry {entry.key} does not mirror {entry.reverses}."


def movements_are_posted() -> Iterator[str]:
    """Each movement of a fund is in the journal as it says; over all funds, what they owe each
    other is nothing."""
    movements = FundMovement.objects.select_related("fund", "to_fund", "entry", "undoes__entry")
    for movement in movements.prefetch_related("entry__lines__account").iterator(500):
        wanted = {
            (posting.account.value, posting.fund.pk, posting.currency): posting.amount
            for posting in postings_of(movement)
        }
        sign = -1 if movement.undoes_id else 1
        booked = {
            (line.account.code, line.fund_id, line.currency): sign * line.amount
            for line in movement.entry.lines.all()
        }
        if booked != wanted:
            yield f"Movement {movement.uuid} of fund {movement.fund.code} is booked otherwise."
    owed = (
        Line.objects.filter(account__code=AccountCode.DUE_BETWEEN_FUNDS)
        .values("currency")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
        .order_by("currency")
    )
    for row in owed:
        yield f"Between the funds {row['total']} {row['currency']} are left over, in minor units."
