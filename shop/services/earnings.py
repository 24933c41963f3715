"""What each women's group earned by its soap, what it was paid, and what is open.

A bar earns once it is paid for, at the price agreed for its size on that day in the organisation's
zone; a bar whose price was given back earns nothing. The rule is `domain.md`'s: earnings, payments
and what is open are counted in the group's own money.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from core.models import OrganisationSettings
from ledger.services.movements import require_seen
from shop.enums import GroupPaymentMethod
from shop.exceptions import FutureDayError, PaymentUndoneError
from shop.models import GROUP_CURRENCY, BarPrice, GroupPayment, OrderLine, Variant
from shop.services.group_sales import REMEMBERED
from stories.models import WomensGroup

EVER = date.min, date.max


class Earned(NamedTuple):
    """What groups earned and what they were paid, in one period."""

    earned: int
    paid: int
    currency: str


@dataclass(frozen=True, slots=True)
class SizeEarned:
    """Bars of one size at one price. `price` is None where none was agreed for the day of sale;
    such bars have earned nothing yet."""

    variant: Variant
    bars: int
    price: int | None

    @property
    def amount(self) -> int:
        return self.bars * (self.price or 0)


@dataclass(frozen=True, slots=True)
class GroupEarnings:
    """One group over a period whose last day counts. Francs."""

    group: WomensGroup
    sizes: tuple[SizeEarned, ...]
    paid: int

    @property
    def bars(self) -> int:
        return sum(size.bars for size in self.sizes)

    @property
    def unpriced(self) -> int:
        """Bars sold for which nobody has said what they earn."""
        return sum(size.bars for size in self.sizes if size.price is None)

    @property
    def earned(self) -> int:
        return sum(size.amount for size in self.sizes)

    @property
    def open(self) -> int:
        """What is owed; below zero where more was paid than earned so far."""
        return self.earned - self.paid


def earnings_of(group: WomensGroup) -> GroupEarnings:
    """One group, from its first bar until now."""
    return _earnings(WomensGroup.objects.filter(pk=group.pk), *EVER)[0]


def earnings_of_groups(start: date = EVER[0], end: date = EVER[1]) -> list[GroupEarnings]:
    """Every group that sold or was paid something from the first to the last day, by name."""
    found = _earnings(WomensGroup.objects.order_by("name", "pk"), start, end)
    return [one for one in found if one.sizes or one.paid]


def earnings_between(start: date, end: date) -> list[Earned]:
    """All groups together over a period, for everybody to read; nothing where nothing was earned or
    paid. Remembered as long as the other figures of open books."""
    key = f"shop.earnings.{start}.{end}"
    found: list[Earned] | None = cache.get(key)
    if found is None:
        groups = earnings_of_groups(start, end)
        earned, paid = sum(one.earned for one in groups), sum(one.paid for one in groups)
        found = [Earned(earned, paid, GROUP_CURRENCY)] if earned or paid else []
        cache.set(key, found, REMEMBERED)
    return found


def _earnings(groups: Iterable[WomensGroup], start: date, end: date) -> list[GroupEarnings]:
    groups = list(groups)
    sizes = defaultdict(list)
    for size in _sold([group.pk for group in groups], start, end):
        sizes[size.variant.product.group_id].append(size)
    paid = dict(
        GroupPayment.objects.filter(group__in=groups, paid_on__gte=start, paid_on__lte=end)
        .order_by()
        .values_list("group")
        .annotate(Sum("amount"))
    )
    return [GroupEarnings(group, tuple(sizes[group.pk]), paid.get(group.pk, 0)) for group in groups]


def _sold(groups: list[int], start: date, end: date) -> Iterator[SizeEarned]:
    zone = OrganisationSettings.load().zone
    days = (
        OrderLine.objects.filter(
            variant__product__group__in=groups,
            order__paid_at__isnull=False,
            quantity__gt=F("refunded"),
        )
        .annotate(day=TruncDate("order__paid_at", tzinfo=zone))
        .filter(day__gte=start, day__lte=end)
        .order_by()
        .values_list("variant", "day")
        .annotate(bars=Sum(F("quantity") - F("refunded")))
    )
    prices = _Prices()
    bars: Counter[tuple[int, int | None]] = Counter()
    for variant, day, number in days:
        bars[variant, prices.on(variant, day)] += number
    variants = Variant.objects.select_related("product").in_bulk([key[0] for key in bars])
    for (variant, price), number in sorted(bars.items(), key=_order):
        yield SizeEarned(variants[variant], number, price)


def _order(item: tuple[tuple[int, int | None], int]) -> tuple[int, int]:
    (variant, price), _bars = item
    return variant, price or 0


class _Prices:
    """Every price that was agreed, to be asked for a size and a day."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[list[date], list[int]]] = defaultdict(lambda: ([], []))
        rows = BarPrice.objects.order_by("valid_from").values_list(
            "variant", "valid_from", "amount"
        )
        for variant, valid_from, amount in rows:
            days, amounts = self._of[variant]
            days.append(valid_from)
            amounts.append(amount)

    def on(self, variant: int, day: date) -> int | None:
        days, amounts = self._of[variant]
        place = bisect_right(days, day)
        return amounts[place - 1] if place else None


def pay_group(
    *,
    uuid: UUID,
    group: WomensGroup,
    amount: int,
    paid_on: date,
    method: GroupPaymentMethod,
    received_by: str,
    document: str = "",
    by: Any,
    seen: int | None = None,
) -> GroupPayment:
    """Record money that a group was handed, in francs. Writes one row; the same `uuid` again
    returns it. More than is open may be paid: an advance. Raises `FutureDayError`, or
    `RecordedMeanwhileError` where `seen` is not the newest row of the group."""
    _require_past(paid_on)
    with transaction.atomic():
        WomensGroup.objects.select_for_update().get(pk=group.pk)
        if (known := GroupPayment.objects.filter(uuid=uuid).first()) is not None:
            return known
        require_seen(GroupPayment.objects.filter(group=group), seen)
        return GroupPayment.objects.create(
            uuid=uuid,
            group=group,
            amount=amount,
            paid_on=paid_on,
            method=method,
            received_by=received_by.strip(),
            document=document.strip(),
            recorded_by=by,
        )


def undo_group_payment(
    *, uuid: UUID, payment: GroupPayment, paid_on: date, reason: str, by: Any
) -> GroupPayment:
    """Take back a payment that was recorded by mistake, on the day given: writes its mirror, which
    says why. The same `uuid` again returns the first row. Raises `FutureDayError`, or
    `PaymentUndoneError` where it was taken back before or is itself a mirror."""
    _require_past(paid_on)
    with transaction.atomic():
        WomensGroup.objects.select_for_update().get(pk=payment.group_id)
        if (known := GroupPayment.objects.filter(uuid=uuid).first()) is not None:
            return known
        if payment.undoes_id or GroupPayment.objects.filter(undoes=payment).exists():
            raise PaymentUndoneError
        return GroupPayment.objects.create(
            uuid=uuid,
            group=payment.group,
            amount=-payment.amount,
            paid_on=paid_on,
            method=payment.method,
            received_by=payment.received_by,
            document=payment.document,
            reason=reason.strip(),
            recorded_by=by,
            undoes=payment,
        )


def _require_past(day: date) -> None:
    if day > OrganisationSettings.today():
        raise FutureDayError
