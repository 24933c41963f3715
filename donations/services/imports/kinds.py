"""What the rows of a file can be. Each kind has its columns, reads a row, says whether what it
tells is new, records it, and takes it out again."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from donations.enums import ImportKind, RowState
from donations.models import Donation, Import, ImportRow, Reallocation
from donations.services.exports.gifts import gift_rows
from donations.services.exports.grants import grant_rows
from donations.services.exports.supporters import supporter_rows
from donations.services.imports.columns import COLUMNS, Columns
from donations.services.imports.companions import link_matches
from donations.services.imports.gift_rows import GiftReader
from donations.services.imports.gifts import judge_gifts, record_gifts, take_back
from donations.services.imports.grant_rows import GrantReader
from donations.services.imports.grants import is_built_on, judge_grants, record_grant, undo_grant
from donations.services.imports.rows import RowReader
from donations.services.imports.supporter_rows import SupporterReader
from donations.services.imports.supporters import (
    judge_supporters,
    record_supporters,
    supporters_built_on,
    undo_supporter,
)
from payments.enums import PaymentStatus

Pairs = Sequence[tuple[ImportRow, Any]]


class Kind(ABC):
    """One kind of row. `judge` and `record` get rows with what was read of each, many at a time."""

    name: ImportKind
    reader: type[RowReader]
    export_permission: str  # to see all of them
    result: str  # the field of a row that points at what it became
    key_field = "key"  # where to say that a row stands in the file twice

    @property
    def columns(self) -> Columns:
        return COLUMNS[self.name]

    def rows(self, may: Callable[[str], bool] | None = None) -> Iterator[list[str]]:
        """All that there is, as it is exported: the headings first. Columns that stand behind
        another permission only for who `may`."""
        hidden = self.hidden(may) if may else []
        if not hidden:
            return self.every_row()
        shown = [place for place, name in enumerate(self.columns.own) if name not in hidden]
        return ([row[place] for place in shown] for row in self.every_row())

    def hidden(self, may: Callable[[str], bool]) -> list[str]:
        """The columns that are not exported for who has these permissions."""
        return [name for name, needed in self.columns.behind.items() if not may(needed)]

    @abstractmethod
    def every_row(self) -> Iterator[list[str]]:
        """The headings, and then all rows with all of their cells."""

    @abstractmethod
    def judge(self, pairs: Pairs, batch: Import) -> None:
        """Set the state of each row: new, filling, known, or bad with its problems."""

    @abstractmethod
    def record(self, pairs: Pairs, reader: Any, batch: Import) -> None:
        """Write what these rows tell, and point each at it. In a transaction that judged them."""

    def finish(self, batch: Import) -> None:  # noqa: B027  # most rows stand by themselves
        """All rows are in: tie together what points at one another. May be done again."""

    @abstractmethod
    def undo(self, row: ImportRow, batch: Import) -> None:
        """Take out what a row became. In a transaction, with the row locked. Raises
        `BuiltOnError`."""

    @abstractmethod
    def is_built_on(self, batch: Import) -> bool:
        """Whether something was built on what a row of this import became."""


class Gifts(Kind):
    name = ImportKind.GIFTS
    reader = GiftReader
    export_permission = "donations.view_donation"
    result = "donation"

    def every_row(self) -> Iterator[list[str]]:
        return gift_rows()

    def judge(self, pairs: Pairs, batch: Import) -> None:
        judge_gifts(pairs)

    def record(self, pairs: Pairs, reader: Any, batch: Import) -> None:
        record_gifts(pairs, reader, batch)

    def finish(self, batch: Import) -> None:
        link_matches(batch)

    def undo(self, row: ImportRow, batch: Import) -> None:
        gift = row.donation
        if gift is not None and gift.payment.status != PaymentStatus.REFUNDED:
            take_back(gift, by=batch.uploaded_by, note=f"import {batch.pk} undone")

    def is_built_on(self, batch: Import) -> bool:
        """One was refunded here, moved to another fund, matched by a gift that is not in the file,
        or received as an instalment."""
        done = batch.rows.filter(state=RowState.DONE)
        others = Donation.objects.exclude(import_row__batch=batch)
        since = Q(Exists(others.filter(matches=OuterRef("donation"))))
        since |= Q(donation__instalments__isnull=False)
        since |= Q(donation__payment__refunds__requested_by__isnull=False)
        moved = Reallocation.objects.filter(donation__import_row__in=done).values("donation")
        moves = done.filter(donation__in=moved).annotate(moves=Count("donation__reallocations"))
        return done.filter(since).exists() or any(
            row.moves != row.noted.get("moves") for row in moves
        )


class Supporters(Kind):
    name = ImportKind.SUPPORTERS
    reader = SupporterReader
    export_permission = "accounts.view_supporter"
    result = "supporter"

    def every_row(self) -> Iterator[list[str]]:
        return supporter_rows()

    def judge(self, pairs: Pairs, batch: Import) -> None:
        judge_supporters(pairs)

    def record(self, pairs: Pairs, reader: Any, batch: Import) -> None:
        record_supporters(pairs, batch)

    def undo(self, row: ImportRow, batch: Import) -> None:
        undo_supporter(row)

    def is_built_on(self, batch: Import) -> bool:
        return supporters_built_on(batch.rows.all()).exists()


class Grants(Kind):
    name = ImportKind.GRANTS
    reader = GrantReader
    export_permission = "donations.view_grant"
    result = "grant"

    def every_row(self) -> Iterator[list[str]]:
        return grant_rows()

    def judge(self, pairs: Pairs, batch: Import) -> None:
        judge_grants(pairs, batch)

    def record(self, pairs: Pairs, reader: Any, batch: Import) -> None:
        for row, values in pairs:
            fund = reader.made_fund(values.fund.fund, values.fund.facts)
            record_grant(row, values, fund, batch)

    def undo(self, row: ImportRow, batch: Import) -> None:
        undo_grant(row)

    def is_built_on(self, batch: Import) -> bool:
        return any(
            is_built_on(row)
            for row in batch.rows.filter(state=RowState.DONE).select_related("grant")
        )


KINDS: dict[str, Kind] = {kind.name: kind for kind in (Gifts(), Supporters(), Grants())}
