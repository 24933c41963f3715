"""Foundations, their grants, and pledges, plain and repeatable."""

from datetime import date
from itertools import count
from typing import Any

from donations.enums import OrganisationKind
from donations.models import Contact, Grant, Organisation, Pledge
from donations.services.funders.grants import add_grant, award_grant
from donations.services.funders.pledges import promise_gift
from ledger.models import Fund
from tests.factories.accounts import make_supporter, make_user

_numbers = count(1)
DAY = date(2026, 11, 20)


def make_organisation(**overrides: Any) -> Organisation:
    number = next(_numbers)
    fields = {
        "supporter": overrides.get("supporter") or make_supporter(name=f"Foundation {number}"),
        "kind": OrganisationKind.FOUNDATION,
        **overrides,
    }
    return Organisation.objects.create(**fields)


def make_contact(organisation: Organisation, **overrides: Any) -> Contact:
    number = next(_numbers)
    fields = {"name": f"Officer {number}", "email": f"officer{number}@example.org", **overrides}
    return Contact.objects.create(organisation=organisation, **fields)


def make_grant(*parts: tuple[date, int], is_awarded: bool = True, **overrides: Any) -> Grant:
    """An awarded grant of these instalments; one of $10,000 when there are none."""
    number = next(_numbers)
    plan = list(parts) or [(DAY, 1_000_000)]
    by = overrides.pop("responsible", None) or make_user(is_staff=True)
    grant = add_grant(
        **{
            "organisation": overrides.get("organisation") or make_organisation(),
            "title": f"Grant {number}",
            "amount": sum(amount for _day, amount in plan),
            "currency": "USD",
            "fund": Fund.objects.default(),
            "responsible": by,
            "applied_on": DAY,
            **overrides,
        }
    )
    if is_awarded:
        award_grant(grant, amount=grant.amount, awarded_on=DAY, parts=plan, by=by)
    return grant


def make_promise(*parts: tuple[date, int], **overrides: Any) -> Pledge:
    """A pledge of these instalments; one of $100 when there are none."""
    plan = list(parts) or [(DAY, 10_000)]
    return promise_gift(
        **{
            "supporter": overrides.get("supporter") or make_supporter(),
            "amount": sum(amount for _day, amount in plan),
            "currency": "USD",
            "fund": Fund.objects.default(),
            "promised_on": DAY,
            "parts": plan,
            "responsible": overrides.get("responsible") or make_user(is_staff=True),
            **overrides,
        }
    )
