"""What anybody may know of the books: sums of a year by net-asset class, and of nobody in
particular."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Q, Sum

from core.models import OrganisationSettings
from ledger.enums import AccountCode, AccountKind, Restriction
from ledger.models import Account, Entry, Line
from ledger.services.balances import NET, Cover, cover_of

SUPPORT = (
    AccountCode.GIFTS,
    AccountCode.GIFTS_IN_SALES,
    AccountCode.GIFTS_IN_KIND,
    AccountCode.FEE_COVER,
)
SOAP = (AccountCode.SOAP_SALES, AccountCode.SHIPPING)
FEES = (AccountCode.PROCESSING_FEES, AccountCode.DISPUTE_FEES)
REMEMBERED = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """What one account brought (positive) or cost (negative) in one class, in minor units."""

    account: str
    kind: str
    is_restricted: bool
    amount: int


@dataclass(frozen=True, slots=True)
class OpenBooks:
    """One currency over a period whose last day counts. Amounts are in minor units; what goes out
    is negative."""

    currency: str
    start: date
    end: date
    figures: tuple[Figure, ...]
    in_hand: int
    in_hand_restricted: int
    cover: Cover | None

    @property
    def support(self) -> int:
        """Gifts that no donor tied to a purpose or a time, less what was given back."""
        return self._sum(SUPPORT, is_restricted=False)

    @property
    def restricted_support(self) -> int:
        return self._sum(SUPPORT, is_restricted=True)

    @property
    def share(self) -> int | None:
        """Of all support the part without restrictions, in whole percent; None without support."""
        whole = self.support + self.restricted_support
        return self.support * 100 // whole if whole > 0 else None

    @property
    def released(self) -> int:
        """Restricted money that became free because it was spent as asked or its time came."""
        return self._sum([AccountCode.RELEASED], is_restricted=False)

    @property
    def soap(self) -> int:
        """Soap and its shipping at their value, which is no gift; both classes."""
        return self._sum(SOAP, is_restricted=False) + self._sum(SOAP, is_restricted=True)

    @property
    def fees(self) -> int:
        return self._sum(FEES, is_restricted=False) + self._sum(FEES, is_restricted=True)

    @property
    def spent(self) -> int:
        """Everything that went out but the fees."""
        out = (figure for figure in self.figures if figure.kind == AccountKind.EXPENSE)
        return sum(figure.amount for figure in out if figure.account not in FEES)

    def _sum(self, accounts: Iterable[str], *, is_restricted: bool) -> int:
        return sum(
            figure.amount
            for figure in self.figures
            if figure.account in accounts and figure.is_restricted == is_restricted
        )


def years_of_books(*, today: date) -> list[int]:
    """The years that have entries, the newest first, and the running one."""
    found = {day.year for day in Entry.objects.dates("booked_on", "year")}
    return sorted({year for year in found if year <= today.year} | {today.year}, reverse=True)


def read_books(year: int, *, today: date) -> list[OpenBooks]:
    """The year until its last day, or until today while it runs. One for each currency; remembered
    for an hour."""
    end = min(date(year, 12, 31), today)
    key = f"ledger.open-books.{year}.{end}"
    found: list[OpenBooks] | None = cache.get(key)
    if found is None:
        found = _read(date(year, 1, 1), end)
        cache.set(key, found, REMEMBERED)
    return found


def _read(start: date, end: date) -> list[OpenBooks]:
    accounts = Account.objects.in_bulk()
    rows = (
        Line.objects.filter(
            account__kind__in=NET,
            entry__booked_on__lte=end,
        )
        .values("currency", "account", "fund__restriction")
        .annotate(
            until=Sum("amount"),
            within=Sum("amount", filter=Q(entry__booked_on__gte=start), default=0),
        )
        .order_by()
    )
    figures: dict[str, dict[tuple[str, str, bool], int]] = {}
    in_hand: dict[str, list[int]] = {}
    for row in rows:
        account = accounts[row["account"]]
        is_restricted = row["fund__restriction"] != Restriction.NONE
        of_currency = figures.setdefault(row["currency"], {})
        key = account.code, account.kind, is_restricted
        of_currency[key] = of_currency.get(key, 0) - row["within"]
        in_hand.setdefault(row["currency"], [0, 0])[is_restricted] -= row["until"]
    return [
        OpenBooks(
            currency=currency,
            start=start,
            end=end,
            figures=tuple(
                Figure(*key, amount=amount)
                for key, amount in sorted(figures[currency].items())
                if amount
            ),
            in_hand=in_hand[currency][False],
            in_hand_restricted=in_hand[currency][True],
            cover=cover_of(in_hand[currency][False], day=end, currency=currency),
        )
        for currency in OrganisationSettings.own_first(figures)
    ]
