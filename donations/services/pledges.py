"""Gifts that a supporter promised to give in instalments."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Supporter, User
from donations.exceptions import PromiseError
from donations.models import Pledge
from donations.services.plans import Part, plan_instalments
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
) -> Pledge:
    """Write down a pledge with its instalments, which sum to it, in one transaction. No money."""
    with transaction.atomic():
        pledge = Pledge.objects.create(
            supporter=supporter,
            amount=amount,
            currency=currency,
            fund=fund,
            promised_on=promised_on,
            responsible=responsible,
            note=note.strip(),
        )
        plan_instalments(pledge, parts)
    return pledge


def change_pledge(pledge: Pledge, **values: Any) -> None:
    """Correct what is known of it; its money and supporter stay."""
    fixed = {"amount", "currency", "supporter"} & values.keys()
    if fixed:
        raise PromiseError(f"{sorted(fixed)} of a pledge stay")
    Pledge.objects.filter(pk=pledge.pk).update(**values)
