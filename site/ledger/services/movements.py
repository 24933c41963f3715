"""What staff record about a fund: spending, releases, transfers, opening balances.

Money restricted by a donor leaves its fund in two ways only: by a release, once it is spent for its
purpose or its time has come, or with the gift that it came by
(`donations.services.funds.allocations`).
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_noop

from core.guards import guarded
from core.models import OrganisationSettings
from ledger.enums import AccountCode, EntryKind, MovementKind, Restriction
from ledger.exceptions import (
    BooksClosedError,
    DonorRestrictsError,
    FutureDateError,
    NoReasonError,
    NotEnoughError,
    NotRestrictedError,
    RecordedMeanwhileError,
    RestrictedError,
    SameFundError,
    TimeNotComeError,
    UndoneError,
)
from ledger.models import Fund, FundMovement
from ledger.services.balances import balance_of
from ledger.services.posting import Posting, post, reverse

ENTRY_KINDS = {
    MovementKind.OPENING: EntryKind.OPENING,
    MovementKind.SPENDING: EntryKind.SPENDING,
    MovementKind.RELEASE_SPENT: EntryKind.RELEASE,
    MovementKind.RELEASE_TIME: EntryKind.RELEASE,
    MovementKind.TRANSFER: EntryKind.TRANSFER,
}


def record_opening(
    *,
    uuid: UUID,
    fund: Fund,
    amount: int,
    currency: str,
    happened_on: date,
    reason: str,
    document: str = "",
    by: Any,
    seen: int | None = None,
) -> FundMovement:
    """Note what was in a fund before these books began. Side effects as in `_record`."""
    return _record(
        kind=MovementKind.OPENING,
        uuid=uuid,
        fund=fund,
        amount=amount,
        currency=currency,
        happened_on=happened_on,
        reason=reason,
        document=document,
        by=by,
        seen=seen,
    )


def spend(
    *,
    uuid: UUID,
    fund: Fund,
    amount: int,
    currency: str,
    happened_on: date,
    reason: str,
    document: str = "",
    by: Any,
    seen: int | None = None,
) -> FundMovement:
    """Note money spent from a fund. From a restricted one that is a release (`RELEASE_SPENT`): the
    money is then free of its restriction, and spent. Side effects as in `_record`.

    A restricted fund cannot give more than it has; one without restrictions can be overdrawn, since
    these books need not know all that the organisation has.
    """
    return _record(
        kind=MovementKind.RELEASE_SPENT if fund.is_restricted else MovementKind.SPENDING,
        uuid=uuid,
        fund=fund,
        to_fund=Fund.objects.default() if fund.is_restricted else None,
        amount=amount,
        currency=currency,
        happened_on=happened_on,
        reason=reason,
        document=document,
        by=by,
        seen=seen,
        check=_require_covered if fund.is_restricted else None,
    )


def release(
    *,
    uuid: UUID,
    fund: Fund,
    amount: int,
    currency: str,
    happened_on: date,
    reason: str,
    document: str = "",
    by: Any,
    seen: int | None = None,
) -> FundMovement:
    """Free money of a fund restricted to a time that has come: it moves to the default fund, where
    it is without restrictions. Side effects as in `_record`."""
    if not fund.is_restricted:
        raise NotRestrictedError
    if fund.restriction != Restriction.TIME or fund.free_on is None or happened_on < fund.free_on:
        raise TimeNotComeError
    return _record(
        kind=MovementKind.RELEASE_TIME,
        uuid=uuid,
        fund=fund,
        to_fund=Fund.objects.default(),
        amount=amount,
        currency=currency,
        happened_on=happened_on,
        reason=reason,
        document=document,
        by=by,
        seen=seen,
        check=_require_covered,
    )


def transfer(
    *,
    uuid: UUID,
    fund: Fund,
    to_fund: Fund,
    amount: int,
    currency: str,
    happened_on: date,
    reason: str,
    document: str = "",
    by: Any,
    seen: int | None = None,
) -> FundMovement:
    """Move money without restrictions to another fund, as when the board sets some aside. Into a
    restricted fund only what it lacks: nobody but a donor restricts. Side effects as in `_record`.
    """
    if fund.is_restricted:
        raise RestrictedError
    if fund == to_fund:
        raise SameFundError

    def check(movement: FundMovement) -> None:
        _require_covered(movement)
        if to_fund.is_restricted and amount > -balance_of(to_fund, currency):
            raise DonorRestrictsError

    return _record(
        kind=MovementKind.TRANSFER,
        uuid=uuid,
        fund=fund,
        to_fund=to_fund,
        amount=amount,
        currency=currency,
        happened_on=happened_on,
        reason=reason,
        document=document,
        by=by,
        seen=seen,
        check=check,
    )


def undo_movement(
    *, uuid: UUID, movement: FundMovement, happened_on: date, reason: str, by: Any
) -> FundMovement:
    """Take back what was recorded by mistake: the mirror of its entry, and a row that says why.
    Both rows stay. The same `uuid` again returns the first row."""
    with transaction.atomic():
        _lock(movement.fund, movement.to_fund)
        if (known := FundMovement.objects.filter(uuid=uuid).first()) is not None:
            return known
        if movement.undoes_id or FundMovement.objects.filter(undoes=movement).exists():
            raise UndoneError
        _require_words(reason, happened_on)
        return FundMovement.objects.create(
            uuid=uuid,
            kind=movement.kind,
            fund=movement.fund,
            to_fund=movement.to_fund,
            amount=movement.amount,
            currency=movement.currency,
            happened_on=happened_on,
            reason=reason.strip(),
            recorded_by=by,
            entry=reverse(
                movement.entry,
                occurred_at=OrganisationSettings.noon_of(happened_on),
                reason=gettext_noop("Undone"),
            ),
            undoes=movement,
        )


def _record(
    *,
    by: Any,
    seen: int | None,
    check: Callable[[FundMovement], None] | None = None,
    **facts: Any,
) -> FundMovement:
    """Write a movement and its entry, once for each `uuid`. `seen` is the newest movement of the
    fund that whoever records it knows of (`pk_of_latest`): where there is a newer one, it is
    refused.

    Side effects in one transaction, with the funds' rows locked: the entry is posted, dated noon of
    the day, then the movement is written. Raises the `MovementError` that says why not; nothing is
    written then.
    """
    _require_words(facts["reason"], facts["happened_on"])
    movement = FundMovement(recorded_by=by, **facts)
    movement.reason = movement.reason.strip()
    with transaction.atomic():
        _lock(movement.fund, movement.to_fund)
        if (known := FundMovement.objects.filter(uuid=movement.uuid).first()) is not None:
            return known  # a double click: the first one made it
        require_seen(movement.fund.movements.all(), seen)
        if check is not None and guarded("fund balance"):
            check(movement)
        movement.entry = post(
            key=key_of(movement),
            kind=ENTRY_KINDS[MovementKind(movement.kind)],
            description=f"{MovementKind(movement.kind).in_english}: {movement.reason}",
            occurred_at=OrganisationSettings.noon_of(movement.happened_on),
            postings=postings_of(movement),
        )
        movement.save()
    return movement


def pk_of_latest(rows: QuerySet[Any]) -> int:
    """What a form carries, to notice that something was recorded after it was opened."""
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def require_seen(rows: QuerySet[Any], seen: int | None) -> None:
    """Refuse where the newest of `rows` is not the one that was seen: the same may have been typed
    in a second tab. Call it while what they belong to is locked; `None` says that nobody looked."""
    latest = rows.order_by("-pk").first()
    if seen is not None and latest is not None and latest.pk != seen:
        raise RecordedMeanwhileError(latest, get_language() or "en")


def key_of(movement: FundMovement) -> str:
    return f"movement:{movement.uuid}"


def postings_of(movement: FundMovement) -> list[Posting]:
    """The legs of a movement. Between funds an account of what they owe each other keeps each of
    them balanced; over all funds it is zero."""
    kind, amount = MovementKind(movement.kind), movement.amount
    if kind == MovementKind.OPENING:
        legs = [
            (AccountCode.BANK, movement.fund, amount),
            (AccountCode.OPENING, movement.fund, -amount),
        ]
    elif kind == MovementKind.SPENDING:
        legs = [
            (AccountCode.SPENDING, movement.fund, amount),
            (AccountCode.BANK, movement.fund, -amount),
        ]
    else:
        assert movement.to_fund is not None
        moved = AccountCode.TRANSFERS if kind == MovementKind.TRANSFER else AccountCode.RELEASED
        legs = [
            (moved, movement.fund, amount),
            (AccountCode.DUE_BETWEEN_FUNDS, movement.fund, -amount),
            (AccountCode.DUE_BETWEEN_FUNDS, movement.to_fund, amount),
            (moved, movement.to_fund, -amount),
        ]
        if kind == MovementKind.RELEASE_SPENT:
            legs += [
                (AccountCode.SPENDING, movement.to_fund, amount),
                (AccountCode.BANK, movement.to_fund, -amount),
            ]
    return [Posting(account, fund, part, movement.currency) for account, fund, part in legs]


def _require_words(reason: str, happened_on: date) -> None:
    if not reason.strip():
        raise NoReasonError
    organisation = OrganisationSettings.load()
    if happened_on > organisation.today():
        raise FutureDateError
    closed = organisation.books_closed_on
    if guarded("closed books") and closed and happened_on <= closed:
        raise BooksClosedError(closed)


def _require_covered(movement: FundMovement) -> None:
    balance = balance_of(movement.fund, movement.currency)
    if movement.amount > balance:
        raise NotEnoughError(balance, movement.currency, get_language() or "en")


def _lock(*funds: Fund | None) -> None:
    """Whoever takes from a fund waits for whoever does so now; in one order, against deadlock."""
    wanted = sorted(fund.pk for fund in funds if fund is not None)
    list(Fund.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
