"""Every gift that arrived, as a file that imports into an empty platform without change."""

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.money import format_plain
from core.spreadsheets import inert, writable
from donations.models import Donation
from donations.services.import_columns import OWN_COLUMNS
from ledger.services.exports import Echo

AMOUNTS = ("amount", "refunded")


def gifts_to_export() -> QuerySet[Donation]:
    """In an order that is the same wherever they are."""
    gifts = Donation.objects.arrived().order_by("received_on", "uuid")
    return gifts.select_related("payment__remittance", "supporter", "fund", "import_row")


def export_rows() -> Iterator[list[str]]:
    """The headings, then a row for each gift, read as it goes."""
    yield list(OWN_COLUMNS)
    for gift in gifts_to_export().iterator(2000):
        yield [_text(gift, name) for name in OWN_COLUMNS]


def export_csv() -> Iterator[bytes]:
    """UTF-8, texts that no spreadsheet runs."""
    writer = csv.writer(Echo())
    for row in export_rows():
        yield writer.writerow([inert(cell) for cell in row]).encode()


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


def _text(gift: Donation, name: str) -> str:
    """As it would come back: blanks at the ends and between words, and how a line ends, are not
    kept by an import or a sheet."""
    text = VALUES[name](gift)
    return "\n".join(text.splitlines()).strip() if name == "message" else " ".join(text.split())


def _method(gift: Donation) -> str:
    """How it came at first, also of a gift that was imported."""
    row = getattr(gift, "import_row", None)
    return (row and row.method) or gift.payment.method


def _remitted(name: str) -> Callable[[Donation], str]:
    return lambda gift: getattr(getattr(gift.payment, "remittance", None), name, "")


def _amount(name: str) -> Callable[[Donation], str]:
    return lambda gift: format_plain(getattr(gift, name), gift.currency)


VALUES: Mapping[str, Callable[[Donation], str]] = {
    "uuid": lambda gift: str(gift.uuid),
    "received_on": lambda gift: str(gift.received_on),
    "received_at": lambda gift: gift.received_at.isoformat() if gift.received_at else "",
    "method": _method,
    "supporter": lambda gift: str(gift.supporter.uuid) if gift.supporter else "",
    "name": lambda gift: gift.name,
    "email": lambda gift: gift.email,
    "is_anonymous": lambda gift: "yes" if gift.is_anonymous else "no",
    "language": lambda gift: gift.language,
    "amount": _amount("amount"),
    "refunded": _amount("refunded"),
    "currency": lambda gift: gift.currency,
    "fund": lambda gift: gift.fund.code,
    "fund_name": lambda gift: gift.fund.name,
    "fund_restriction": lambda gift: gift.fund.restriction,
    "fund_reason": lambda gift: gift.fund.restriction_reason,
    "reference": _remitted("reference"),
    "organisation": _remitted("organisation"),
    "description": _remitted("description"),
    "message": lambda gift: gift.message,
}
