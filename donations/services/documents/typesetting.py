"""PDF files from words and a template of ours. Data goes in as JSON, never as source: a hostile
name stays a name."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from PIL import Image

PICTURE = (900, 600)  # pixels, enough for the width of a page


def typeset(template: str, words: dict[str, Any], *, timestamp: datetime) -> bytes:
    """PDF/UA-1: the same words at the same time give the same bytes."""
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    source = Path(folders[0]) / "donations" / template
    options: dict[str, Any] = {
        "sys_inputs": {"data": json.dumps(words, ensure_ascii=False)},
        "timestamp": int(timestamp.timestamp()),
    }
    try:
        return typst.compile(
            source.read_bytes(), pdf_standards=["ua-1"], ignore_system_fonts=True, **options
        )
    except typst.TypstError:
        # A name in a script that the built-in fonts lack cannot be made accessible; its owner
        # gets a document all the same, in the fonts that this machine has.
        return typst.compile(source.read_bytes(), **options)


def table(heading: str, columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """One of the tables of `tables.typ`. A column's label begins with "$" where it holds
    amounts and with "." where it is short."""
    return {
        "heading": heading,
        "columns": [
            {
                "label": label.lstrip("$."),
                "is_money": label.startswith("$"),
                "is_short": label.startswith("."),
            }
            for label in columns
        ],
        "rows": rows,
    }


def picture_bytes(picture: Any) -> list[int]:
    """A picture as JPEG, byte by byte, as templates take it; empty where there is none."""
    if picture is None:
        return []
    with picture.open_file() as file:
        found = Image.open(file).convert("RGB")
        found.thumbnail(PICTURE)
        out = BytesIO()
        found.save(out, "JPEG", quality=80)
    return list(out.getvalue())
