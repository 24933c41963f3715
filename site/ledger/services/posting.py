"""The one door into the books."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.db import connection, transaction

from core.guards import guarded
from core.models import OrganisationSettings
from core.rows import insert, insert_unless_there
from ledger.enums import AccountCode, EntryKind
from ledger.exceptions import ConflictingEntryError, UnbalancedError
from ledger.models import Entry, Fund, Line

# Each entry asks for them, so without the ORM: see ADR 21.
ACCOUNTS = "SELECT code, id FROM ledger_account"


class Posting(NamedTuple):
    """One leg to post: minor units, debit positive, credit negative."""

    account: AccountCode
    fund: Fund
    amount: int
    currency: str


class NewEntry(NamedTuple):
    """An entry to post with others."""

    key: str
    kind: EntryKind
    description: str
    occurred_at: datetime
    postings: Sequence[Posting]


def post_all(entries: Sequence[NewEntry]) -> None:
    """Write many balanced entries by two statements, all or none: what `post` does for each, but
    that none may have been posted before. A key that was raises `IntegrityError`; lines that do not
    sum to zero per currency and fund raise `UnbalancedError`. Call it in a transaction."""
    if not entries:
        return
    all_lines = [_added_up(entry.postings) for entry in entries]
    for lines in all_lines:
        _require_balance(lines)
    organisation = OrganisationSettings.load()
    written = [
        Entry(
            key=entry.key,
            kind=entry.kind,
            description=entry.description[:250],
            occurred_at=entry.occurred_at,
            booked_on=organisation.day_of(entry.occurred_at),
        )
        for entry in entries
    ]
    insert(written)
    _insert_lines(zip(written, all_lines, strict=True))


def _insert_lines(entries: Iterable[tuple[Entry, dict["Leg", int]]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS)
        accounts = dict(cursor.fetchall())
    insert(
        [
            Line(
                entry=entry,
                account_id=accounts[code],
                fund_id=fund_id,
                currency=currency,
                amount=amount,
            )
            for entry, lines in entries
            for (code, fund_id, currency), amount in sorted(lines.items())
        ]
    )


def post(
    *,
    key: str,
    kind: EntryKind,
    description: str,
    occurred_at: datetime,
    postings: Iterable[Posting],
    reverses: Entry | None = None,
) -> Entry:
    """Write one balanced entry, once.

    Legs of the same account, fund and currency are added up and zero legs dropped. Posting a key
    again returns the first entry; with other lines it raises `ConflictingEntryError`. Lines that
    do not sum to zero per currency and fund raise `UnbalancedError`. The booking date is the day
    in the organisation's zone at `occurred_at` (UTC).
    """
    lines = _added_up(postings)
    _require_balance(lines)
    if not guarded("once"):
        key = f"{key}#{uuid4()}"  # tests only: without its key an entry is posted each time
    entry = Entry(
        key=key,
        kind=kind,
        description=description[:250],
        occurred_at=occurred_at,
        booked_on=OrganisationSettings.load().day_of(occurred_at),
        reverses=reverses,
    )
    with transaction.atomic():
        if not insert_unless_there(entry):
            # A twin was faster, or this is a retry: what counts is that the lines are the same.
            entry = Entry.objects.get(key=key)
            if _lines_of(entry) != lines:
                raise ConflictingEntryError(f"{key} was posted before with other lines")
            return entry
        _insert_lines([(entry, lines)])
    return entry


def reverse(entry: Entry, *, occurred_at: datetime, reason: str) -> Entry:
    """Undo an entry by its mirror image; a second call returns the first reversal."""
    postings = [
        Posting(AccountCode(line.account.code), line.fund, -line.amount, line.currency)
        for line in entry.lines.select_related("account", "fund")
    ]
    return post(
        key=f"reversal:{entry.key}",
        kind=EntryKind.REVERSAL,
        description=f"{reason}: {entry.description}",
        occurred_at=occurred_at,
        postings=postings,
        reverses=entry,
    )


def has_lines(entry: Entry, postings: Iterable[Posting]) -> bool:
    """Whether the entry says exactly this."""
    return _lines_of(entry) == _added_up(postings)


Leg = tuple[str, int, str]


def _added_up(postings: Iterable[Posting]) -> dict[Leg, int]:
    total: Counter[Leg] = Counter()
    for posting in postings:
        total[posting.account.value, posting.fund.pk, posting.currency] += posting.amount
    return {leg: amount for leg, amount in total.items() if amount}


def _require_balance(lines: dict[Leg, int]) -> None:
    if not lines:
        raise UnbalancedError("an entry needs lines")
    sums: Counter[tuple[int, str]] = Counter()
    for (_code, fund_id, currency), amount in lines.items():
        sums[fund_id, currency] += amount
    off = {key: amount for key, amount in sums.items() if amount}
    if off:
        raise UnbalancedError(f"lines are off by {off} per fund and currency")


def _lines_of(entry: Entry) -> dict[Leg, int]:
    rows = entry.lines.values_list("account__code", "fund_id", "currency", "amount")
    return {(code, fund, currency): amount for code, fund, currency, amount in rows}
