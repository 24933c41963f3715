"""What is in each fund, from the journal and nothing else.

The balance of a fund is its net assets: what it has, less what it owes. Read from the other side of
the journal, that is all that came in, moved, was released and went out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from core.models import OrganisationSettings
from ledger.enums import AccountCode, AccountKind, Restriction
from ledger.models import Fund, Line, RunningCost

# The other side of what a fund has: income, expense, and movements of its net assets.
NET = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.NET_ASSETS)


PARTS = ("opening", "came_in", "moved", "released", "went_out", "closing")


@dataclass(slots=True)
class FundBalance:
    """One fund in one currency over a period, in minor units. What goes out is negative."""

    fund: Fund
    currency: str
    opening: int = 0
    came_in: int = 0
    moved: int = 0
    released: int = 0
    went_out: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.came_in + self.moved + self.released + self.went_out

    def add(self, other: "FundBalance") -> None:
        for part in PARTS[:-1]:
            setattr(self, part, getattr(self, part) + getattr(other, part))


@dataclass(slots=True)
class CurrencyBalances:
    """The funds of one currency, those without restrictions first, and their sums by class."""

    currency: str
    without: list[FundBalance] = field(default_factory=list)
    restricted: list[FundBalance] = field(default_factory=list)

    @property
    def without_total(self) -> FundBalance:
        return _sum(self.without, self.currency)

    @property
    def restricted_total(self) -> FundBalance:
        return _sum(self.restricted, self.currency)

    @property
    def total(self) -> FundBalance:
        return _sum([*self.without, *self.restricted], self.currency)


@dataclass(frozen=True, slots=True)
class Cover:
    """How long money without restrictions lasts, in whole tenths of a month, rounded down."""

    balance: int
    cost: RunningCost

    @property
    def months(self) -> Decimal:
        return Decimal(max(0, self.balance) * 10 // self.cost.amount).scaleb(-1)


def balance_of(fund: Fund, currency: str) -> int:
    """What is in the fund now, in minor units."""
    lines = Line.objects.filter(fund=fund, currency=currency, account__kind__in=NET)
    return -int(lines.aggregate(total=Sum("amount", default=0))["total"])


def balances_now(funds: Iterable[Fund]) -> dict[int, dict[str, int]]:
    """Fund → currency → what is in it now; what is empty is left out."""
    found: dict[int, dict[str, int]] = {}
    rows = (
        Line.objects.filter(fund__in=funds, account__kind__in=NET)
        .values_list("fund", "currency")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
        .order_by("fund", "currency")
    )
    for fund, currency, total in rows:
        found.setdefault(fund, {})[currency] = -total
    return found


def balances_between(*, start: date, end: date) -> list[CurrencyBalances]:
    """Every fund that money ever touched, over a period whose last day counts, by currency."""
    rows = (
        Line.objects.filter(account__kind__in=NET, entry__booked_on__lte=end)
        .values("fund", "currency", "account__code", "account__kind")
        .annotate(
            before=Sum("amount", filter=Q(entry__booked_on__lt=start), default=0),
            within=Sum("amount", filter=Q(entry__booked_on__gte=start), default=0),
        )
        .order_by()
    )
    funds = Fund.objects.in_bulk()
    found: dict[tuple[str, int], FundBalance] = {}
    for row in rows:
        key = row["currency"], row["fund"]
        balance = found.setdefault(key, FundBalance(funds[row["fund"]], row["currency"]))
        balance.opening -= row["before"]
        part = _part_of(row["account__code"], row["account__kind"])
        setattr(balance, part, getattr(balance, part) - row["within"])
    currencies = OrganisationSettings.own_first(currency for currency, _fund in found)
    by_currency = {currency: CurrencyBalances(currency) for currency in currencies}
    order = {fund.pk: place for place, fund in enumerate(Fund.objects.all())}
    for (currency, fund), balance in sorted(found.items(), key=lambda item: order[item[0][1]]):
        kept = by_currency[currency]
        (kept.restricted if funds[fund].is_restricted else kept.without).append(balance)
    return list(by_currency.values())


def _part_of(code: str, kind: str) -> str:
    if code == AccountCode.TRANSFERS:
        return "moved"
    if code == AccountCode.RELEASED:
        return "released"
    return "went_out" if kind == AccountKind.EXPENSE else "came_in"


def _sum(parts: Iterable[FundBalance], currency: str) -> FundBalance:
    total = FundBalance(Fund(), currency)
    for part in parts:
        total.add(part)
    return total


def cover_on(*, day: date, currency: str) -> Cover | None:
    """The months that the balance without restrictions lasts at the end of a day; None while nobody
    has written what a month costs."""
    lines = Line.objects.filter(
        currency=currency,
        account__kind__in=NET,
        entry__booked_on__lte=day,
        fund__restriction=Restriction.NONE,
    )
    balance = -int(lines.aggregate(total=Sum("amount", default=0))["total"])
    return cover_of(balance, day=day, currency=currency)


def cover_of(balance: int, *, day: date, currency: str) -> Cover | None:
    """The months that a balance lasts at what a month costs on that day; None while nobody has
    written it."""
    cost = RunningCost.objects.on(day, currency).first()
    return Cover(balance, cost) if cost else None
