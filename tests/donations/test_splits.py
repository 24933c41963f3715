"""Gifts that their givers split over funds, with what covers their fee, once and again."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from donations.exceptions import GiftError, SplitError, TooMuchToOthersError
from donations.models import Donation
from donations.services.documents.receipt_documents import read_out
from donations.services.funds.gift_funds import FundsOfGifts
from donations.services.giving import recurring
from donations.services.giving.gifts import start_donation
from donations.services.giving.rebuilding import gift_facts, rebuild_gifts
from donations.splits import read_shares, write_shares
from ledger.enums import AccountCode
from ledger.models import Fund, Line
from ledger.services.balances import balance_of
from ledger.verification import verify
from payments.enums import LineKind
from payments.exceptions import CannotRebuildError
from payments.models import Payment
from payments.services.checkout import NewLine
from tests.donations.recurring_world import World
from tests.donations.test_allocations import move, wells
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund
from tests.factories.payments import ask_refund, gift_line, make_payment, tell_refund
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db


def wrong() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def parts_of(gift: Donation) -> dict[str, int]:
    return {part.fund.code: part.amount for part in gift.allocations.select_related("fund")}


def booked(account: AccountCode, fund: Fund) -> int:
    lines = Line.objects.filter(account__code=account, fund=fund)
    return sum(lines.values_list("amount", flat=True))


def covered_gift(fund: Fund) -> Donation:
    """$25 and $15 of one gift, and $1.50 for its fee of $1.50."""
    cover = NewLine(kind=LineKind.FEE_COVER, description="Fee", amount=150, fund=default_fund())
    return make_received_gift(4000, parts={default_fund(): 2500, fund: 1500}, cover=cover)


def test_fee_and_what_covers_it_are_shared_as_the_gift_is() -> None:
    fund = wells()
    gift = covered_gift(fund)
    for account, sign in ((AccountCode.FEE_COVER, -1), (AccountCode.PROCESSING_FEES, 1)):
        assert (booked(account, default_fund()), booked(account, fund)) == (sign * 94, sign * 56)
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (2500, 1500)
    assert wrong() == []
    given, cover = read_out(gift.payment.receipts.get())["lines"]
    assert given["fund"] == (
        "Fund: Where it is needed most, $25.00 · Fund: Wells, restricted to a purpose, $15.00"
    )
    assert cover["fund"] == (
        "Fund: Where it is needed most, $0.94 · Fund: Wells, restricted to a purpose, $0.56"
    )
    refund = tell_refund(ask_refund(gift.payment, (1, 150, 0)))
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (2406, 1444)
    assert wrong() == []
    tell_refund(refund, "failed")
    tell_refund(ask_refund(gift.payment, (0, 2000, 0)))
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (1250, 750)
    assert wrong() == []
    *_given, back = read_out(gift.payment.receipts.latest("pk"))["lines"]
    assert (back["amount"], back["fund"]) == ("-$20.00", "")


def test_split_gift_that_is_moved_takes_all_of_it_along() -> None:
    fund = make_fund(name="Wells")
    gift = covered_gift(fund)
    move(gift, fund, 2500)
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (0, 4000)
    told = FundsOfGifts(Donation.objects.all())
    facts = gift.pk, gift.fund_id
    assert told.with_parts(*facts, "USD") == "Where it is needed most, $25.00 · Wells, $15.00"
    assert told.without_amounts(*facts) == "Where it is needed most · Wells"
    # Whose income it was stays; the move is a transfer.
    assert booked(AccountCode.FEE_COVER, fund) == -56
    assert wrong() == []


def test_without_its_guard_the_first_fund_bears_the_whole_fee(settings: Any) -> None:
    settings.GUARDS_OFF = ("fee of a split gift",)
    gift = make_received_gift(4000, parts={default_fund(): 2500, make_fund(): 1500})
    assert wrong() == [f"Gift {gift.uuid} is not in the journal as its allocations say."]


def test_shares_make_each_amount_and_nonsense_makes_none() -> None:
    first, second, third = default_fund(), make_fund(code="soap"), make_fund(code="wells")
    parts = {second: 2500, first: 1, third: 1500}
    text = write_shares(parts)
    assert text == "soap:2500 unrestricted:1 wells:1500"
    assert read_shares(text, amount=4001, fund=second) == parts
    for amount in (1, 2, 3, 100, 4002, 99_999_999):
        shared = read_shares(text, amount=amount, fund=second)
        assert (sum(shared.values()), min(shared.values()) > 0) == (amount, True)
    for nonsense in ("", "soap:2500", "soap:1 gone:1", "soap:0 wells:1", "soap 1 wells:1", "x"):
        assert read_shares(nonsense, amount=4000, fund=second) == {}
    assert read_shares("soap:1 wells:1", amount=4000, fund=first) == {}  # of other funds


def test_split_that_cannot_be_is_refused() -> None:
    first, second = default_fund(), make_fund(code="soap")
    closed = make_fund(code="closed", is_closed=True)
    others = [make_fund(code=f"other-{number}") for number in range(2)]
    refusals: list[tuple[type[GiftError], dict[Fund, int]]] = [
        (TooMuchToOthersError, {first: 2000, second: 1999}),
        (TooMuchToOthersError, {first: 0, second: 4000}),
        (TooMuchToOthersError, {first: -1, second: 4001}),
        (TooMuchToOthersError, {second: 2000, others[0]: 2000}),
        (SplitError, {first: 2000, closed: 2000}),
        (SplitError, {first: 1000, second: 1000, others[0]: 1000, others[1]: 1000}),
    ]
    for error, parts in refusals:
        with pytest.raises(error):
            given(parts)
    assert not Payment.objects.exists()
    whole = given({first: 2500, second: 1500})
    assert given({first: 2500, second: 1500}) == whole  # a double click
    assert given({first: 2400, second: 1600}) != whole


def given(parts: dict[Fund, int]) -> Payment:
    return start_donation(
        amount=4000,
        currency="USD",
        fund=default_fund(),
        email="awa@example.org",
        name="Awa Sample",
        language="en",
        parts=parts,
        cancel_path="/donate/",
    )


def test_monthly_gift_is_split_each_time_until_its_giver_chooses_one_fund(
    client: Client, sandbox: Sandbox
) -> None:
    world, fund = World(client, sandbox), make_fund(code="soap", name="Soap")
    gift = world.begin(amount=4000, parts={default_fund(): 2500, fund: 1500}, covers_fee=True)
    assert parts_of(Donation.objects.get()) == {"unrestricted": 2500, "soap": 1500}
    assert gift.funds_in_words == "Where it is needed most, $25.00 · Soap, $15.00"
    recurring.change_amount(gift=gift, amount=1001)
    world.pass_days(31.5)
    renewal = Donation.objects.latest("pk")
    assert parts_of(renewal) == {"unrestricted": 626, "soap": 375}
    assert balance_of(fund, "USD") == 1500 + 375
    recurring.change_fund(gift=gift, fund=default_fund())  # the same fund, now whole
    assert gift.subscription.shares == ""
    world.pass_days(31)
    assert parts_of(Donation.objects.latest("pk")) == {"unrestricted": 1001}
    assert gift.funds_in_words == "Where it is needed most"
    assert wrong() == []


def test_split_gift_that_a_backup_lost_is_written_again_once_or_not_at_all() -> None:
    fund, uuid = make_fund(code="soap"), uuid4()
    cover = NewLine(kind=LineKind.FEE_COVER, description="Fee", amount=150, fund=default_fund())
    payment = make_payment(gift_line(4000), cover)
    lines = list(payment.lines.select_related("fund"))
    assert gift_facts(payment=payment) == {}
    facts = {"shares": "unrestricted:2500 gone:1500"}
    with pytest.raises(CannotRebuildError, match="a fund of 'unrestricted:2500 gone:1500'"):
        rebuild_gifts(payment=payment, lines=lines, facts=facts)
    assert not Donation.objects.exists()
    facts = {
        "shares": "unrestricted:2500 soap:1500",
        "interval": "month",
        "subscription": str(uuid),
    }
    for _run in range(2):
        rebuild_gifts(payment=payment, lines=lines, facts=facts)
    gift = Donation.objects.get()
    assert parts_of(gift) == {default_fund().code: 2500, fund.code: 1500}
    assert Payment.objects.get().subscription.uuid == uuid
    assert gift_facts(payment=Payment.objects.get()).items() >= facts.items()
