"""The sandbox's one SQLite file: objects as JSON with a running number, and small tables for
everything else.

One connection, one lock. Stripe has concurrency; a training system needs the same answers and
nothing lost, and a lock held for a millisecond gives both. WAL keeps what was committed through
`kill -9`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import Json

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    private TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, number);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL,
    answers TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, next_at);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at REAL NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_due ON jobs (due_at);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS mismatches (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    about TEXT NOT NULL,
    problems TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Store:
    """Reads and writes inside `transaction()`; nothing is answered to anyone before it has
    committed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        self.committed = threading.Event()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(TABLES)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested use is a savepoint, so that an error inside can be answered and
        kept.
        """
        with self._lock:
            name = f"level_{self._depth}"
            self._connection.execute("BEGIN IMMEDIATE" if self._depth == 0 else f"SAVEPOINT {name}")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                else:
                    self._connection.execute(f"ROLLBACK TO {name}")
                    self._connection.execute(f"RELEASE {name}")
                raise
            self._depth -= 1
            self._connection.execute("COMMIT" if self._depth == 0 else f"RELEASE {name}")
            if self._depth == 0:
                self.committed.set()

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        with self._lock:
            return self._connection.execute(statement, values)

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    # Settings and counters

    def setting(self, name: str) -> str | None:
        found = self.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(found[0]["value"]) if found else None

    def set_setting(self, name: str, value: str) -> None:
        self.execute(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
            "excluded.value",
            (name, value),
        )

    def count_up(self, name: str) -> int:
        """The next number of a counter, from 1; part of the transaction, so a rolled back act uses
        none up.
        """
        row = self.execute(
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + "
            "1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row["value"])

    # Objects

    def insert(self, body: Json, private: Json | None = None) -> None:
        self.execute(
            "INSERT INTO objects (id, kind, created, body, private) VALUES (?, ?, ?, ?, ?)",
            (
                body["id"],
                body["object"],
                body.get("created", 0),
                json.dumps(body),
                json.dumps(private or {}),
            ),
        )

    def save(self, body: Json) -> None:
        self.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))

    def delete(self, identifier: str) -> None:
        self.execute("DELETE FROM objects WHERE id = ?", (identifier,))

    def load(self, kind: str, identifier: str) -> Json | None:
        found = self.rows("SELECT body FROM objects WHERE id = ? AND kind = ?", (identifier, kind))
        return json.loads(found[0]["body"]) if found else None

    def load_any(self, identifier: str) -> Json | None:
        found = self.rows("SELECT body FROM objects WHERE id = ?", (identifier,))
        return json.loads(found[0]["body"]) if found else None

    def private(self, identifier: str) -> Json:
        """What the sandbox knows of an object and Stripe would not show: the chosen test card, a
        pending step.
        """
        found = self.rows("SELECT private FROM objects WHERE id = ?", (identifier,))
        return json.loads(found[0]["private"]) if found else {}

    def save_private(self, identifier: str, private: Json) -> None:
        self.execute(
            "UPDATE objects SET private = ? WHERE id = ?", (json.dumps(private), identifier)
        )

    def position(self, kind: str, identifier: str) -> int | None:
        found = self.rows(
            "SELECT number FROM objects WHERE id = ? AND kind = ?", (identifier, kind)
        )
        return int(found[0]["number"]) if found else None

    def select(
        self,
        kind: str,
        *,
        equal: dict[str, Any] | None = None,
        conditions: list[tuple[str, tuple[Any, ...]]] | None = None,
        oldest_first: bool = False,
        limit: int = -1,
    ) -> list[Json]:
        """Objects of a kind, newest first; `equal` compares JSON fields, `conditions` are SQL over
        the objects table.
        """
        clauses, values = ["kind = ?"], [kind]
        for field, wanted in (equal or {}).items():
            clauses.append("json_extract(body, ?) = ?")
            values += [f"$.{field}", wanted]
        for clause, more in conditions or []:
            clauses.append(clause)
            values += more
        order = "ASC" if oldest_first else "DESC"
        # Clauses are written in this package, values are always bound.
        where = " AND ".join(clauses)
        statement = f"SELECT body FROM objects WHERE {where} ORDER BY number {order} LIMIT ?"  # noqa: S608
        return [json.loads(row["body"]) for row in self.rows(statement, (*values, limit))]

    def clear(self) -> None:
        """Forget every object, event, delivery, job and stored answer; settings, counters and
        mismatches stay.
        """
        for table in ("objects", "deliveries", "jobs", "idempotency"):
            self.execute(f"DELETE FROM {table}")  # noqa: S608
