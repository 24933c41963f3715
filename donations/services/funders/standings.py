"""All that is known of one organisation: its promises, what came, what it is told."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from core.models import OrganisationSettings
from donations.models import Donation, Instalment, Organisation
from donations.models.promises import Promise, Standing


@dataclass(slots=True)
class CurrencyStanding:
    """What an organisation promised and gave in one currency, in minor units."""

    currency: str
    given: int = 0
    standing: Standing = field(default_factory=Standing)


def standings_of(organisation: Organisation) -> list[CurrencyStanding]:
    """By currency: all gifts that came, and where its grants and pledges stand."""
    found: dict[str, CurrencyStanding] = {}

    def of(currency: str) -> CurrencyStanding:
        return found.setdefault(currency, CurrencyStanding(currency))

    gifts = gifts_of(organisation).values("currency").order_by("currency")
    for row in gifts.annotate(given=Sum("amount") - Sum("refunded")):
        of(row["currency"]).given = row["given"]
    for promise in promises_of(organisation):
        add(of(promise.currency).standing, promise.standing)
    return [found[currency] for currency in OrganisationSettings.own_first(found)]


def add(total: Standing, part: Standing) -> None:
    for name in ("received", "expected", "late", "waiting", "written_off"):
        setattr(total, name, getattr(total, name) + getattr(part, name))


def gifts_of(organisation: Organisation) -> Any:
    return Donation.objects.arrived().filter(supporter=organisation.supporter_id)


def promises_of(organisation: Organisation) -> list[Promise]:
    pledges: Any = organisation.supporter.pledges
    return [*organisation.grants.with_plan(), *pledges.with_plan()]


def instalments_of(organisation: Organisation) -> Any:
    own = Instalment.objects.with_promise()
    return own.filter(grant__organisation=organisation) | own.filter(
        pledge__supporter=organisation.supporter_id
    )
