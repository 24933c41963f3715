"""A restricted fund gives no more than it has."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from ledger.enums import Restriction
from ledger.exceptions import NotEnoughError
from ledger.models import Fund
from ledger.services.balances import balance_of
from ledger.services.movements import spend
from tests.factories.accounts import make_user
from tests.factories.ledger import make_fund

pytestmark = pytest.mark.django_db


def overspend(fund: Fund) -> None:
    spend(
        uuid=uuid4(),
        fund=fund,
        amount=3000,
        currency="USD",
        happened_on=date(2026, 11, 21),
        reason="Pump",
        by=make_user(),
    )


def test_restricted_fund_is_overspent_without_its_guard(settings: Any) -> None:
    fund = make_fund(code="wells", restriction=Restriction.PURPOSE)
    with pytest.raises(NotEnoughError):
        overspend(fund)
    assert balance_of(fund, "USD") == 0
    settings.GUARDS_OFF = {"fund balance"}
    overspend(fund)
    assert balance_of(fund, "USD") == -3000
