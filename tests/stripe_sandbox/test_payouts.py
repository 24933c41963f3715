"""What goes to the bank, what comes back, and what the balance holds meanwhile."""

import pytest
import stripe

from stripe_sandbox.process import SandboxError

from .world import line, session_parameters, types

DAY = 24 * 3600


@pytest.fixture
def pay(sandbox, api):
    """A paid session whose fee is booked; answers its charge."""

    def paid(**more):
        session = api.v1.checkout.sessions.create(session_parameters(**more))
        sandbox.control("POST", "pay", {"session": session.id})
        sandbox.control("POST", "clock", {"advance": 3})
        return api.v1.charges.list({"limit": 1}).data[0]

    return paid


def transactions(api, payout):
    found = api.v1.balance_transactions.list({"payout": payout, "limit": 100})
    return [(item.type, item.net) for item in reversed(found.data)]


def funds(api):
    balance = api.v1.balance.retrieve()
    return tuple(
        {held.currency: held.amount for held in part}
        for part in (balance.available, balance.pending)
    )


def test_money_is_paid_out_at_the_midnight_after_it_is_available(sandbox, api, pay):
    pay()
    assert funds(api) == ({"usd": 0}, {"usd": 4437})

    sandbox.control("POST", "clock", {"advance": 3 * DAY})

    payout = api.v1.payouts.list().data[0]
    assert (payout.amount, payout.currency, payout.automatic) == (4437, "usd", True)
    assert transactions(api, payout.id) == [("charge", 4437), ("payout", -4437)]
    assert funds(api) == ({"usd": 0}, {"usd": 0})

    sandbox.control("POST", "clock", {"advance": 2 * DAY + 5})

    assert api.v1.payouts.retrieve(payout.id).status == "paid"
    assert types(api.v1.events.list({"types": ["payout.*"]})) == [
        "payout.created",
        "payout.updated",
        "payout.reconciliation_completed",
        "payout.updated",
        "payout.paid",
    ]


def test_payout_holds_fees_refunds_and_adjustments(sandbox, api, pay):
    charge = pay()
    sandbox.control("POST", "refund", {"charge": charge.id, "amount": 1000})
    sandbox.control("POST", "adjustment", {"amount": -200, "type": "stripe_fee"})
    sandbox.control("POST", "adjustment", {"amount": 7})

    answer = sandbox.control("POST", "payouts", {"include_pending": True, "arrive": True})

    payout = answer["payouts"][0]
    assert (payout["amount"], payout["status"]) == (4437 - 1000 - 200 + 7, "paid")
    assert transactions(api, payout["id"]) == [
        ("charge", 4437),
        ("refund", -1000),
        ("stripe_fee", -200),
        ("adjustment", 7),
        ("payout", -3244),
    ]


def test_nothing_is_paid_out_while_the_balance_is_negative(sandbox, api, pay):
    charge = pay()
    sandbox.control("POST", "payouts", {"include_pending": True})
    sandbox.control("POST", "refund", {"charge": charge.id})

    assert sandbox.control("POST", "payouts", {}) == {"payouts": []}

    pay(line_items=[line("Gift", 10_000)])
    payout = sandbox.control("POST", "payouts", {"include_pending": True})["payouts"][0]
    assert payout["amount"] == 10_000 - 320 - 4600


def test_failed_payout_comes_back_and_is_part_of_the_next(sandbox, api, pay):
    pay()
    first = sandbox.control("POST", "payouts", {"include_pending": True, "arrive": True})
    identifier = first["payouts"][0]["id"]

    failed = sandbox.control(
        "POST", "payouts/fail", {"payout": identifier, "failure_code": "account_closed"}
    )

    assert (failed["status"], failed["failure_code"]) == ("failed", "account_closed")
    assert funds(api)[0] == {"usd": 4437}
    assert types(api.v1.events.list({"types": ["payout.*"]}))[-1] == "payout.failed"
    second = sandbox.control("POST", "payouts", {})["payouts"][0]
    assert transactions(api, second["id"]) == [("payout_failure", 4437), ("payout", -4437)]
    with pytest.raises(SandboxError, match="failed already"):
        sandbox.control("POST", "payouts/fail", {"payout": identifier})


def test_payout_by_hand_is_not_explained(sandbox, api, pay):
    pay()

    answer = sandbox.control("POST", "payouts", {"include_pending": True, "automatic": False})

    payout = api.v1.payouts.retrieve(answer["payouts"][0]["id"])
    assert (payout.automatic, payout.reconciliation_status) == (False, "not_applicable")
    assert transactions(api, payout.id) == [("payout", -4437)]


def test_charge_in_another_currency_is_converted(sandbox, api, pay):
    charge = pay(line_items=[line("Gift", 10_000, currency="eur")])
    sandbox.control("POST", "rates", {"rates": {"eur": "1.1"}})
    sandbox.control("POST", "refund", {"charge": charge.id, "amount": 5000})

    refund, taken = api.v1.balance_transactions.list().data

    assert (charge.amount, charge.currency) == (10_000, "eur")
    assert (taken.amount, taken.currency, taken.exchange_rate) == (10_800, "usd", 1.08)
    assert (taken.fee, taken.net) == (343, 10_457)
    assert (refund.amount, refund.currency, refund.exchange_rate) == (-5500, "usd", 1.1)


def test_each_currency_of_the_account_is_paid_out_by_itself(sandbox, api, pay):
    sandbox.control("POST", "rates", {"settles_in": ["usd", "eur"]})
    pay(line_items=[line("Gift", 10_000, currency="eur")])
    pay()

    answer = sandbox.control("POST", "payouts", {"include_pending": True})

    assert [(payout["currency"], payout["amount"]) for payout in answer["payouts"]] == [
        ("eur", 9685),
        ("usd", 4437),
    ]


def test_francs_without_decimals_are_converted(api, pay):
    pay(line_items=[line("Gift", 10_000, currency="xof")])

    taken = api.v1.balance_transactions.list().data[0]

    assert (taken.amount, taken.currency, taken.exchange_rate) == (1650, "usd", 0.00165)


@pytest.mark.parametrize(
    "wanted",
    [{"rates": {"eur": "none"}}, {"rates": {"eur": "-1"}}, {"settles_in": ["kwd"]}],
)
def test_rates_that_are_none(sandbox, wanted):
    with pytest.raises(SandboxError, match="rate"):
        sandbox.control("POST", "rates", wanted)


def test_payouts_are_listed_by_arrival(sandbox, api, pay):
    pay()
    payout = sandbox.control("POST", "payouts", {"include_pending": True})["payouts"][0]

    found = api.v1.payouts.list({"arrival_date": {"gte": payout["arrival_date"]}})
    assert [item.id for item in found.data] == [payout["id"]]
    found = api.v1.payouts.list({"arrival_date": {"gt": payout["arrival_date"]}})
    assert found.data == []


def test_payout_that_does_not_exist(api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payouts.retrieve("po_none")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
