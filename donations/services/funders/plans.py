"""When which part of a grant or pledge is expected."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.guards import guarded
from core.money import format_amount
from donations.enums import InstalmentStatus
from donations.exceptions import PromiseError
from donations.models import Grant, Instalment, Pledge

Part = tuple[date, int]
MOST = 120  # instalments of one promise


def in_equal_parts(amount: int, *, parts: int, first: date, months: int) -> list[Part]:
    """So many instalments, each so many months after the one before; what does not divide is in the
    first ones, a minor unit each. The day of the month stays, or is the last one there is."""
    share, rest = divmod(amount, parts)
    return [
        (_later(first, months * number), share + (1 if number < rest else 0))
        for number in range(parts)
    ]


def _later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def plan_instalments(promise: Grant | Pledge, parts: Sequence[Part]) -> list[Instalment]:
    """Write what is still to come anew, in one transaction with the promise locked.

    What was received or written off stays; the parts must sum to the rest. An instalment that a
    condition or a row of a batch points at keeps its row. Raises `PromiseError`.
    """
    with transaction.atomic():
        type(promise)._default_manager.select_for_update().get(pk=promise.pk)
        settled = promise.instalments.exclude(status=InstalmentStatus.EXPECTED)
        rest = promise.amount - settled.aggregate(total=Sum("amount", default=0))["total"]
        if len(parts) > MOST:
            raise PromiseError(_("Plan at most %(most)s instalments.") % {"most": MOST}, "parts")
        if any(amount < 1 for _day, amount in parts):
            raise PromiseError(_("Each instalment needs an amount above zero."), "parts")
        if (total := sum(amount for _day, amount in parts)) != rest and guarded("instalments sum"):
            language = get_language() or "en"
            raise PromiseError(
                _("These instalments sum to %(total)s; %(rest)s is still to come.")
                % {
                    "total": format_amount(total, promise.currency, language),
                    "rest": format_amount(rest, promise.currency, language),
                },
                "parts",
            )
        return _rewrite(promise, sorted(parts))


def _rewrite(promise: Grant | Pledge, parts: Sequence[Part]) -> list[Instalment]:
    kept = list(promise.instalments.filter(status=InstalmentStatus.EXPECTED))
    for (day, amount), instalment in zip(parts, kept, strict=False):
        Instalment.objects.filter(pk=instalment.pk).update(due_on=day, amount=amount)
    for instalment in kept[len(parts) :]:
        if instalment.conditions.exists():
            raise PromiseError(
                _("A condition belongs to the instalment of %(date)s. Change that first.")
                % {"date": instalment.due_on},
                "parts",
            )
        instalment.delete()
    for day, amount in parts[len(kept) :]:
        promise.instalments.create(due_on=day, amount=amount, currency=promise.currency)
    return list(promise.instalments.filter(status=InstalmentStatus.EXPECTED))


def planned_parts(promise: Grant | Pledge) -> list[Part]:
    """What is still to come, as it is planned now."""
    expected = promise.instalments.filter(status=InstalmentStatus.EXPECTED)
    return list(expected.values_list("due_on", "amount"))
