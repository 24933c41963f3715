"""Cells that a spreadsheet shows and never runs.

What a stranger types into a name or a message ends up in the treasurer's spreadsheet. A text that
begins like a formula would be run there, so it is kept a text by an apostrophe in front.
"""

import re

# Formula starters and their full-width forms, which some programs fold; also after blanks and
# control characters, which some programs drop.
LIVE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
# What an XLSX file cannot hold: XML has no way to write these.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> str:
    """The text as a cell that cannot be run. `original` gives back exactly what went in."""
    if text[:1].isalnum():  # nearly all, and no formula begins so
        return text
    return f"'{text}" if LIVE.match(text.lstrip("'")) else text


def original(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if cell.startswith("'") and LIVE.match(cell.lstrip("'")) else cell


def writable(text: str) -> str:
    """The text without characters that would break an XLSX file."""
    return UNWRITABLE.sub("", text)
