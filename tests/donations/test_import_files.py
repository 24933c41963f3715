"""Files of any kind as tables: in any encoding, or refused in words."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import TemporaryUploadedFile
from openpyxl import Workbook

from donations.exceptions import ImportFileError, ImportStepError
from donations.models import Donation
from donations.services.imports.files import read_table
from donations.services.imports.steps import open_import
from tests.donations.import_world import NOW, carry_out, problems, upload
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_every_encoding(encoding):
    text = "date;name;amount\r\n2024-03-05;Zoé Ouédraogo;1 234,50\r\n"
    with TemporaryUploadedFile("gifts.csv", "text/csv", 0, None) as file:  # as a large one comes
        file.write(text.encode(encoding))
        file.seek(0)
        [_headings, rows] = read_table(file.file)
        assert list(rows) == [(2, ["2024-03-05", "Zoé Ouédraogo", "1 234,50"])]


def test_what_is_no_table_is_refused_in_words(monkeypatch):
    lost = "date,name\n2024-03-05,Zo\x81".encode("latin-1")
    refused = {
        b"": "The file is empty.",
        b"\n\n": "The file is empty.",
        b"PK\x03\x04 broken": "This is no CSV or XLSX file.",
        b"a,b\n\x00\x01,\x00": "This is no CSV or XLSX file.",
        b"\xd0\xcf\x11\xe0 old": "This is an old Excel file.",
        b"date,amount,Amount\n": "Two columns have the heading “amount”.",
        b'date,amount\n"' + b"x" * 40_000: "Line 2 has a cell that is too long.",
        b'date,amount\n"' + b"x" * 140_000: "Line 2 cannot be read as CSV.",
        lost: "The letters of this file cannot be read.",
        workbook(["date"], ["=1+1"]): "Cell A2 holds a formula without its result.",
    }
    for content, words in refused.items():
        with pytest.raises(ImportFileError, match=re.escape(words)):
            list(read_table(BytesIO(content))[1])
    monkeypatch.setattr("donations.services.imports.files.MOST_ROWS_OF_SHEET", 1)
    sheet = workbook(["date"], ["2024-03-05"], ["2024-03-06"])
    with pytest.raises(ImportFileError, match="At most 1 rows of a sheet"):
        list(read_table(BytesIO(sheet))[1])
    with pytest.raises(ImportStepError):
        open_import(file=BytesIO(b"date,amount\n"), name="x", by=make_user())


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_spreadsheets_do_to_a_table_is_understood():
    noon = datetime(2024, 3, 6, 12, tzinfo=UTC).replace(tzinfo=None)
    sheet = workbook(
        ["date", "name", "amount"], [], [date(2024, 3, 5), "'=1+1", 40.5], [noon, "Awa", 40]
    )
    assert list(read_table(BytesIO(sheet))[1]) == [
        (3, ["2024-03-05 00:00:00", "=1+1", "40.5"]),
        (4, ["2024-03-06 12:00:00", "Awa", "40"]),
    ]
    rows = (
        "sep=;\r\ndate;name;amount\r\n\r\n05.03.2024;Awa;1.234,56;\r\n"
        "2024-03-06;Zo\ufffd;40\r\ndate;name;amount\r\n05.03.2024;Sample; Awa;40\r\n"
    )
    batch = upload(rows.encode("utf-8-sig"), day_order="day")
    assert list(batch.rows.values_list("line", "state")) == [
        (4, "new"),
        (5, "bad"),
        (6, "bad"),
        (7, "bad"),
    ]
    starts = ["A letter was lost", "The headings stand here again", "Enter the amount"]
    for said, start in zip(problems(batch), starts, strict=True):
        assert said[0][1].startswith(start)
    assert problems(batch)[2][1][1].startswith("This line has more cells")
    carry_out(batch)
    assert Donation.objects.get().amount == 123456
