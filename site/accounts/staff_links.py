"""Where staff may go on from a supporter. Apps above register theirs in `AppConfig.ready()`."""

from collections.abc import Callable
from typing import Any

from accounts.models import Supporter
from core.admin import Link

_makers: dict[str, Callable[[Supporter, Any], list[Link]]] = {}


def register_staff_links(name: str, make: Callable[[Supporter, Any], list[Link]]) -> None:
    """Add the links that `make` gives for a supporter and whoever looks; a name again replaces."""
    _makers[name] = make


def staff_links(supporter: Supporter, user: Any) -> list[Link]:
    return [link for make in _makers.values() for link in make(supporter, user)]
