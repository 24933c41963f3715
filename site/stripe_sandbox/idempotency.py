"""Idempotency keys: the first answer is the answer, for twenty-four hours of sandbox time."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass

from . import errors
from .clock import Clock
from .store import Store

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class StoredAnswer:
    status: int
    body: bytes
    request_id: str


class Idempotency:
    """Answers are stored with the effect, in its transaction. Keys in flight live in memory: a
    killed process has none.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()

    def claim(self, key: str, fingerprint: str) -> StoredAnswer | None:
        """The stored answer, or `None` when the caller may go ahead and must `release` the key
        afterwards.
        """
        if len(key) > LONGEST_KEY:
            raise errors.ApiError(
                f"Idempotency keys can be up to {LONGEST_KEY} characters long.",
                kind="idempotency_error",
            )
        with self._lock:
            if key in self._in_flight:
                raise errors.idempotency_in_use(key)
            # Read under the lock: between a finished twin's release and this read nothing can slip
            # in.
            found = self._store.rows(
                "SELECT * FROM idempotency WHERE key = ? AND created > ?",
                (key, self._clock.exact() - KEPT_SECONDS),
            )
            if not found:
                self._in_flight.add(key)
                return None
        if found[0]["fingerprint"] != fingerprint:
            raise errors.idempotency_changed(key)
        return StoredAnswer(int(found[0]["status"]), found[0]["body"].encode(), found[0]["request"])

    def release(self, key: str) -> None:
        with self._lock:
            self._in_flight.discard(key)

    def keep(self, key: str, fingerprint: str, answer: StoredAnswer) -> None:
        self._store.execute(
            "INSERT OR REPLACE INTO idempotency (key, fingerprint, status, body, request, "
            "created) VALUES (?, ?, ?, ?, ?, ?)",
            (
                key,
                fingerprint,
                answer.status,
                answer.body.decode(),
                answer.request_id,
                self._clock.exact(),
            ),
        )


def fingerprint(method: str, path: str, body: str) -> str:
    """The same for the same parameters in any order, as far as Stripe compares them."""
    return hashlib.sha256(
        f"{method} {path}\n{'&'.join(sorted(body.split('&')))}".encode()
    ).hexdigest()
