"""Totals of gifts by month, fund, method and currency: kept with the gifts, proved against them."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from donations.models import Donation, GivingTotal
from donations.services.funds.allocations import reallocate
from donations.services.funds.totals import (
    fold_totals,
    record_arrivals,
    totals_counted,
    totals_kept,
)
from ledger.models import Fund
from ledger.verification import verify
from tests.factories.accounts import make_user
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund
from tests.factories.payments import ask_refund, tell_refund

pytestmark = pytest.mark.django_db

CHECK = "totals of gifts equal gifts and journal"


def give_back(gift: Donation, amount: int) -> None:
    tell_refund(ask_refund(gift.payment, (0, amount, 0)))


def kept() -> dict[str, tuple[int, int]]:
    codes = dict(Fund.objects.values_list("pk", "code"))
    return {codes[fund]: sums for (_month, fund, _method, _currency), sums in totals_kept().items()}


def test_totals_follow_each_gift_and_what_is_given_back() -> None:
    school = make_fund(code="school")
    whole = make_received_gift(4000)
    default = default_fund().code
    split = make_received_gift(1001, parts={default_fund(): 500, school: 501})
    assert kept() == {default: (2, 4500), "school": (0, 501)}

    give_back(whole, 1500)
    give_back(split, 333)
    assert totals_kept() == totals_counted()
    assert kept()[default][0] == 2

    # A move to another fund later is no other gift: what was given to which fund stays.
    before = totals_kept()
    reallocate(
        uuid=uuid4(),
        donation=whole,
        from_fund=default_fund(),
        to_fund=school,
        amount=1000,
        decided_on=date(2026, 11, 21),
        reason="The giver asked.",
        by=make_user(),
    )
    assert totals_kept() == before == totals_counted()

    give_back(whole, 2500)
    assert kept()[default][0] == 1
    assert verify()[CHECK] == []


def test_rows_of_a_total_are_folded_into_one() -> None:
    for amount in (100, 200, 300):
        make_received_gift(amount)
    give_back(make_received_gift(400), 400)
    before = totals_kept()
    assert GivingTotal.objects.count() == 5
    assert fold_totals() == 4
    assert fold_totals() == 0
    assert totals_kept() == before
    assert Counter(GivingTotal.objects.values_list("gifts", "amount")) == {(3, 600): 1}


def test_rows_that_cancel_out_are_folded_away_and_of_nothing_nothing_is_kept(
    settings: Any,
) -> None:
    gift = make_received_gift(400)
    give_back(gift, 400)
    assert GivingTotal.objects.count() == 2
    assert fold_totals() == 2
    record_arrivals([])
    settings.GUARDS_OFF = {"totals of gifts"}
    record_arrivals([(gift, "card")])
    assert GivingTotal.objects.count() == 0


def test_total_that_nobody_kept_is_found() -> None:
    make_received_gift(4000)
    with override_settings(GUARDS_OFF=["totals of gifts"]):
        make_received_gift(2500)
    code = default_fund().code
    to = f"to {code} (card)"
    assert verify()[CHECK] == [
        f"The totals of 2026-11 say 1 gifts of 4000 USD in minor units {to}; there are 2 of 6500.",
        f"The totals of gifts to {code} sum to 4000 USD in minor units; the journal has 6500.",
    ]
