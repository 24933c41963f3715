"""Imports of gifts that were received and receipted elsewhere: a file is read, checked, imported
and, while nothing was built on it, undone. Each step is a task in small parts that may run twice.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from donations.enums import DonationStatus, ImportStatus, RowState
from donations.exceptions import DonationsError, ImportStepError
from donations.models import Donation, GiftImport, ImportRow, Reallocation
from donations.services.import_columns import DAY_ORDERS, NEEDED, columns_of, recognise
from donations.services.import_files import read_table
from donations.services.import_values import RowReader
from donations.services.imported_gifts import record_imported_gift, take_back
from ledger.models import Fund
from payments.exceptions import PaymentError

STEP = 100
STUCK_AFTER = timedelta(minutes=10)


def open_import(*, file: IO[bytes], name: str, by: User) -> GiftImport:
    """Read a file into rows, whole or not at all; nothing of it is booked yet.

    Writes the import with its rows, and for an export that is known which column is what. Raises
    `ImportFileError`.
    """
    headings, rows = read_table(file)
    source = recognise(headings)
    with transaction.atomic():
        batch = GiftImport.objects.create(
            file_name=name[:200],
            source=source,
            headings=headings,
            columns=columns_of(source, headings),
            day_order=DAY_ORDERS.get(source, "iso"),
            uploaded_by=by,
            moved_at=timezone.now(),
        )
        for part in _parts(rows):
            ImportRow.objects.bulk_create(
                ImportRow(batch=batch, line=line, cells=cells) for line, cells in part
            )
        total = batch.rows.count()
        if not total:
            raise ImportStepError(_("The file has headings and no gift."))
        GiftImport.objects.filter(pk=batch.pk).update(total=total)
    batch.refresh_from_db()
    return batch


def _parts(rows: Iterator[list[str]]) -> Iterator[list[tuple[int, list[str]]]]:
    """A thousand at a time, with their lines as a spreadsheet counts them: headings first."""
    numbered = enumerate(rows, start=2)
    while part := list(islice(numbered, 1000)):
        yield part


def check_import(
    batch: GiftImport,
    *,
    source: str,
    columns: Mapping[str, int],
    day_order: str,
    makes_funds: bool = False,
) -> None:
    """Begin the dry run with these columns; nothing is booked. Raises `ImportStepError` when a
    column is missing or something of the import is under way or done."""
    if missing := [name for name in NEEDED if name not in columns]:
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


def begin_import(batch: GiftImport) -> None:
    """Begin to book the rows that the dry run found new; the others stay out."""
    _begin(batch, ImportStatus.IMPORTING, [ImportStatus.CHECKED])


def begin_undo(batch: GiftImport) -> None:
    """Begin to take the imported gifts back by mirrored entries. Raises `ImportStepError` when
    something was built on one of them."""
    if built_on(batch).exists():
        raise ImportStepError(
            _("Something was built on these gifts: one was refunded, moved or matched. They stay.")
        )
    _begin(batch, ImportStatus.UNDOING, [ImportStatus.IMPORTED])


def built_on(batch: GiftImport) -> QuerySet[ImportRow]:
    """Rows whose gift was refunded here, moved to another fund or matched by another gift."""
    moved = Reallocation.objects.values("donation")
    since = Q(donation__matched_by__isnull=False) | Q(donation__in=moved)
    refunded = Q(donation__payment__refunds__requested_by__isnull=False)
    return batch.rows.filter(since | refunded, state=RowState.DONE)


def _begin(
    batch: GiftImport, to: ImportStatus, only_from: list[ImportStatus], **values: object
) -> None:
    with transaction.atomic():
        moved = GiftImport.objects.filter(pk=batch.pk, status__in=only_from).update(
            status=to, reached=0, moved_at=timezone.now(), **values
        )
        if not moved:
            raise ImportStepError(_("This step is under way or done already."))
        transaction.on_commit(partial(work_on_import.enqueue, batch.pk))
    batch.refresh_from_db()


@task()
def work_on_import(pk: int) -> None:
    carry_on_import(pk)


def resume_imports() -> int:
    """Take up imports whose worker died: nothing has moved for ten minutes. For the timer."""
    stuck = GiftImport.objects.filter(
        status__in=ImportStatus.AT_WORK, moved_at__lt=timezone.now() - STUCK_AFTER
    )
    found = list(stuck.values_list("pk", flat=True))
    for pk in found:
        carry_on_import(pk)
    return len(found)


NEXT = {
    ImportStatus.CHECKING: ImportStatus.CHECKED,
    ImportStatus.IMPORTING: ImportStatus.IMPORTED,
    ImportStatus.UNDOING: ImportStatus.UNDONE,
}


def carry_on_import(pk: int) -> None:
    """Do what is left of the step that an import is at. Two workers at it hurt nothing: each row is
    taken once, and a part that another was faster with ends this one."""
    batch = GiftImport.objects.select_related("uploaded_by").get(pk=pk)
    if not batch.is_at_work:
        return
    status = ImportStatus(batch.status)
    reader = RowReader(
        source=batch.source,
        columns=batch.columns,
        day_order=batch.day_order,
        makes_funds=batch.makes_funds,
    )
    if status == ImportStatus.CHECKING and batch.reached:
        batch.reached = 0  # gifts without a number are counted from the beginning
        GiftImport.objects.filter(pk=pk).update(reached=0)
    with translation.override(batch.language or settings.LANGUAGE_CODE):
        _work_through(batch, status, reader)


def _work_through(batch: GiftImport, status: ImportStatus, reader: RowReader) -> None:
    work = {
        ImportStatus.CHECKING: _check,
        ImportStatus.IMPORTING: _import,
        ImportStatus.UNDOING: _undo,
    }[status]
    while part := list(batch.rows.filter(line__gt=batch.reached).order_by("line")[:STEP]):
        work(batch, part, reader)
        if not _reach(batch, status, part[-1].line):
            return
    GiftImport.objects.filter(pk=batch.pk, status=status).update(
        status=NEXT[status], moved_at=timezone.now()
    )


def _reach(batch: GiftImport, status: ImportStatus, line: int) -> bool:
    taken = GiftImport.objects.filter(pk=batch.pk, status=status, reached=batch.reached).update(
        reached=line, moved_at=timezone.now()
    )
    batch.reached = line
    return bool(taken)


def _check(batch: GiftImport, part: list[ImportRow], reader: RowReader) -> None:
    for row in part:
        values, problems = reader.read(row.cells)
        row.key, row.method = values.key, values.told_method[:20]
        row.problems = [list(problem) for problem in problems]
        row.state = RowState.BAD if problems else RowState.NEW
    known = _known({row.key for row in part if row.state == RowState.NEW})
    earlier = batch.rows.filter(state=RowState.NEW, line__lt=part[0].line)
    seen = set(earlier.filter(key__in={row.key for row in part}).values_list("key", flat=True))
    for row in part:
        if row.state == RowState.NEW and row.key in known:
            row.state = RowState.KNOWN
        elif row.state == RowState.NEW and row.key in seen:
            row.state = RowState.BAD
            row.problems = [["key", _("The same number stands in an earlier line of this file.")]]
        seen.add(row.key)
    ImportRow.objects.bulk_update(part, ["key", "method", "problems", "state"])


def _known(keys: set[str]) -> set[str]:
    """Of these, what is in the books: imported before, or a gift of our own."""
    found = set(
        ImportRow.objects.filter(state=RowState.DONE, key__in=keys).values_list("key", flat=True)
    )
    ours = [key.removeprefix("gift:") for key in keys if key.startswith("gift:")]
    undone = ImportRow.objects.filter(state=RowState.UNDONE).values("donation")
    gifts = Donation.objects.filter(uuid__in=ours).exclude(pk__in=undone)
    return found | {f"gift:{uuid}" for uuid in gifts.values_list("uuid", flat=True)}


def _import(batch: GiftImport, part: list[ImportRow], reader: RowReader) -> None:
    """Each row in a transaction of its own: one that cannot be booked after all says why, and holds
    up no other."""
    for row in part:
        if row.state != RowState.NEW:
            continue
        values, problems = reader.read(row.cells)
        if problems:  # the books were closed, a fund was renamed since the dry run
            _note(row, RowState.BAD, problems)
            continue
        try:
            with transaction.atomic():
                fresh = ImportRow.objects.select_for_update().get(pk=row.pk)
                if fresh.state != RowState.NEW:
                    continue
                if _known({row.key}):
                    _note(row, RowState.KNOWN, [])
                    continue
                if values.fund is None:
                    values.fund = Fund.objects.create(**values.new_fund)
                    reader.read_funds()
                uuid = _number_of(row.key)
                gift = record_imported_gift(values, uuid=uuid, by=batch.uploaded_by, batch=batch.pk)
                ImportRow.objects.filter(pk=row.pk).update(state=RowState.DONE, donation=gift)
        except (DonationsError, PaymentError, IntegrityError) as error:
            _note(row, RowState.BAD, [("", str(error)[:200])])


def _number_of(key: str) -> UUID:
    """Our own gifts keep their number, unless one that was undone has it."""
    if not key.startswith("gift:"):
        return uuid4()
    uuid = UUID(key.removeprefix("gift:"))
    return uuid4() if Donation.objects.filter(uuid=uuid).exists() else uuid


def _note(row: ImportRow, state: RowState, problems: list[tuple[str, str]]) -> None:
    ImportRow.objects.filter(pk=row.pk).update(
        state=state, problems=[list(problem) for problem in problems]
    )


def _undo(batch: GiftImport, part: list[ImportRow], _reader: RowReader) -> None:
    for row in part:
        if row.state != RowState.DONE:
            continue
        with transaction.atomic():
            fresh = ImportRow.objects.select_for_update().get(pk=row.pk)
            if fresh.state != RowState.DONE or fresh.donation is None:
                continue
            if fresh.donation.status != DonationStatus.REFUNDED:
                take_back(fresh.donation, by=batch.uploaded_by, note=f"import {batch.pk} undone")
            ImportRow.objects.filter(pk=row.pk).update(state=RowState.UNDONE)
