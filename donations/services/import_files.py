"""Files of gifts as tables of texts: CSV in whatever encoding, or XLSX. Nothing in them is run."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.spreadsheets import original
from donations.exceptions import ImportFileError

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST = 5000  # characters of a cell


def read_table(file: IO[bytes]) -> tuple[list[str], Iterator[list[str]]]:
    """The headings and then the rows, each as long as the headings; rows come as they are read.
    Raises `ImportFileError`, also from within the rows."""
    start = file.read(4)
    file.seek(0)
    rows = _sheet(file) if start == b"PK\x03\x04" else _csv(file.read())
    headings = next(rows, None)
    if headings is None or not any(headings):
        raise ImportFileError(_("The file is empty. Its first line must hold the headings."))
    if len(headings) > MOST_COLUMNS:
        raise ImportFileError(_("This has too many columns to be a table of gifts."))
    return headings, _fitted(rows, len(headings))


def _fitted(rows: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise ImportFileError(
                _("At most %(count)s rows fit into one import. Cut the file into several.")
                % {"count": MOST_ROWS}
            )
        yield (row + [""] * width)[:width]


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\x00" in text:
        raise ImportFileError(_("This is no CSV or XLSX file."))
    try:
        dialect: Any = csv.Sniffer().sniff(text[:10_000].split("\n", 1)[0], ",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield [original(cell[:LONGEST]) for cell in row]
    except csv.Error:
        raise ImportFileError(
            _("Line %(line)s cannot be read as CSV.") % {"line": reader.line_num}
        ) from None


def _decoded(content: bytes) -> str:
    """UTF-16 and UTF-8 say what they are; whatever is neither came from an old Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(_("This is no CSV or XLSX file."))


def _sheet(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        with ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise ImportFileError(_("Unpacked, this file is too large."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        for cells in book.worksheets[0].iter_rows(values_only=True):
            row = [original(_text(cell)) for cell in cells]
            if any(row):
                yield row
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError):
        raise ImportFileError(_("This is no CSV or XLSX file.")) from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    # A sheet knows one kind of number; sixteen digits bring back the decimals that were typed.
    return str(cell).removesuffix(".0")[:LONGEST].strip()
