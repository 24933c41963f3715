"""All rows of one kind as a file that imports into an empty platform without change."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.spreadsheets import inert, writable

Rows = Callable[[], Iterator[list[str]]]  # the headings, then row by row
AT_ONCE = 500  # rows of a piece of the file
AMOUNTS = frozenset({"amount", "fee_cover", "refunded"})
# What we write ourselves, which no spreadsheet runs; all else somebody may have typed.
OURS = AMOUNTS | frozenset(
    (
        *("uuid", "received_on", "received_at", "method", "supporter", "is_anonymous", "language"),
        *("currency", "fund", "fund_restriction", "fund_free_on", "status", "country", "since"),
        *("interval", "matches", "thanks", "tribute", "told_language"),
        *("tribute_status", "tribute_since"),
    )
)


def export_csv(rows: Rows) -> Iterator[bytes]:
    """UTF-8, texts that no spreadsheet runs; the headings leave at once, then some rows at a
    time."""
    piece = StringIO()
    writer = csv.writer(piece)
    told = rows()
    headings = next(told)
    typed = [place for place, name in enumerate(headings) if name not in OURS]
    writer.writerow(headings)
    yield piece.getvalue().encode()
    piece.seek(0)
    piece.truncate()
    for number, row in enumerate(told, 1):
        for place in typed:
            if row[place]:
                row[place] = inert(row[place])
        writer.writerow(row)
        if number % AT_ONCE == 0:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


def export_xlsx(rows: Rows) -> IO[bytes]:
    """The same as a sheet: amounts are numbers, all else is text. Written to a file that is gone
    when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    told = rows()
    headings = next(told)
    sheet.append([_text(sheet, heading) for heading in headings])
    for row in told:
        sheet.append(
            [
                WriteOnlyCell(sheet, value=Decimal(text))
                if text and name in AMOUNTS
                else _text(sheet, text)
                for name, text in zip(headings, row, strict=True)
            ]
        )
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return file


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=inert(writable(text)))
    if cell.data_type in {"e", "f"}:
        cell.data_type = "s"
    return cell


def in_one_line(text: str | None) -> str:
    """As it would come back: blanks at the ends and between words are not kept by an import or a
    sheet."""
    return " ".join(text.split()) if text else ""


def in_lines(text: str | None) -> str:
    """The same of a text that may have several lines."""
    return "\n".join(text.splitlines()).strip() if text else ""
