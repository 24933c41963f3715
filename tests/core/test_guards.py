"""Every guard has a test of the test: one that would go red without it."""

import re
from pathlib import Path

from config import ROOT

CODE = ("site", "shop", "donations", "stories")


def names(pattern: str, *folders: str) -> set[str]:
    texts = (path.read_text() for folder in folders for path in Path(ROOT, folder).rglob("*.py"))
    return {
        name for text in texts for found in re.findall(pattern, text) for name in found.split(",")
    }


def test_every_guard_is_switched_off_somewhere() -> None:
    guards = names(r"guarded\([\"']([^\"']+)[\"']\)", *CODE)
    assert "settle" in guards
    lists = names(r"GUARDS_OFF ?= ?[\[({](.+?),?[\])}]", "tests")
    lists |= names(r"parametrize\(\s*\"guard\", \[(.+?),?\]", "tests")
    switched_off = {name.strip(" \"'") for name in lists}
    assert guards - switched_off == set()
