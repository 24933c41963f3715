"""Sandbox time: the machine's clock plus what somebody has added, never going back."""

from __future__ import annotations

import time

from .store import Store


class Clock:
    """Seconds since the epoch. The added part is stored, so that a restart does not bring back
    expired sessions.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._added = float(store.setting("clock_added") or 0)

    @property
    def added(self) -> float:
        return self._added

    def exact(self) -> float:
        return time.time() + self._added

    def now(self) -> int:
        return int(self.exact())

    def advance(self, seconds: float) -> None:
        """Move on. Only forward: objects of the future would make every list and every signature
        lie.
        """
        if seconds < 0:
            raise ValueError("The clock goes forward only.")
        self._added += seconds
        self._store.set_setting("clock_added", str(self._added))

    def restart(self) -> None:
        """Back to the machine's clock; only together with forgetting every object."""
        self._added = 0.0
        self._store.set_setting("clock_added", "0")
