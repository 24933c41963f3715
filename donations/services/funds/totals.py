"""What gifts come to by month, fund, method and currency, kept beside them.

Long reports read these totals instead of all gifts; `verify_books` proves them against both the
gifts and the journal.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Case, Count, F, QuerySet, Sum, Value, When

from core.guards import guarded
from core.rows import insert
from donations.models import Donation, GivingTotal
from donations.services.funds.allocations import as_given, shares, spread

KEY = ("month", "fund", "method", "currency")
KEY_FIELDS = ("month", "fund_id", "method", "currency")
FOLDED_AT_ONCE = 500
Key = tuple[date, int, str, str]
Sums = tuple[int, int]  # gifts, amount


def record_change(
    donation: Donation, *, method: str, received_on: date, before: int, after: int, is_spread: bool
) -> None:
    """Something else is left of a gift than before: write what that does to its totals. Call it in
    the transaction that changes the gift; `record_arrivals` is for those that have just arrived."""
    if before == after or not guarded("totals of gifts"):
        return
    given = _given(donation) if is_spread else {donation.fund_id: donation.amount}
    change = Counter(dict(shares(after, given)))
    change.subtract(dict(shares(before, given)))
    counted = bool(after) - bool(before)
    rows = [
        GivingTotal(
            month=received_on.replace(day=1),
            fund_id=fund,
            method=method,
            currency=donation.currency,
            gifts=counted if fund == donation.fund_id else 0,
            amount=change[fund],
        )
        for fund in sorted({*change, donation.fund_id})
    ]
    insert([row for row in rows if row.gifts or row.amount])


def record_arrivals(gifts: Iterable[tuple[Donation, str, Mapping[int, int] | None]]) -> None:
    """Gifts have just arrived, each by its method, whole in the fund that it names or in parts to
    several: a row for each total that they change. Call it in the transaction that receives
    them."""
    if not guarded("totals of gifts"):
        return
    counted: Counter[Key] = Counter()
    amounts: Counter[Key] = Counter()
    for donation, method, parts in gifts:
        assert donation.received_on is not None
        month, currency = donation.received_on.replace(day=1), donation.currency
        counted[month, donation.fund_id, method, currency] += 1
        for fund, amount in (parts or {donation.fund_id: donation.amount}).items():
            amounts[month, fund, method, currency] += amount
    rows = [
        GivingTotal(
            **dict(zip(KEY_FIELDS, key, strict=True)), gifts=counted[key], amount=amounts[key]
        )
        for key in dict.fromkeys((*counted, *amounts))
    ]
    if rows:
        insert(rows)


def fold_totals() -> int:
    """Make one row of all rows of a total. Two timers at once fold each row once: who is second
    waits and reads what the first left. Returns how many rows are gone."""
    keys = GivingTotal.objects.order_by().values(*KEY).annotate(rows=Count("pk"))
    return sum(_fold(row) for row in keys.filter(rows__gt=1).values(*KEY))


def _fold(key: dict[str, object]) -> int:
    gone = 0
    while True:
        with transaction.atomic():
            of_key = GivingTotal.objects.select_for_update().filter(**key).order_by("pk")
            rows = list(of_key[:FOLDED_AT_ONCE])
            if len(rows) < 2:
                return gone
            GivingTotal.objects.filter(pk__in=[row.pk for row in rows]).delete()
            whole = rows[0]
            whole.pk = None
            whole.gifts = sum(row.gifts for row in rows)
            whole.amount = sum(row.amount for row in rows)
            is_left = bool(whole.gifts or whole.amount)
            if is_left:
                whole.save(force_insert=True)
        gone += len(rows) - is_left


def totals_kept() -> dict[Key, Sums]:
    """The totals as they are kept; those that came to nothing are left out."""
    rows = GivingTotal.objects.order_by().values_list(*KEY)
    sums = rows.annotate(all_gifts=Sum("gifts"), all_amount=Sum("amount"))
    return {
        (month, fund, method, currency): (gifts, amount)
        for month, fund, method, currency, gifts, amount in sums
        if gifts or amount
    }


def totals_counted() -> dict[Key, Sums]:
    """The same, counted from the gifts themselves."""
    found: Counter[Key] = Counter()
    amounts: Counter[Key] = Counter()
    for month, fund, method, currency, gifts, amount in _whole_gifts():
        found[month, fund, method, currency] += gifts
        amounts[month, fund, method, currency] += amount
    split = Donation.objects.arrived().filter(spread()).select_related("payment")
    for donation in split.prefetch_related("allocations", "reallocations").iterator(500):
        assert donation.received_on is not None
        month, method = donation.received_on.replace(day=1), donation.payment.method
        found[month, donation.fund_id, method, donation.currency] += bool(donation.kept)
        for fund, share in shares(donation.kept, _given(donation)):
            amounts[month, fund, method, donation.currency] += share
    keys = found.keys() | amounts.keys()
    return {key: (found[key], amounts[key]) for key in keys if found[key] or amounts[key]}


def _whole_gifts() -> Iterator[tuple[date, int, str, str, int, int]]:
    """Of gifts that lie in one fund: month, fund, method, currency, how many, what is left; day by
    day, since SQLite has no word of its own for a month."""
    gifts: QuerySet[Donation] = Donation.objects.arrived().exclude(spread()).order_by()
    rows = gifts.values_list("received_on", "fund", "payment__method", "currency").annotate(
        gifts=Sum(Case(When(amount__gt=F("refunded"), then=Value(1)), default=Value(0))),
        left=Sum(F("amount") - F("refunded")),
    )
    for day, fund, method, currency, count, left in rows.iterator():
        assert day is not None
        yield day.replace(day=1), fund, method, currency, count, left


def _given(donation: Donation) -> dict[int, int]:
    """Fund → what its giver gave to it."""
    now = {part.fund_id: part.amount for part in donation.allocations.all()}
    return as_given(now, donation.reallocations.all())
