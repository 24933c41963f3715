"""Tables of figures: shown on a page, drawn as a chart, and written to a file, all from the same
rows. Values are whole numbers, days and texts; how they are written is told by their column."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache, partial
from typing import Any

from babel.core import Locale
from babel.numbers import format_decimal
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.charts import Chart
from core.dates import date_format
from core.money import amount_writer, format_plain
from core.spreadsheets import inert, writable


class Kind(Enum):
    TEXT = auto()
    COUNT = auto()
    MONEY = auto()  # minor units of the table's currency
    PERCENT = auto()  # whole
    TENTHS = auto()  # a number with one decimal, in tenths
    MONTH = auto()
    DAY = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    label: Any
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`rows` hold a value for each heading, None where nothing is known. `total` is one more row.
    `links` are the addresses that the first cells lead to."""

    title: Any
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] | None = None
    note: Any = ""
    currency: str = ""
    chart: Chart | None = None
    links: Sequence[str] = ()

    @property
    def shown_rows(self) -> Iterator[list[str]]:
        """Its rows as people read them, in their language."""
        return self._shown(self.rows)

    @property
    def shown_total(self) -> list[str] | None:
        return None if self.total is None else next(self._shown([self.total]))

    def _shown(self, rows: Sequence[Sequence[Any]]) -> Iterator[list[str]]:
        language = get_language() or "en"
        writers = [_writer(heading.kind, self.currency, language) for heading in self.headings]
        for row in rows:
            yield [
                "" if value is None else write(value)
                for write, value in zip(writers, row, strict=True)
            ]

    def plain_rows(self) -> Iterator[list[Any]]:
        """Its headings and rows for a file, currency first: no totals, so that nothing counts
        twice."""
        yield [_("Currency"), *(str(heading.label) for heading in self.headings)]
        for row in self.rows:
            yield [
                self.currency,
                *(
                    _plain(value, heading.kind, self.currency)
                    for heading, value in zip(self.headings, row, strict=True)
                ),
            ]


def month_text(month: date) -> str:
    return _month(month, get_language() or "en")


@lru_cache(maxsize=512)  # ten years are the rows of a table and the labels of its chart
def _month(month: date, _language: str) -> str:
    return date_format(month, "N Y")


@lru_cache(maxsize=1024)
def _count(value: int, language: str) -> str:
    return format_decimal(value, locale=Locale.parse(language, sep="-"))


def _writer(kind: Kind, currency: str, language: str) -> Callable[[Any], str]:
    """How the values of a column are written, asked once for all of them."""
    match kind:
        case Kind.MONEY:
            return amount_writer(currency, language)
        case Kind.COUNT:
            return partial(_count, language=language)
        case Kind.PERCENT:
            pattern = _("%(number)s%%")
            return lambda value: pattern % {"number": value}
        case Kind.TENTHS:
            return lambda value: number_format(Decimal(value).scaleb(-1), 1)
        case Kind.MONTH:
            return month_text
        case _:
            return date_format  # texts come back as they are


def _plain(value: Any, kind: Kind, currency: str) -> Any:
    if value is None:
        return ""
    match kind:
        case Kind.MONEY:
            return Decimal(format_plain(value, currency))
        case Kind.TENTHS:
            return Decimal(value).scaleb(-1)
        case Kind.MONTH:
            return f"{value:%Y-%m}"
        case Kind.TEXT:
            return inert(str(value))
        case _:
            return value


def as_csv(tables: Iterable[Table]) -> bytes:
    """One table after the other, an empty line between them."""
    out = io.StringIO()
    writer = csv.writer(out)
    for place, table in enumerate(tables):
        if place:
            writer.writerow([])
        writer.writerows(table.plain_rows())
    return out.getvalue().encode()


def as_xlsx(tables: Iterable[Table]) -> bytes:
    """A sheet for each table."""
    book = Workbook(write_only=True)
    for place, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"{place}")
        for row in table.plain_rows():
            sheet.append([writable(cell) if isinstance(cell, str) else cell for cell in row])
    if not book.worksheets:
        book.create_sheet("1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
