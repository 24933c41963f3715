"""What open books tell beyond the journal. Apps above register theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple


class Chapter(NamedTuple):
    """`rows` gives what a period has of it, its last day included; `template` shows them as `rows`,
    with the rule by which they are counted. Names nobody who gave or bought."""

    template: str
    rows: Callable[[date, date], Iterable[Any]]


_chapters: list[Chapter] = []


def register_chapter(template: str, rows: Callable[[date, date], Iterable[Any]]) -> None:
    _chapters.append(Chapter(template, rows))


def chapters_of(start: date, end: date) -> list[tuple[str, list[Any]]]:
    """The template and the rows of each chapter that has any."""
    found = [(chapter.template, list(chapter.rows(start, end))) for chapter in _chapters]
    return [(template, rows) for template, rows in found if rows]
