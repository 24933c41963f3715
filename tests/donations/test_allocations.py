"""Gifts and the funds they belong to: split when given, moved later, given back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from core.models import OrganisationSettings
from donations.exceptions import (
    AllocationSumError,
    BooksClosedError,
    ConsentMissingError,
    DecidedOnError,
    FeeUnknownError,
    GiftError,
    NothingLeftError,
    ReallocationAmountError,
    ReasonMissingError,
    SameFundError,
    SpentError,
)
from donations.models import Allocation, Donation, Reallocation
from donations.services.documents.receipt_documents import read_out
from donations.services.funds.allocations import book_allocations, entries_of, reallocate
from donations.services.giving.gifts import record_pending_gift
from ledger.enums import AccountCode, EntryKind, Restriction
from ledger.exceptions import AppendOnlyError
from ledger.models import Entry, Fund, Line
from ledger.services.balances import balance_of
from ledger.services.movements import spend
from ledger.services.posting import Posting, post
from ledger.verification import verify
from payments.enums import LineKind
from payments.services.checkout import NewLine
from tests.factories.accounts import make_user
from tests.factories.donations import PAID_AT
from tests.factories.gifts import make_received_gift
from tests.factories.ledger import default_fund, make_fund
from tests.factories.payments import ask_refund, gift_line, make_payment, tell_refund
from tests.infrastructure.plans import reads_every_row

pytestmark = pytest.mark.django_db

LETTER = "Letter of 3 May 2026, in the file of gifts: “use it for the wells as well”"


def wells() -> Fund:
    return make_fund(code="wells", name="Wells", restriction=Restriction.PURPOSE)


def move(gift: Donation, to_fund: Fund, amount: int | None = None, **overrides: Any) -> Any:
    values = {
        "uuid": uuid4(),
        "donation": gift,
        "from_fund": gift.fund,
        "to_fund": to_fund,
        "amount": gift.amount if amount is None else amount,
        "decided_on": date(2026, 11, 21),
        "reason": "The giver wrote to us",
        "consent": LETTER,
        "by": make_user(),
    }
    return reallocate(**{**values, **overrides})


def parts_of(gift: Donation) -> dict[str, int]:
    return {part.fund.code: part.amount for part in gift.allocations.select_related("fund")}


def legs(entry: Entry) -> dict[tuple[str, str], int]:
    rows = entry.lines.values_list("account__code", "fund__code", "amount")
    return {(code, fund): amount for code, fund, amount in rows}


def wrong() -> list[str]:
    return [problem for found in verify().values() for problem in found]


def test_gift_belongs_to_the_fund_it_names() -> None:
    fund = wells()
    gift = make_received_gift(fund=fund)
    assert parts_of(gift) == {"wells": 4000}
    assert not Entry.objects.filter(kind=EntryKind.ALLOCATION).exists()
    assert balance_of(fund, "USD") == 4000 - 146
    # Split into one part, which is that fund: nothing is to be moved, now or ever.
    whole = make_received_gift(fund=fund, parts={fund: 4000})
    assert parts_of(whole) == {"wells": 4000}
    assert not Entry.objects.filter(kind=EntryKind.ALLOCATION).exists()
    assert wrong() == []


def test_what_is_booked_is_not_booked_again() -> None:
    gift = make_received_gift(parts={default_fund(): 3000, wells(): 1000})
    before = Entry.objects.count()
    assert book_allocations(gift, occurred_at=PAID_AT) is None
    assert Entry.objects.count() == before
    assert not reads_every_row(entries_of(gift))


def test_split_gift_is_income_of_each_fund_from_the_beginning() -> None:
    fund = wells()
    gift = make_received_gift(10_000, parts={default_fund(): 6000, fund: 4000}, fee=0)
    assert parts_of(gift) == {"unrestricted": 6000, "wells": 4000}
    assert legs(Entry.objects.get(kind=EntryKind.ALLOCATION)) == {
        (AccountCode.GIFTS, "unrestricted"): 4000,
        (AccountCode.DUE_BETWEEN_FUNDS, "unrestricted"): -4000,
        (AccountCode.DUE_BETWEEN_FUNDS, "wells"): 4000,
        (AccountCode.GIFTS, "wells"): -4000,
    }
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (6000, 4000)
    said = "Fund: Where it is needed most, $60.00 · Fund: Wells, restricted to a purpose, $40.00"
    assert read_out(gift.payment.receipts.get())["lines"][0]["fund"] == said
    move(gift, fund, 6000)
    tell_refund(ask_refund(gift.payment, (0, 1000, 0)))
    assert read_out(gift.payment.receipts.get(status="issued"))["lines"][0]["fund"] == said
    assert wrong() == []


@pytest.mark.parametrize("amounts", [(), (3999,), (4001,), (4000, 0), (5000, -1000)])
def test_parts_that_do_not_make_the_gift_are_refused(amounts: tuple[int, ...]) -> None:
    payment = make_payment(gift_line(4000))
    funds = [default_fund(), make_fund()]
    parts = dict(zip(funds, amounts, strict=False))
    with pytest.raises(AllocationSumError), transaction.atomic():
        record_pending_gift(payment=payment, line=payment.lines.get(), parts=parts)
    assert not Donation.objects.exists()


@pytest.mark.engine("postgresql")
def test_database_refuses_parts_that_do_not_sum() -> None:
    make_received_gift()

    def commit(change: Callable[[], object]) -> None:
        with transaction.atomic():
            change()
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        commit(lambda: Allocation.objects.update(amount=3999))
    with pytest.raises(IntegrityError):
        commit(lambda: Allocation.objects.all().delete())


def test_moved_gift_takes_its_fee_along() -> None:
    fund = wells()
    gift = make_received_gift()
    moved = move(gift, fund)
    assert parts_of(gift) == {"wells": 4000}
    assert gift.fund == default_fund()
    assert legs(moved.entry) == {
        (AccountCode.TRANSFERS, "unrestricted"): 3854,
        (AccountCode.DUE_BETWEEN_FUNDS, "unrestricted"): -3854,
        (AccountCode.DUE_BETWEEN_FUNDS, "wells"): 3854,
        (AccountCode.TRANSFERS, "wells"): -3854,
    }
    assert moved.entry.booked_on == date(2026, 11, 21)
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (0, 3854)
    assert wrong() == []


def test_part_of_a_gift_is_moved_and_moved_back() -> None:
    fund, person = make_fund(code="soap"), make_user()
    gift = make_received_gift(1000, fee=33)
    move(gift, fund, 333, by=person)
    assert parts_of(gift) == {"unrestricted": 667, "soap": 333}
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (645, 322)
    move(gift, default_fund(), 333, from_fund=fund, by=person)
    assert parts_of(gift) == {"unrestricted": 1000}
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (967, 0)
    assert wrong() == []


def test_refund_of_a_moved_gift_is_borne_by_the_fund_where_it_is() -> None:
    fund = make_fund(code="soap")
    gift = make_received_gift(fee=0)
    move(gift, fund, 3000)
    refund = tell_refund(ask_refund(gift.payment, (0, 2000, 0)))
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (500, 1500)
    assert wrong() == []
    tell_refund(refund, "failed")
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (1000, 3000)
    assert wrong() == []
    tell_refund(ask_refund(gift.payment, (0, 4000, 0)))
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (0, 0)
    assert wrong() == []


def test_what_was_added_for_the_fee_goes_along() -> None:
    fund = make_fund(code="soap")
    cover = NewLine(kind=LineKind.FEE_COVER, description="Fee", amount=150, fund=default_fund())
    gift = make_received_gift(cover=cover)
    assert gift.payment.fee == 150
    move(gift, fund, 1000)
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (3000, 1000)
    tell_refund(ask_refund(gift.payment, (1, 150, 0)))
    assert (balance_of(default_fund(), "USD"), balance_of(fund, "USD")) == (2887, 963)
    assert wrong() == []


def test_same_move_twice_is_one() -> None:
    fund = make_fund(code="soap")
    gift, uuid, by = make_received_gift(), uuid4(), make_user()
    first = move(gift, fund, 1000, uuid=uuid, by=by)
    assert move(gift, fund, 1000, uuid=uuid, by=by) == first
    assert parts_of(gift) == {"unrestricted": 3000, "soap": 1000}
    assert Reallocation.objects.count() == 1


def test_moves_that_make_no_sense_are_refused() -> None:
    soap, restricted = make_fund(code="soap"), wells()
    gift, bound = make_received_gift(), make_received_gift(fund=restricted)
    waiting, unknown = make_payment(), make_received_gift(fee=None)
    pending = record_pending_gift(payment=waiting, line=waiting.lines.get())
    refunded = make_received_gift()
    tell_refund(ask_refund(refunded.payment, (0, 4000, 0)))
    by = make_user()
    tomorrow = OrganisationSettings.today() + timedelta(days=1)
    refusals: list[tuple[type[GiftError], Donation, Fund, dict[str, Any]]] = [
        (NothingLeftError, pending, soap, {}),
        (NothingLeftError, Donation.objects.get(pk=refunded.pk), soap, {}),
        (FeeUnknownError, unknown, soap, {}),
        (SameFundError, gift, default_fund(), {}),
        (ReasonMissingError, gift, soap, {"reason": " "}),
        (ReallocationAmountError, gift, soap, {"amount": 4001}),
        (ReallocationAmountError, gift, soap, {"amount": 0}),
        (ReallocationAmountError, gift, soap, {"from_fund": restricted}),
        (DecidedOnError, gift, soap, {"decided_on": date(2026, 11, 20)}),
        (DecidedOnError, gift, soap, {"decided_on": tomorrow}),
        (ConsentMissingError, gift, restricted, {"consent": " "}),
        (ConsentMissingError, bound, soap, {"consent": ""}),
    ]
    for error, donation, to_fund, overrides in refusals:
        with pytest.raises(error), transaction.atomic():
            move(donation, to_fund, **{"by": by, **overrides})
    assert not Reallocation.objects.exists()
    assert not Entry.objects.filter(kind=EntryKind.TRANSFER).exists()


def test_gift_is_not_moved_in_closed_books() -> None:
    gift, fund = make_received_gift(), make_fund()
    settings = OrganisationSettings.load()
    settings.books_closed_on = date(2026, 11, 21)
    settings.save()
    with pytest.raises(BooksClosedError), transaction.atomic():
        move(gift, fund)
    assert not Reallocation.objects.exists()


def test_money_that_was_spent_cannot_be_moved() -> None:
    restricted, by = wells(), make_user()
    gift = make_received_gift(fund=restricted, fee=0)
    spend(
        uuid=uuid4(),
        fund=restricted,
        amount=3000,
        currency="USD",
        happened_on=date(2026, 11, 21),
        reason="Pump",
        by=by,
    )
    with pytest.raises(SpentError), transaction.atomic():
        move(gift, default_fund(), 1001, by=by)
    move(gift, default_fund(), 1000, by=by)
    assert balance_of(restricted, "USD") == 0
    assert wrong() == []


def test_reallocation_is_never_changed() -> None:
    moved = move(make_received_gift(), make_fund())
    moved.reason = "Another"
    with pytest.raises(AppendOnlyError):
        moved.save()
    with pytest.raises(AppendOnlyError):
        Reallocation.objects.all().delete()


def test_without_its_guards_a_restriction_is_lost_and_a_refund_is_booked_wrong() -> None:
    restricted, soap = wells(), make_fund(code="soap")
    bound, gift = make_received_gift(fund=restricted), make_received_gift()
    move(gift, soap, 1000)
    with override_settings(GUARDS_OFF=("consent to move", "allocation once")):
        move(bound, default_fund(), consent="")
        move(gift, soap, 1000)
    assert balance_of(restricted, "USD") == 0
    assert f"Gift {gift.uuid} is not in the journal as its allocations say." in wrong()


def test_books_that_say_something_else_are_found() -> None:
    gift, other = make_received_gift(), make_fund(code="other")
    Allocation.objects.filter(donation=gift).update(fund=other)
    assert wrong()[-1:] == [f"Gift {gift.uuid} is not in the journal as its allocations say."]
    Allocation.objects.filter(donation=gift).update(fund=default_fund())
    post(
        key=f"gift:{gift.uuid}:1",
        kind=EntryKind.TRANSFER,
        description="By hand",
        occurred_at=PAID_AT,
        postings=[
            Posting(AccountCode.TRANSFERS, fund, sign * 1000, "USD")
            if account == "moved"
            else Posting(AccountCode.DUE_BETWEEN_FUNDS, fund, -sign * 1000, "USD")
            for fund, sign in ((default_fund(), 1), (other, -1))
            for account in ("moved", "due")
        ],
    )
    assert wrong() == [f"The journal moves gift {gift.uuid} between funds, and nothing says why."]
    assert Line.objects.filter(account__code=AccountCode.TRANSFERS).count() == 2
