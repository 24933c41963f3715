"""What `/my/` lists. Apps above register theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from accounts.models import Supporter


class Section(NamedTuple):
    """`rows` gives what belongs to one supporter and nothing of anybody else; `template` shows
    them as `rows`. `empty` is said when there are none; a section that `is_rare` is left out
    then."""

    name: str
    title: Any
    template: str
    rows: Callable[[Supporter], Iterable[Any]]
    empty: Any = ""
    is_rare: bool = False


_sections: dict[str, Section] = {}


def register_section(
    name: str,
    title: Any,
    template: str,
    rows: Callable[[Supporter], Iterable[Any]],
    empty: Any = "",
    *,
    is_rare: bool = False,
) -> None:
    """Add a section to `/my/`; registering a name again replaces it."""
    _sections[name] = Section(name, title, template, rows, empty, is_rare)


def registered_sections() -> list[Section]:
    """All sections in the order of registration."""
    return list(_sections.values())
