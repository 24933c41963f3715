"""Metadata: a map of strings in which an empty value removes the key."""

from __future__ import annotations

from typing import Any


def merged(present: dict[str, str], wanted: Any) -> dict[str, str]:
    """What is kept after a request; `""` in place of the map removes every key."""
    if wanted is None:
        return dict(present)
    if wanted == "":
        return {}
    both = {**present, **wanted}
    return {key: value for key, value in both.items() if value != ""}
