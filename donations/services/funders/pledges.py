"""Gifts that a supporter promised to give in instalments."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Supporter, User
from donations.exceptions import PromiseError
from donations.models import Pledge
from donations.services.funders.plans import Part, plan_instalments
from ledger.models import Fund


def promise_gift(
    *,
    supporter: Supporter,
    amount: int,
    currency: str,
    fund: Fund,
    promised_on: date,
    parts: Sequence[Part],
    responsible: User,
    note: str = "",
    uuid: UUID | None = None,
) -> Pledge:
    """Write down a pledge with its instalments, which sum to it, in one transaction. No money. The
    same uuid again (a double click) returns the pledge that was written first."""
    wanted = {
        "supporter": supporter,
        "amount": amount,
        "currency": currency,
        "fund": fund,
        "promised_on": promised_on,
        "responsible": responsible,
        "note": note.strip(),
    }
    with transaction.atomic():
        pledge, is_new = Pledge.objects.get_or_create(uuid=uuid or uuid4(), defaults=wanted)
        if is_new:
            plan_instalments(pledge, parts)
    return pledge


def change_pledge(pledge: Pledge, **values: Any) -> None:
    """Correct what is known of it; its money and supporter stay."""
    fixed = {"amount", "currency", "supporter"} & values.keys()
    if fixed:
        raise PromiseError(f"{sorted(fixed)} of a pledge stay")
    Pledge.objects.filter(pk=pledge.pk).update(**values)
