"""Gifts split over funds, and what happens to them at Stripe and at banks while nobody of us looks:
disputes, another currency, a fund that closes before its giver has paid."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.attention import conditions
from core.models import OrganisationSettings
from donations.enums import DonationStatus
from donations.models import Donation
from donations.services.giving.gifts import start_donation
from ledger.enums import AccountCode
from ledger.models import Fund
from ledger.services.balances import balance_of
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.disputes import settle_dispute
from payments.services.rebuilding import rebuild_payment
from payments.services.settlement import settle
from tests.donations.recurring_world import World
from tests.donations.test_allocations import move
from tests.donations.test_splits import booked, parts_of, wrong
from tests.factories.ledger import default_fund, make_fund
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db


def at_stripe(soap: Fund, **overrides: Any) -> Payment:
    """$25 and $15 of one gift, whose giver is on Stripe's page."""
    fields: dict[str, Any] = {
        "amount": 4000,
        "currency": "USD",
        "fund": default_fund(),
        "parts": {default_fund(): 2500, soap: 1500},
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "cancel_path": "/donate/",
        **overrides,
    }
    payment = start_donation(**fields)
    start_checkout(payment)
    payment.refresh_from_db()
    return payment


def pay(sandbox: Sandbox, payment: Payment) -> Donation:
    sandbox.pay(payment.stripe_session or "")
    settle(payment, cause="test")
    return Donation.objects.get()


def in_funds(*funds: Fund, currency: str = "USD") -> list[int]:
    return [balance_of(fund, currency) for fund in funds]


def told(name: str) -> list[str]:
    [condition] = [one for one in conditions() if one.name == name]
    return [item.text for item in condition.find()]


@pytest.mark.parametrize(
    ("amount", "kept", "income"),
    [(4000, 0, [0, 0]), (1999, 2001, [-1251, -750])],  # all, and a part that does not divide
)
def test_each_fund_bears_its_share_of_a_dispute(
    sandbox: Sandbox, amount: int, kept: int, income: list[int]
) -> None:
    soap = make_fund(code="soap")
    payment = at_stripe(soap)
    gift = pay(sandbox, payment)
    assert in_funds(default_fund(), soap) == [2500 - 91, 1500 - 55]
    charge = {"charge": payment.stripe_charge, "amount": amount}
    dispute = sandbox.control("POST", "dispute", charge)["id"]
    settle_dispute(dispute, cause="test")
    # What is disputed is nobody's yet; the bank's fee is a cost of asking.
    assert in_funds(default_fund(), soap) == [2409 - 1500, 1445]
    assert wrong() == []
    for how, is_left, by_fund in (("lose", kept, income), ("win", 4000, [-2500, -1500])):
        sandbox.control("POST", f"dispute/{how}", {"dispute": dispute})
        settle_dispute(dispute, cause="test")
        gift.refresh_from_db()
        assert gift.kept == is_left
        assert [booked(AccountCode.GIFTS, fund) for fund in (default_fund(), soap)] == by_fund
        assert wrong() == []
    assert in_funds(default_fund(), soap) == [909, 1445]
    assert parts_of(gift) == {"unrestricted": 2500, "soap": 1500}


def test_gift_in_euros_is_shared_in_both_currencies(sandbox: Sandbox) -> None:
    OrganisationSettings.objects.update(currency="EUR")
    soap = make_fund(code="soap")
    gift = pay(sandbox, at_stripe(soap, currency="EUR", covers_fee=True))
    payment = gift.payment
    assert (payment.amount, payment.settled_amount, payment.fee) == (4150, 4482, 160)
    assert in_funds(default_fund(), soap, currency="EUR") == [2500 + 94, 1500 + 56]
    assert in_funds(default_fund(), soap, currency="USD") == [-100, -60]  # the fee is in dollars
    assert wrong() == []
    dispute = sandbox.control("POST", "dispute", {"charge": payment.stripe_charge})["id"]
    sandbox.control("POST", "rates", {"rates": {"eur": "1.20"}})
    sandbox.control("POST", "dispute/lose", {"dispute": dispute})
    settle_dispute(dispute, cause="test")
    assert in_funds(default_fund(), soap, currency="EUR") == [0, 0]
    assert wrong() == []


@pytest.mark.parametrize("is_lost", [False, True])  # as after a backup was restored
def test_fund_that_closes_while_its_giver_pays_keeps_its_share(
    sandbox: Sandbox, is_lost: bool
) -> None:
    soap = make_fund(code="soap", name="Soap")
    payment = at_stripe(soap)
    funds = Fund.objects.filter(pk=soap.pk)
    if is_lost:
        Donation.objects.all().delete()
        Payment.objects.all().delete()
        funds.update(is_closed=True)
        payment = rebuild_payment(payment.stripe_session or "")
    else:
        funds.update(closes_on=OrganisationSettings.today() - timedelta(days=1))
    gift = pay(sandbox, payment)
    assert gift.status == DonationStatus.RECEIVED
    assert parts_of(gift) == {"unrestricted": 2500, "soap": 1500}
    assert wrong() == []
    [sentence] = told("gifts_after_closing")
    assert sentence.endswith("went to “Soap”, which was closed by then.")
    assert sentence.startswith("$15.00 of ")
    move(gift, default_fund(), 1500, from_fund=soap, decided_on=gift.received_on)
    assert told("gifts_after_closing") == []
    assert wrong() == []


def test_fund_of_a_monthly_gift_that_closes_goes_on_and_is_told(
    client: Client, sandbox: Sandbox
) -> None:
    world, soap = World(client, sandbox), make_fund(code="soap", name="Soap")
    at_stripe(soap, interval="month")
    Fund.objects.filter(pk=soap.pk).update(is_closed=True)
    sandbox.pay(Payment.objects.get().stripe_session or "")
    world.tell()
    world.pass_days(31.5)
    assert [parts_of(gift) for gift in Donation.objects.arrived()] == [
        {"unrestricted": 2500, "soap": 1500}
    ] * 2
    assert balance_of(soap, "USD") == 2 * 1445
    assert told("gifts_to_closed_funds") == ["$15.00, every month, still go to “Soap”."]
    assert told("gifts_after_closing") == []  # it is on the list above
    assert wrong() == []
