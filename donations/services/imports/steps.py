"""Imports of what was kept elsewhere: a file is read, checked, imported and, while nothing was
built on it, undone. Each step is done a few rows at a time by whoever has claimed it, and may be
broken off and done again anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend

from accounts.models import User
from core.guards import guarded
from core.models import OrganisationSettings
from core.rows import update
from donations.enums import DayOrder, ImportKind, ImportStatus, RowState
from donations.exceptions import BuiltOnError, DonationsError, ImportStepError
from donations.models import Import, ImportRow
from donations.services.imports.columns import columns_of, recognise
from donations.services.imports.days import OrdersSeen
from donations.services.imports.files import read_table
from donations.services.imports.headings import DAY_ORDERS
from donations.services.imports.kinds import KINDS, Pairs
from donations.services.imports.rows import RowReader
from payments.exceptions import PaymentError

STEP = 200  # rows of one transaction
TASK_TIME = timedelta(seconds=2)  # so that others get their turn, or the request its answer
TIMER_TIME = timedelta(seconds=45)
READ_WITHIN = timedelta(hours=1)
CLAIM_EXPIRES = timedelta(minutes=5)  # then whoever was at it has died
NEXT = {
    ImportStatus.CHECKING: ImportStatus.CHECKED,
    ImportStatus.IMPORTING: ImportStatus.IMPORTED,
    ImportStatus.UNDOING: ImportStatus.UNDONE,
}
DAYS = ("received_on", "applied_on", "since")  # one of these every row has
REFUSALS = (DonationsError, PaymentError, DataError, IntegrityError)


def open_import(
    *, file: IO[bytes], name: str, by: User, kind: ImportKind = ImportKind.GIFTS
) -> Import:
    """Read a file into rows, whole or not at all; nothing of it is imported yet.

    Writes the import with its rows, and for an export that is known what it is of and which column
    is what. Raises `ImportFileError`, or `ImportStepError` for a file without rows.
    """
    headings, rows = read_table(file)
    kind, source = recognise(headings, kind)
    batch = Import.objects.create(
        file_name=name[:200],
        kind=kind,
        source=source,
        headings=headings,
        columns=columns_of(kind, source, headings),
        uploaded_by=by,
        moved_at=timezone.now(),
    )
    # Not in one transaction: reading a large sheet takes longer than others wait for SQLite.
    total = 0
    try:
        orders, place = OrdersSeen(), _place_of_days(batch.columns)
        for part in _parts(rows):
            ImportRow.objects.bulk_create(
                ImportRow(batch=batch, line=line, cells=cells) for line, cells in part
            )
            total += len(part)
            if place is not None:
                orders.look_at(cells[place] for _line, cells in part)
        if not total:
            raise ImportStepError(_("The file has headings and no rows."))
    except DonationsError:
        batch.delete()
        raise
    order = orders.order(unless=DAY_ORDERS.get(source, DayOrder.ISO))
    Import.objects.filter(pk=batch.pk).update(total=total, day_order=order)
    batch.refresh_from_db()
    return batch


def _place_of_days(columns: Mapping[str, int]) -> int | None:
    return next((columns[name] for name in DAYS if name in columns), None)


def _parts(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    while part := list(islice(rows, 1000)):
        yield part


def check_import(
    batch: Import,
    *,
    source: str,
    columns: Mapping[str, int],
    day_order: str,
    makes_funds: bool = False,
) -> None:
    """Begin the dry run with these columns; nothing is imported. Raises `ImportStepError` when a
    column is missing or something of the import is under way or done."""
    told = KINDS[batch.kind].columns
    if missing := [str(told.fields[name]) for name in told.needed if name not in columns]:
        raise ImportStepError(_("Name the column of: %(names)s") % {"names": ", ".join(missing)})
    _begin(
        batch,
        ImportStatus.CHECKING,
        [ImportStatus.UPLOADED, ImportStatus.CHECKED],
        source=source,
        columns=dict(columns),
        day_order=day_order,
        makes_funds=makes_funds,
        language=get_language() or "",
    )


def begin_import(batch: Import) -> None:
    """Begin to import the rows that the dry run found new; the others stay out."""
    _begin(batch, ImportStatus.IMPORTING, [ImportStatus.CHECKED])


def begin_undo(batch: Import) -> None:
    """Begin to take out what was imported: gifts by mirrored entries. Raises `ImportStepError` when
    something was built on a row of it."""
    if is_built_on(batch):
        raise ImportStepError(
            _(
                "Something was built on these rows: one was changed, refunded, moved or matched. "
                "They stay."
            )
        )
    _begin(batch, ImportStatus.UNDOING, [ImportStatus.IMPORTED])


def is_built_on(batch: Import) -> bool:
    return KINDS[batch.kind].is_built_on(batch)


def _begin(
    batch: Import, to: ImportStatus, only_from: list[ImportStatus], **values: object
) -> None:
    with transaction.atomic():
        whole = Import.objects.filter(pk=batch.pk, total__gt=0)
        moved = whole.filter(status__in=only_from).update(
            status=to, reached=0, moved_at=timezone.now(), claimed_at=None, **values
        )
        if not moved:
            raise ImportStepError(_("This step is under way or done already."))
        transaction.on_commit(partial(work_on_import.enqueue, batch.pk))
    batch.refresh_from_db()


@task()
def work_on_import(pk: int) -> None:
    """Some seconds of the step, and then the next task, so that the worker is nobody's alone. Where
    tasks run at once, within a request, the timer does the rest."""
    if not carry_on_import(pk, until=timezone.now() + TASK_TIME):
        _hand_on(pk)


def _hand_on(pk: int) -> None:
    if not isinstance(work_on_import.get_backend(), ImmediateBackend):
        work_on_import.enqueue(pk)


def resume_imports() -> int:
    """Take up imports that nobody is at: the rest of a large one, or whose worker has died; and
    throw away files that nobody has read to the end. For the timer."""
    Import.objects.filter(total=0, created_at__lt=timezone.now() - READ_WITHIN).delete()
    found = list(Import.objects.filter(_is_free(), status__in=ImportStatus.AT_WORK))
    until = timezone.now() + TIMER_TIME
    for batch in found:
        if not carry_on_import(batch.pk, until=until):
            _hand_on(batch.pk)
    return len(found)


def _is_free() -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lte=timezone.now() - CLAIM_EXPIRES)


def carry_on_import(pk: int, *, until: datetime | None = None) -> bool:
    """Do what is left of the step that an import is at, or what can be done `until` then. Two
    workers at it would hurt nothing, yet the second goes away: each row is taken once, and a part
    that another was faster with ends this one. Returns False while something is left for others."""
    at_work = Import.objects.filter(_is_free(), pk=pk, status__in=ImportStatus.AT_WORK)
    if guarded("claim of imports") and not at_work.update(claimed_at=timezone.now()):
        return True
    batch = Import.objects.select_related("uploaded_by").get(pk=pk)
    if not batch.is_at_work:
        return True
    try:
        with translation.override(batch.language or settings.LANGUAGE_CODE):
            return _Step(batch).work(until)
    finally:
        Import.objects.filter(pk=pk).update(claimed_at=None)


class _Step:
    """The step that an import is at."""

    def __init__(self, batch: Import) -> None:
        self.batch, self.kind = batch, KINDS[batch.kind]
        self.status = ImportStatus(batch.status)
        self.reader = self._new_reader()
        if self.status != ImportStatus.UNDOING:
            self.reader.prepare(batch)
        if self.status == ImportStatus.CHECKING and batch.reached:
            earlier = batch.rows.filter(line__lte=batch.reached).order_by("line")
            self.reader.remember(earlier.values_list("key", flat=True).iterator())

    def _new_reader(self) -> RowReader:
        batch = self.batch
        return self.kind.reader(
            source=batch.source,
            columns=batch.columns,
            day_order=batch.day_order,
            headings=batch.headings,
            makes_funds=batch.makes_funds,
        )

    def work(self, until: datetime | None) -> bool:
        """Part by part until nothing is left, which is True, or the time is over."""
        do = {
            ImportStatus.CHECKING: self._check,
            ImportStatus.IMPORTING: self._import,
            ImportStatus.UNDOING: self._undo,
        }[self.status]
        rows = self.batch.rows.select_related("donation", "supporter", "grant").order_by("line")
        while part := list(rows.filter(line__gt=self.batch.reached)[:STEP]):
            with OrganisationSettings.read_once():
                self.reader.read_funds()
                do(part)
            if not self._reach(part[-1].line):
                return True
            if until and len(part) == STEP and timezone.now() >= until:
                return False
        if self.status == ImportStatus.IMPORTING:
            self.kind.finish(self.batch)
        Import.objects.filter(pk=self.batch.pk, status=self.status).update(
            status=NEXT[self.status], moved_at=timezone.now()
        )
        return True

    def _reach(self, line: int) -> bool:
        batch, now = self.batch, timezone.now()
        mine = Import.objects.filter(pk=batch.pk, status=self.status, reached=batch.reached)
        batch.reached = line
        return bool(mine.update(reached=line, moved_at=now, claimed_at=now))

    def _check(self, part: list[ImportRow]) -> None:
        good = []
        for row in part:
            values, problems = self.reader.read(row.cells)
            row.key, row.method = values.key, getattr(values, "told_method", "")[:20]
            row.problems = [list(problem) for problem in problems]
            row.state = RowState.BAD
            if not problems:
                good.append((row, values))
        if good:
            self.kind.judge(good, self.batch)
        seen = self._seen_before(part[0].line, {row.key for row, _values in good})
        for row, _values in good:
            if row.state in RowState.WAITING and row.key in seen:
                row.state = RowState.BAD
                row.problems = [["key", _("The same one stands in an earlier line of this file.")]]
            seen.add(row.key)
        update(part, "key", "method", "problems", "state")

    def _seen_before(self, line: int, keys: set[str]) -> set[str]:
        """Those of earlier lines that wait to be imported. Asked for by their keys alone: told the
        import as well, SQLite would read all rows of it for each part."""
        rows = ImportRow.objects.filter(key__in=keys).values_list("key", "batch", "line", "state")
        return {
            key
            for key, batch, place, state in rows
            if batch == self.batch.pk and place < line and state in RowState.WAITING
        }

    def _import(self, part: list[ImportRow]) -> None:
        """The rows of a part by one transaction; where one of them cannot be imported after all,
        each by its own, so that it says why and holds up no other."""
        pairs = []
        for row in part:
            if row.state in RowState.WAITING:
                values, problems = self.reader.read(row.cells)
                if problems:  # the books were closed, a fund was renamed since the dry run
                    _note(row, problems)
                else:
                    pairs.append((row, values))
        if not pairs:
            return
        try:
            self._record(pairs)
        except REFUSALS:
            for pair in pairs:
                self._record_alone(pair)

    def _record_alone(self, pair: tuple[ImportRow, Any]) -> None:
        for is_last in (False, True):
            try:
                return self._record([pair])
            except (DataError, IntegrityError):
                if is_last:  # else somebody was faster, and now it is known
                    words = _("This contradicts something that is here already.")
                    _note(pair[0], [("", words)])
            except (DonationsError, PaymentError) as error:
                return _note(pair[0], [(getattr(error, "field", ""), str(error)[:300])])
        return None

    def _record(self, pairs: Pairs) -> None:
        with transaction.atomic():
            numbers = [row.pk for row, _values in pairs]
            locked = ImportRow.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
            states = dict(locked.values_list("pk", "state"))
            mine = [pair for pair in pairs if states.get(pair[0].pk) in RowState.WAITING]
            if not mine:
                return
            self.kind.judge(mine, self.batch)
            others = [row for row, _values in mine if row.state not in RowState.WAITING]
            update(others, "state", "problems")
            wanted = [(row, values) for row, values in mine if row.state in RowState.WAITING]
            self.reader.read_funds()
            self.kind.record(wanted, self.reader, self.batch)
            done = [row for row, _values in wanted]
            for row in done:
                row.state = RowState.DONE
            update(done, "state", "key", "noted", self.kind.result)

    def _undo(self, part: list[ImportRow]) -> None:
        for row in part:
            if row.state != RowState.DONE:
                continue
            try:
                with transaction.atomic():
                    fresh = ImportRow.objects.select_for_update().get(pk=row.pk)
                    if fresh.state == RowState.DONE:
                        self.kind.undo(fresh, self.batch)
                        ImportRow.objects.filter(pk=row.pk).update(state=RowState.UNDONE)
            except BuiltOnError as error:
                ImportRow.objects.filter(pk=row.pk).update(problems=[["", str(error)]])


def _note(row: ImportRow, problems: Sequence[tuple[str, str]]) -> None:
    """Unless another worker has imported it."""
    ImportRow.objects.filter(pk=row.pk, state__in=RowState.WAITING).update(
        state=RowState.BAD, problems=[list(problem) for problem in problems]
    )
