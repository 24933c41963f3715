import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spreadsheets import inert, original, writable

STARTERS = "=+-@＝＋－＠\t\r\n"


@pytest.mark.parametrize("starter", STARTERS)
def test_inert_puts_an_apostrophe_before_a_formula(starter: str) -> None:
    assert inert(f"{starter}1+1") == f"'{starter}1+1"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\x00", "\x0b", "\ufeff", "\u200b"])
def test_inert_sees_a_formula_behind_what_programs_drop(blank: str) -> None:
    assert inert(f"{blank}=1+1") == f"'{blank}=1+1"


@pytest.mark.parametrize("text", ["", "Awa", "a=b", "'tis", "1 234,50 $US", "Fatoumata\n=SUM(A1)"])
def test_inert_leaves_plain_text_alone(text: str) -> None:
    assert inert(text) == text


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from(STARTERS + "' \"\x00"), st.characters())))
def test_inert_cell_never_starts_a_formula_and_gives_the_text_back(text: str) -> None:
    cell = inert(text)
    assert cell[:1] not in set(STARTERS)
    assert original(cell) == text


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_inert_cells_survive_a_csv_file_with_quotes_and_newlines(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([inert(text) for text in texts])
    file.seek(0)
    assert [original(cell) for cell in next(csv.reader(file))] == texts


def test_writable_drops_what_an_xlsx_file_cannot_hold() -> None:
    assert writable("A\x00w\x0ba\ttab\nline") == "Awa\ttab\nline"
