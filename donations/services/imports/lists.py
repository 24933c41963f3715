"""Several things in one cell, such as the instalments of a grant: one on each line, told by parts
with semicolons between them. A text that holds a semicolon or several lines stands in quotes."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def write_list(things: Iterable[Sequence[str]]) -> str:
    """The cell; parts that are empty at the end of a thing are left out."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for parts in things:
        told = list(parts)
        while len(told) > 1 and not told[-1]:
            told.pop()
        writer.writerow(told)
    return text.getvalue().removesuffix("\n")


def read_list(cell: str, parts: int) -> list[list[str]]:
    """The things in the cell, each of so many parts. Raises `ValueError` when one has more."""
    try:
        rows = [row for row in csv.reader(StringIO(cell, newline=""), delimiter=";") if any(row)]
    except csv.Error as error:
        raise ValueError(str(error)) from None
    if any(len(row) > parts for row in rows):
        raise ValueError("too many parts")
    return [[part.strip() for part in row] + [""] * (parts - len(row)) for row in rows]
