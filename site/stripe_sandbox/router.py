"""Which function answers which URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import Json

if TYPE_CHECKING:
    from .acts import Call


@dataclass(frozen=True)
class Route:
    """An endpoint: `parameters` is the SDK's TypedDict that says what may be sent."""

    method: str
    pattern: str
    parameters: type
    handler: Callable[[Call], Json]

    @property
    def name(self) -> str:
        """As written in faults and barriers: `POST /v1/checkout/sessions/{id}/expire`."""
        return f"{self.method} {self.pattern}"


class Router:
    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = list(routes)
        self._routes = [
            (route, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.pattern) + "$"))
            for route in self.routes
        ]
        self.names = [route.name for route in self.routes]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        for route, expression in self._routes:
            if route.method == method and (match := expression.match(path)):
                return route, match.groupdict()
        return None
