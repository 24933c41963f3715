"""Faults on purpose: what networks and payment services do to a client, one route at a time."""

from __future__ import annotations

import itertools
import threading
from dataclasses import asdict, dataclass
from typing import Any

KINDS = (
    "timeout_before",
    "timeout_after",
    "reset",
    "error_before",
    "error_after",
    "rate_limit",
    "key_in_use",
    "truncate",
    "stall",
    "change",
)
DEFAULT_SECONDS = {"timeout_before": 30.0, "timeout_after": 30.0, "stall": 30.0}


@dataclass
class Fault:
    """`route` is a method and pattern as the router names it, or `*`; `stored` keeps a 500 under
    the idempotency key; `change` is what is put into the answer.
    """

    number: int
    route: str
    kind: str
    times: int
    seconds: float
    when: str
    stored: bool
    change: dict[str, Any]
    used: int = 0


class Faults:
    """Each matching request uses a fault up once; the oldest that is left goes first."""

    def __init__(self, stopping: threading.Event) -> None:
        self._lock = threading.Lock()
        self._stopping = stopping
        self._numbers = itertools.count(1)
        self._faults: list[Fault] = []
        self._restarts = 0

    def add(self, wanted: dict[str, Any]) -> Fault:
        kind = wanted.get("kind")
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        when = wanted.get("when", "after")
        if when not in ("before", "after"):
            raise ValueError("when must be before or after")
        fault = Fault(
            number=next(self._numbers),
            route=str(wanted.get("route", "*")),
            kind=kind,
            times=int(wanted.get("times", 1)),
            seconds=float(wanted.get("seconds", DEFAULT_SECONDS.get(kind, 0.0))),
            when=when,
            stored=bool(wanted.get("stored", True)),
            change=dict(wanted.get("change") or {}),
        )
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, route: str) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.used < fault.times and fault.route in ("*", route):
                    fault.used += 1
                    return fault
        return None

    def put_back(self, fault: Fault) -> None:
        """For a request that never came to the point where the fault bites, such as a replayed
        answer.
        """
        with self._lock:
            fault.used -= 1

    def wait(self, fault: Fault) -> bool:
        """As long as the fault lasts. False when everything was forgotten meanwhile: what comes of
        the request must not appear among what happened since.
        """
        restarts = self._restarts
        self._stopping.wait(fault.seconds)
        return restarts == self._restarts

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def restart(self) -> None:
        """Clear, and let nothing that waits have an effect any more."""
        self._restarts += 1
        self.clear()
