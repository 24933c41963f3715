"""What the database itself says about funds."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from ledger.enums import Restriction
from ledger.models import Fund, FundTranslation
from ledger.services.funds import open_funds
from tests.factories.ledger import default_fund, make_fund

pytestmark = pytest.mark.django_db


def test_default_fund_is_unrestricted() -> None:
    fund = default_fund()
    assert (fund.code, fund.is_restricted, fund.is_closed) == ("unrestricted", False, False)


@pytest.mark.parametrize(
    "values",
    [
        {"restriction": Restriction.PURPOSE, "restriction_reason": ""},
        {"is_default": True},  # a second default
        {"is_default": True, "restriction": Restriction.TIME},
        {"restriction": Restriction.PURPOSE, "designation": "By the board"},
        {"free_on": date(2027, 1, 1)},
        {"opens_on": date(2027, 1, 2), "closes_on": date(2027, 1, 1)},
    ],
)
def test_fund_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fund(**values)


@pytest.mark.parametrize(
    "change",
    [
        {"is_closed": True},
        {"restriction": "time", "restriction_reason": "A wish."},
        {"closes_on": date(2027, 1, 1)},
    ],
)
def test_default_fund_stays_open_and_unrestricted(change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(is_default=True).update(**change)


def test_open_funds_start_with_the_default() -> None:
    make_fund(code="wells", name="A wells fund", restriction=Restriction.PURPOSE)
    make_fund(code="old", name="An old fund", is_closed=True)
    assert [fund.code for fund in open_funds()] == ["unrestricted", "wells"]


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        # The organisation is in New York: five hours behind.
        ("2026-12-01T04:59Z", ["unrestricted", "old"]),
        ("2026-12-01T05:00Z", ["unrestricted", "winter", "old"]),
        ("2026-12-02T04:59Z", ["unrestricted", "winter", "old"]),
        ("2026-12-02T05:00Z", ["unrestricted", "winter"]),
    ],
)
def test_fund_takes_gifts_from_its_first_day_to_its_last(now: str, codes: list[str]) -> None:
    make_fund(code="winter", name="A winter", opens_on=date(2026, 12, 1))
    make_fund(code="old", name="Old", closes_on=date(2026, 12, 1))
    with time_machine.travel(now, tick=False):
        assert [fund.code for fund in open_funds()] == codes


def test_fund_speaks_the_readers_language() -> None:
    fund = make_fund(name="Wells", description="Clean water.")
    FundTranslation.objects.create(fund=fund, language="fr", name="Puits", description="")
    with translation.override("fr"):
        assert (fund.local_name, fund.local_description) == ("Puits", "Clean water.")
    with translation.override("en"):
        assert fund.local_name == "Wells"
