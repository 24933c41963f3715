"""Barriers: requests held at a door until somebody opens it, so that a test can kill a process at
an exact point.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Barrier:
    """`before` holds a request ahead of its effect; `after` holds the answer to an effect already
    committed.
    """

    route: str
    when: str


class Barriers:
    def __init__(self, stopping: threading.Event) -> None:
        self._changed = threading.Condition()
        self._stopping = stopping
        self._barriers: list[Barrier] = []
        self._waiting: dict[str, dict[str, Any]] = {}

    def add(self, route: str, when: str) -> Barrier:
        if when not in ("before", "after"):
            raise ValueError("when must be before or after")
        barrier = Barrier(route, when)
        with self._changed:
            self._barriers.append(barrier)
        return barrier

    def hold(self, route: str, when: str, request_id: str) -> None:
        """Return at once when no barrier matches, otherwise when it has been lifted."""
        with self._changed:
            while (
                any(b.when == when and b.route in ("*", route) for b in self._barriers)
                and not self._stopping.is_set()
            ):
                self._waiting.setdefault(
                    request_id,
                    {"request": request_id, "route": route, "when": when, "since": time.time()},
                )
                self._changed.wait(1.0)
            self._waiting.pop(request_id, None)

    def listed(self) -> dict[str, Any]:
        with self._changed:
            return {
                "barriers": [{"route": b.route, "when": b.when} for b in self._barriers],
                "waiting": list(self._waiting.values()),
            }

    def clear(self, route: str | None = None) -> None:
        with self._changed:
            self._barriers = [b for b in self._barriers if route is not None and b.route != route]
            self._changed.notify_all()
