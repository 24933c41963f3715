"""PDF files from words and a template of ours. Data goes in as JSON, never as source: a hostile
name stays a name."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings


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
