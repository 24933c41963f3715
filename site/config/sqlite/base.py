"""Django's engine for SQLite, with another wait for the one place that it has for writers.

SQLite lets whoever waits sleep for up to a tenth of a second, so that of sixteen writers the one
who is awake keeps the place. And the sleeper's connection is locked meanwhile: the writer itself
may have to wait for it, when it happens to collect the garbage of that thread. So nobody sleeps
inside SQLite here (docs/decisions/0034-waiting-to-write.md).
"""

import random
import sqlite3
import time
from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import base

SHORT, LONG = 0.002, 0.010  # seconds between two tries, on average
SOON = 0.25  # seconds; whoever holds the place longer does something large


class Cursor(base.SQLiteCursorWrapper):
    """Tries a statement that finds the place taken again and again, for `patience` seconds; then
    SQLite's own error comes, "database is locked". Inside a transaction nothing is tried again:
    the place is ours there, or what was read is out of date."""

    patience: float

    def execute(self, query: str, params: Any = None) -> Any:
        begun = time.monotonic()
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - begun
                is_ours = self.connection.in_transaction
                if is_ours or not _is_taken(error) or waited > self.patience:
                    raise
            pause = SHORT if waited < SOON else LONG
            time.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311 - guards nothing

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """All of them or none, also outside a transaction, since they take their turn once."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        self.execute("BEGIN IMMEDIATE")
        try:
            super().executemany(query, param_list)
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    """As long as the options' `timeout` says, SQLite waits while a connection is opened, and each
    statement waits afterwards."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        del name
        cursor = self.connection.cursor(factory=Cursor)
        cursor.patience = self.settings_dict["OPTIONS"].get("timeout", 5)  # sqlite3's own default
        return cursor


def _is_taken(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
