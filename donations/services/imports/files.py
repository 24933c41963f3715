"""Files from elsewhere as tables of texts: CSV in whatever encoding, or XLSX; nothing is run."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from core.spreadsheets import original
from donations.exceptions import ImportFileError

LARGEST = 50 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 200_000
MOST_ROWS_OF_SHEET = 20_000  # reading a sheet takes ten times as long as CSV, and somebody waits
MOST_COLUMNS = 200
LONGEST = 32_767  # characters of a cell, as many as a spreadsheet holds
PIECE = 1024 * 1024
ZIPPED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
QUOTED = re.compile(r'"[^"]*"')

Row = tuple[int, list[str]]  # its line, as a spreadsheet counts them


def read_table(file: IO[bytes]) -> tuple[list[str], Iterator[Row]]:
    """The headings and then the rows, each at least as long as the headings, as they are read.
    Lines without anything are left out. Raises `ImportFileError`, also from within the rows."""
    start = file.read(4)
    file.seek(0)
    if start == OLD_EXCEL:
        raise ImportFileError(_("This is an old Excel file. Save it as XLSX or CSV."))
    told = _sheet(file) if start == ZIPPED else _csv(file)
    rows = ((line, cells) for line, cells in told if any(cells))
    _line, headings = next(rows, (0, []))
    if not headings:
        raise ImportFileError(_("The file is empty. Its first line must hold the headings."))
    while not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise ImportFileError(_("This has too many columns to be a table of this kind."))
    counted = Counter(heading.lower() for heading in headings if heading)
    if twice := [heading for heading, count in counted.items() if count > 1]:
        raise ImportFileError(
            _("Two columns have the heading “%(heading)s”. Give each its own.")
            % {"heading": twice[0][:60]}
        )
    return headings, _fitted(rows, len(headings))


def _fitted(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for number, (line, row) in enumerate(rows):
        if number >= MOST_ROWS:
            raise ImportFileError(
                _("At most %(count)s rows fit into one import. Cut the file into several.")
                % {"count": MOST_ROWS}
            )
        if any(len(cell) > LONGEST for cell in row):
            raise ImportFileError(
                _("Line %(line)s has a cell that is too long. Is a quotation mark missing?")
                % {"line": line}
            )
        while len(row) > width and not row[-1]:
            row.pop()
        yield line, row + [""] * (width - len(row))


def _csv(file: IO[bytes]) -> Iterator[Row]:
    text = io.TextIOWrapper(file, encoding=_encoding_of(file), newline="")
    try:
        first = text.readline()
        begins_at = 1
        if first.lower().startswith("sep=") and len(first.strip()) == 5:  # a word to Excel alone
            delimiter, begins_at = first[4], 2
        else:
            delimiter = _delimiter(first)
            text.seek(0)
        reader = csv.reader(text, delimiter=delimiter)
        for line, row in enumerate(reader, begins_at):
            yield line, [original(cell.strip()) for cell in row]
    except csv.Error:
        raise ImportFileError(
            _("Line %(line)s cannot be read as CSV.") % {"line": reader.line_num}
        ) from None
    finally:
        text.detach()  # whoever opened the file closes it


def _delimiter(first: str) -> str:
    """Whatever parts the headings most often, outside of quotes."""
    bare = QUOTED.sub("", first)
    return max(",;\t", key=bare.count)


def _encoding_of(file: IO[bytes]) -> str:
    """UTF-16 and UTF-8 say what they are; whatever is neither came from an old Windows."""
    start = file.read(2)
    is_wide = start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        file.seek(0)
        if _can_be_read(file, encoding):
            file.seek(0)
            return encoding
    raise ImportFileError(
        _("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX.")
    )


def _can_be_read(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            if "\x00" in decoder.decode(piece):
                raise ImportFileError(_("This is no CSV or XLSX file."))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sheet(file: IO[bytes]) -> Iterator[Row]:
    try:
        with ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise ImportFileError(_("Unpacked, this file is too large."))
            formulas = _formulas(file) if _has_formulas(packed) else set()
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            if line > MOST_ROWS_OF_SHEET + 1:
                raise _too_long_a_sheet()
            for place, cell in enumerate(cells, 1):
                if cell is None and (line, place) in formulas:
                    raise _without_result(f"{get_column_letter(place)}{line}")
            yield line, [original(_text(cell)) for cell in cells]
    except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError):
        raise ImportFileError(_("This is no CSV or XLSX file.")) from None


def _has_formulas(packed: ZipFile) -> bool:
    """Nearly no file has any, and looking for them takes as long as reading it."""
    for name in packed.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with packed.open(name) as sheet:
                rest = b""
                while piece := sheet.read(PIECE):
                    if b"<f>" in rest + piece or b"<f " in rest + piece:
                        return True
                    rest = piece[-2:]
    return False


def _formulas(file: IO[bytes]) -> set[tuple[int, int]]:
    """Line and place of each cell of the first sheet that is calculated."""
    book = load_workbook(file, read_only=True)
    return {
        (cell.row, cell.column)
        for cells in book.worksheets[0].iter_rows()
        for cell in cells
        if cell.data_type == "f"
    }


def _without_result(cell: str) -> ImportFileError:
    """What a program wrote and no spreadsheet has ever calculated."""
    return ImportFileError(
        _(
            "Cell %(cell)s holds a formula without its result. Open the file in a spreadsheet, "
            "save it, and choose it again."
        )
        % {"cell": cell}
    )


def _too_long_a_sheet() -> ImportFileError:
    return ImportFileError(
        _("At most %(count)s rows of a sheet fit into one import. Save it as CSV.")
        % {"count": MOST_ROWS_OF_SHEET}
    )


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
    return str(cell).removesuffix(".0").strip()
