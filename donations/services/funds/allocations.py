"""Which funds a gift belongs to, and the journal brought to it.

A gift is booked to the fund of its payment's line, and so are its fee, refunds and disputes: that
fund never changes. What its allocations say beyond that is posted here, always as the difference
between what should be in the journal by all we know and what is. So a refund after a move, or one
that fails later, corrects itself, in whatever order we hear of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, prefetch_related_objects
from django.utils.translation import get_language, gettext_noop

from core.guards import guarded
from core.models import OrganisationSettings
from core.money import split
from core.rows import insert
from donations.exceptions import (
    AllocationSumError,
    BooksClosedError,
    ConsentMissingError,
    DecidedOnError,
    FeeUnknownError,
    NothingLeftError,
    ReallocationAmountError,
    ReasonMissingError,
    SameFundError,
    SpentError,
)
from donations.models import Allocation, Donation, Reallocation
from ledger.enums import AccountCode, EntryKind
from ledger.models import Entry, Fund, Line
from ledger.services.balances import balance_of
from ledger.services.movements import require_seen
from ledger.services.posting import NewEntry, Posting, post, post_all
from payments.enums import LineKind, RefundStatus
from payments.handlers import income_account_of
from payments.models import DisputeLine, Payment, PaymentLine, RefundLine

DESCRIPTION = gettext_noop("Gift %s, brought to the funds it belongs to")

Leg = tuple[str, int, str]  # account, fund, currency
Shares = dict[int, int]  # fund → its part of the gift's amount


def allocate(*, donation: Donation, parts: Mapping[Fund, int] | None = None) -> None:
    """Write which funds a gift belongs to: all of it to the fund it names, unless `parts` says
    otherwise. Call it in the transaction that writes or receives the gift. Raises
    `AllocationSumError`."""
    wanted = {donation.fund: donation.amount} if parts is None else parts
    if sum(wanted.values()) != donation.amount or min(wanted.values(), default=0) <= 0:
        raise AllocationSumError(donation.amount, donation.currency, get_language() or "en")
    insert(
        [Allocation(donation=donation, fund=fund, amount=amount) for fund, amount in wanted.items()]
    )


def reallocate(
    *,
    uuid: UUID,
    donation: Donation,
    from_fund: Fund,
    to_fund: Fund,
    amount: int,
    decided_on: date,
    reason: str,
    consent: str = "",
    by: Any,
    seen: int | None = None,
) -> Reallocation:
    """Move a gift, or a part of it, to another fund, with its part of Stripe's fee.

    Side effects in one transaction, with the gift's row locked: the allocations change, the journal
    follows by an entry dated noon of the day it was decided, and a `Reallocation` says why. The
    same `uuid` again returns the first and writes nothing. The gift goes on naming the fund that
    its giver chose; so does its receipt. Raises the `GiftError` that says why not, or
    `RecordedMeanwhileError` where `seen` is not the newest move of the gift.
    """
    with transaction.atomic():
        list(
            Fund.objects.select_for_update()
            .filter(pk__in=[from_fund.pk, to_fund.pk])
            .order_by("pk")
        )
        donation = Donation.objects.select_for_update().get(pk=donation.pk)
        if (known := Reallocation.objects.filter(uuid=uuid).first()) is not None:
            return known
        require_seen(donation.reallocations.all(), seen)
        _require_movable(donation, decided_on)
        if from_fund == to_fund:
            raise SameFundError
        if not reason.strip():
            raise ReasonMissingError
        is_bound = from_fund.is_restricted or to_fund.is_restricted
        if is_bound and not consent.strip() and guarded("consent to move"):
            raise ConsentMissingError
        _shift(donation, from_fund, to_fund, amount)
        reallocation = Reallocation(
            uuid=uuid,
            donation=donation,
            from_fund=from_fund,
            to_fund=to_fund,
            amount=amount,
            decided_on=decided_on,
            reason=reason.strip(),
            consent=consent.strip(),
            recorded_by=by,
        )
        reallocation.entry = book_allocations(
            donation,
            occurred_at=OrganisationSettings.noon_of(decided_on),
            moved=[*donation.reallocations.all(), reallocation],
        )
        reallocation.save()
        if from_fund.is_restricted and balance_of(from_fund, donation.currency) < 0:
            raise SpentError
    return reallocation


def _require_movable(donation: Donation, decided_on: date) -> None:
    payment = donation.payment
    if not donation.has_arrived or not donation.kept:
        raise NothingLeftError
    if payment.stripe_charge and payment.fee is None:
        raise FeeUnknownError
    assert donation.received_on is not None
    organisation = OrganisationSettings.load()
    if not donation.received_on <= decided_on <= organisation.today():
        raise DecidedOnError(donation.received_on)
    closed = organisation.books_closed_on
    if guarded("closed books") and closed and decided_on <= closed:
        raise BooksClosedError(closed)


def _shift(donation: Donation, from_fund: Fund, to_fund: Fund, amount: int) -> None:
    """Change the allocations. They sum to the same before and after."""
    source = donation.allocations.filter(fund=from_fund).first()
    most = source.amount if source else 0
    if not 0 < amount <= most:
        raise ReallocationAmountError(most, donation.currency, get_language() or "en")
    assert source is not None
    if amount == source.amount:
        source.delete()
    else:
        Allocation.objects.filter(pk=source.pk).update(amount=F("amount") - amount)
    target, is_new = Allocation.objects.get_or_create(
        donation=donation, fund=to_fund, defaults={"amount": amount}
    )
    if not is_new:
        Allocation.objects.filter(pk=target.pk).update(amount=F("amount") + amount)


def book_allocations(
    donation: Donation,
    *,
    occurred_at: datetime,
    moved: Iterable[Reallocation] | None = None,
) -> Entry | None:
    """Post what is missing between the journal and what the gift's allocations say; often nothing.

    Call it in a transaction that holds the gift's row, whenever what is left of the gift, or where
    it belongs, has changed. `moved` is for who has not written the last move yet.
    """
    entries = entries_of(donation)
    missing = Counter(wanted_legs(donation, moved=moved))
    missing.subtract(posted_legs(donation) if guarded("allocation once") else {})
    if not any(missing.values()):
        return None
    funds = Fund.objects.in_bulk({fund for _account, fund, _currency in missing})
    is_move = any(amount and leg[0] == AccountCode.TRANSFERS for leg, amount in missing.items())
    return post(
        key=f"{key_of(donation)}{entries.count() + 1}",
        kind=EntryKind.TRANSFER if is_move else EntryKind.ALLOCATION,
        description=DESCRIPTION % donation.uuid,
        occurred_at=occurred_at,
        postings=_postings(missing, funds),
    )


def book_splits(gifts: Sequence[tuple[Donation, Mapping[int, int]]]) -> None:
    """Post to their funds gifts that were split when they were given and have just arrived, of
    which nothing was given back or moved yet: by few statements for all what `book_allocations`
    would do for each. Call it in the transaction that receives them."""
    prefetch_related_objects([gift for gift, _parts in gifts], "payment__lines")
    funds = Fund.objects.in_bulk(
        {fund for gift, parts in gifts for fund in (gift.line.fund_id, *parts)}
    )
    entries = []
    for gift, parts in gifts:
        assert gift.received_at is not None
        if legs := _legs(gift, given=parts, now=parts):
            entries.append(
                NewEntry(
                    key=f"{key_of(gift)}1",
                    kind=EntryKind.ALLOCATION,
                    description=DESCRIPTION % gift.uuid,
                    occurred_at=gift.received_at,
                    postings=_postings(legs, funds),
                )
            )
    post_all(entries)


def _postings(legs: Mapping[Leg, int], funds: Mapping[int, Fund]) -> list[Posting]:
    return [
        Posting(AccountCode(account), funds[fund], amount, currency)
        for (account, fund, currency), amount in legs.items()
    ]


def key_of(donation: Donation) -> str:
    return f"gift:{donation.uuid}:"


def entries_of(donation: Donation) -> QuerySet[Entry]:
    return Entry.objects.filter(key__begins=key_of(donation))


def wanted_legs(
    donation: Donation, *, moved: Iterable[Reallocation] | None = None
) -> dict[Leg, int]:
    """What the entries of this gift should sum to, beside those of payment, refunds and disputes.

    How it was split when it was given is income of those funds, and so is what was added for its
    fee; that fee is a cost of theirs. What was moved since then is a transfer of all of it. Parts
    are to the minor unit (largest remainder, ties to the fund that is older).
    """
    now = {part.fund_id: part.amount for part in donation.allocations.all()}
    given = as_given(now, donation.reallocations.all() if moved is None else moved)
    return _legs(donation, given=given, now=now)


def _legs(
    donation: Donation, *, given: Mapping[int, int], now: Mapping[int, int]
) -> dict[Leg, int]:
    booked_to = donation.line.fund_id
    legs: Counter[Leg] = Counter()
    for account, amount, currency in _coming_together(donation):
        legs[account, booked_to, currency] += amount
        for fund, share in shares(amount, given):
            legs[account, fund, currency] -= share
            legs[AccountCode.TRANSFERS, fund, currency] += share
        for fund, share in shares(amount, now):
            legs[AccountCode.TRANSFERS, fund, currency] -= share
    for (_account, fund, each), amount in list(legs.items()):
        legs[AccountCode.DUE_BETWEEN_FUNDS, fund, each] -= amount
    return {
        (str(account), fund, each): amount
        for (account, fund, each), amount in legs.items()
        if amount
    }


def posted_legs(donation: Donation) -> dict[Leg, int]:
    """What they sum to in the journal."""
    rows = (
        Line.objects.filter(entry__in=entries_of(donation))
        .values_list("account__code", "fund_id", "currency")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    return {(code, fund, currency): total for code, fund, currency, total in rows}


def as_given(now: Mapping[int, int], moves: Iterable[Reallocation]) -> Shares:
    """The allocations as they were before these moves."""
    given = Counter(now)
    for move in moves:
        given[move.from_fund_id] += move.amount
        given[move.to_fund_id] -= move.amount
    return {fund: amount for fund, amount in given.items() if amount}


def splits_of(gifts: QuerySet[Donation]) -> dict[int, Shares]:
    """Gift → fund → its part, of those among these gifts that were split when they were given,
    wherever they lie now. Two queries, however many gifts there are."""
    now: dict[int, dict[int, int]] = {}
    away = Allocation.objects.filter(donation__in=gifts).exclude(fund=F("donation__fund"))
    rows = away.values_list("donation", "donation__fund", "donation__amount", "fund", "amount")
    for gift, named, whole, fund, amount in rows:
        parts = now.setdefault(gift, {named: whole})
        parts[named] -= amount
        parts[fund] = amount
    moves = defaultdict(list)
    for move in Reallocation.objects.filter(donation__in=gifts).select_related("donation"):
        moves[move.donation_id].append(move)
        now.setdefault(move.donation_id, {move.donation.fund_id: move.donation.amount})
    given = {gift: as_given(parts, moves[gift]) for gift, parts in now.items()}
    return {gift: parts for gift, parts in given.items() if len(parts) > 1}


def shares(amount: int, weights: Mapping[int, int]) -> list[tuple[int, int]]:
    """An amount shared over funds, to the minor unit."""
    funds = sorted(weights)
    return list(zip(funds, split(amount, [weights[fund] for fund in funds]), strict=True))


def _coming_together(donation: Donation) -> list[tuple[str, int, str]]:
    """Account, amount and currency: what is left of the gift, what its giver added for the fee and
    has not got back, and, negative, its part of what Stripe took."""
    payment = donation.payment
    lines = sorted(payment.lines.all(), key=attrgetter("pk"))
    covers = [line for line in lines if line.kind == LineKind.FEE_COVER]
    is_alone = not covers or payment.donations.count() == 1  # else nobody can say whose fee it is
    covers = covers if is_alone else []
    fees = split(payment.fee or 0, [line.amount for line in lines])
    of_gift = {donation.line_id, *(line.pk for line in covers)}
    fee = sum(fee for line, fee in zip(lines, fees, strict=True) if line.pk in of_gift)
    return [
        (income_account_of(donation.line.kind), donation.kept, donation.currency),
        (income_account_of(LineKind.FEE_COVER), _kept_of(covers), payment.currency),
        (AccountCode.PROCESSING_FEES, -fee, payment.settled_currency or payment.currency),
    ]


def _kept_of(lines: Sequence[PaymentLine]) -> int:
    """What these lines brought, less what was given back or lost of them."""
    if not lines:
        return 0
    refunded = RefundLine.objects.filter(line__in=lines, refund__status=RefundStatus.SUCCEEDED)
    lost = DisputeLine.objects.filter(line__in=lines)
    kept = sum(line.amount for line in lines)
    kept -= refunded.aggregate(total=Sum("amount", default=0))["total"]
    kept -= lost.aggregate(total=Sum("lost", default=0))["total"]
    return kept


def spread() -> Q:
    """Gifts that do not lie whole in the fund of their line, or once did not."""
    return Q(
        Exists(
            Allocation.objects.filter(donation=OuterRef("pk")).exclude(fund=OuterRef("line__fund"))
        )
    ) | Q(Exists(Reallocation.objects.filter(donation=OuterRef("pk"))))


def lies_whole(payment: Payment) -> bool:
    """Whether no gift of it is `spread`: of most this is so, and asked in half the time."""
    parts = Allocation.objects.filter(donation__payment=payment)
    moved = Reallocation.objects.filter(donation__payment=payment)
    return not parts.exclude(fund=F("donation__line__fund")).exists() and not moved.exists()
