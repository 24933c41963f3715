"""Django's engine for SQLite, with a fair wait for the one place that it has for writers.

SQLite's own wait grows to a tenth of a second, so that of sixteen writers the one who is awake
keeps the place and another may get no turn for seconds: docs/decisions/0034-waiting-to-write.md.
"""

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

SHORT, LONG = 0.002, 0.010  # seconds between two tries, on average
SOON = 0.25  # seconds; whoever holds the place longer does something large


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens a transaction as soon as there is a place; raises `OperationalError` ("database is
    locked") after the `timeout` of the options, as Django's own does."""

    def _start_transaction_under_autocommit(self) -> None:
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)  # sqlite3's own default
        begun = time.monotonic()
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return super()._start_transaction_under_autocommit()  # type: ignore[misc]
                except OperationalError as error:
                    waited = time.monotonic() - begun
                    if not _is_taken(error) or waited > patience:
                        raise
                pause = SHORT if waited < SOON else LONG
                time.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311 - guards nothing
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")


def _is_taken(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY
