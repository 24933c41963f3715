"""Every gift that arrived, as a file that imports into an empty platform without change."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.money import format_plain
from core.spreadsheets import inert, writable
from donations.models import Donation
from donations.services.import_columns import OWN_COLUMNS
from ledger.models import Fund

AMOUNTS = ("amount", "refunded")
# What people typed, which a spreadsheet must not run; all else is written by us.
TYPED = frozenset(
    OWN_COLUMNS.index(name)
    for name in (
        *("name", "email", "fund_name", "fund_reason"),
        *("reference", "organisation", "description", "message"),
    )
)
# What is read of each gift.
EXPORTED = (
    "uuid",
    "received_on",
    "received_at",
    "payment__method",
    "import_row__method",
    "supporter__uuid",
    "name",
    "email",
    "is_anonymous",
    "language",
    "amount",
    "refunded",
    "currency",
    "fund",
    "payment__remittance__reference",
    "payment__remittance__organisation",
    "payment__remittance__description",
    "message",
)
AT_ONCE = 500  # rows of a piece of the file


def gifts_to_export() -> QuerySet[Donation]:
    """In an order that is the same wherever they are."""
    return Donation.objects.arrived().order_by("received_on", "uuid")


def export_rows() -> Iterator[list[str]]:
    """The headings, then a row for each gift, read as it goes, without a model for each."""
    yield list(OWN_COLUMNS)
    funds = {
        fund.pk: (fund.code, _line(fund.name), fund.restriction, _line(fund.restriction_reason))
        for fund in Fund.objects.all()
    }
    for (
        uuid,
        received_on,
        received_at,
        method,
        told_method,
        supporter,
        name,
        email,
        is_anonymous,
        language,
        amount,
        refunded,
        currency,
        fund,
        reference,
        organisation,
        description,
        message,
    ) in gifts_to_export().values_list(*EXPORTED).iterator(2000):
        yield [
            str(uuid),
            str(received_on),
            received_at.isoformat() if received_at else "",
            told_method or method,  # how it came at first, also of a gift that was imported
            str(supporter) if supporter else "",
            _line(name),
            _line(email),
            "yes" if is_anonymous else "no",
            language,
            format_plain(amount, currency),
            format_plain(refunded, currency),
            currency,
            *funds[fund],
            _line(reference),
            _line(organisation),
            _line(description),
            "\n".join(message.splitlines()).strip() if message else "",
        ]


def export_csv() -> Iterator[bytes]:
    """UTF-8, texts that no spreadsheet runs; the headings leave at once, then some rows at a
    time."""
    piece = StringIO()
    writer = csv.writer(piece)
    for number, row in enumerate(export_rows()):
        for place in TYPED:
            if row[place]:
                row[place] = inert(row[place])
        writer.writerow(row)
        if number % AT_ONCE == 0:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


def export_xlsx() -> IO[bytes]:
    """The same as a sheet: amounts are numbers, all else is text. Written to a file that is gone
    when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("gifts")
    for number, row in enumerate(export_rows()):
        sheet.append(
            [_cell(sheet, name, text, number) for name, text in zip(OWN_COLUMNS, row, strict=True)]
        )
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, name: str, text: str, number: int) -> WriteOnlyCell:
    if number and name in AMOUNTS:
        return WriteOnlyCell(sheet, value=Decimal(text))
    cell = WriteOnlyCell(sheet, value=inert(writable(text)))
    if cell.data_type in {"e", "f"}:
        cell.data_type = "s"
    return cell


def _line(text: str | None) -> str:
    """As it would come back: blanks at the ends and between words are not kept by an import or a
    sheet."""
    return " ".join(text.split()) if text else ""
