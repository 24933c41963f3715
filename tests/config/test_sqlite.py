"""Writers on SQLite: one place, and everybody's turn comes."""

import gc
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from config.settings.base import env, tune_database
from config.sqlite import base

PATIENCE = 20  # seconds; many times what a turn takes on a busy machine


def tuned(place: Path) -> dict[str, Any]:
    database: dict[str, Any] = env.db_url_config(f"sqlite:///{place}")
    tune_database(database)
    return database


@pytest.fixture
def handler(tmp_path: Path, django_db_blocker: Any) -> Iterator[ConnectionHandler]:
    """A connection for each thread that asks, to one database with one table."""
    database = tuned(tmp_path / "turns.sqlite3")
    database["OPTIONS"]["timeout"] = PATIENCE
    made = ConnectionHandler({"default": database})
    with django_db_blocker.unblock():
        with made["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE turns (who TEXT)")
        yield made
        made.close_all()


def told(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT who FROM turns ORDER BY rowid")
        return [who for (who,) in cursor.fetchall()]


def write_as(handler: ConnectionHandler, who: str) -> None:
    with writing(handler["default"], who):
        pass


@contextmanager
def writing(connection: BaseDatabaseWrapper, who: str) -> Iterator[None]:
    """A transaction that writes, as `atomic` opens and ends one."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO turns VALUES (%s)", [who])
    yield
    connection.commit()
    connection.set_autocommit(True)


def test_writers_of_the_site_wait_this_way(tmp_path: Path) -> None:
    assert tuned(tmp_path / "db.sqlite3")["ENGINE"] == "config.sqlite"


def test_who_waits_asks_again_within_hundredths_of_a_second(
    handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they have waited: SQLite itself would let them sleep for a tenth, and whoever
    wrote without a pause would have the place for seconds (`make bench ONLY=M`, M5)."""
    pauses: list[float] = []
    sleep = time.sleep
    monkeypatch.setattr(base.time, "sleep", lambda pause: sleep(pauses.append(pause) or pause))

    def wait() -> None:
        write_as(handler, "waiting")
        handler.close_all()

    with writing(handler["default"], "holder"):
        waiting = threading.Thread(target=wait)
        waiting.start()
        sleep(3 * base.SOON)
        assert len(pauses) > 5
    waiting.join()
    assert max(pauses) <= 1.5 * base.LONG < 0.02


def test_who_waits_in_vain_is_told_so(handler: ConnectionHandler) -> None:
    refused: list[tuple[str, float]] = []

    def wait_in_vain() -> None:
        connection = handler["default"]
        connection.settings_dict["OPTIONS"]["timeout"] = 0.4
        begun = time.monotonic()
        with pytest.raises(OperationalError) as error:
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        refused.append((str(error.value), time.monotonic() - begun))
        handler.close_all()

    with writing(handler["default"], "holder"):
        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        waiting.join()
    [(message, waited)] = refused
    assert message == "database is locked"
    assert waited > 0.4


def test_a_single_statement_waits_too(handler: ConnectionHandler) -> None:
    """Outside any transaction, as `QuerySet.update` runs."""
    connection = handler["default"]

    def write() -> None:
        with handler["default"].cursor() as cursor:
            cursor.execute("INSERT INTO turns VALUES ('single')")
        handler.close_all()

    waiting = threading.Thread(target=write)
    with writing(connection, "holder"):
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join()
    assert told(connection) == ["holder", "single"]


def test_many_rows_of_one_statement_are_written_or_none(handler: ConnectionHandler) -> None:
    connection = handler["default"]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO turns VALUES (%s)", iter([["one"], ["two"]]))
        assert cursor.rowcount == 2
        with pytest.raises(DatabaseError):
            cursor.executemany("INSERT INTO turns VALUES (%s)", [["three"], [object()]])
    assert told(connection) == ["one", "two"]
    with writing(connection, "first"), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO turns VALUES (%s)", [["four"], ["five"]])
    assert told(connection) == ["one", "two", "first", "four", "five"]


def test_what_is_wrong_for_another_reason_is_said_at_once(handler: ConnectionHandler) -> None:
    connection = handler["default"]
    with (
        writing(connection, "once"),
        pytest.raises(OperationalError, match="within a transaction"),
    ):
        connection._start_transaction_under_autocommit()  # type: ignore[attr-defined]
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="no such table"):
        cursor.execute("INSERT INTO nowhere VALUES (1)")


def test_what_was_read_before_somebody_else_wrote_is_not_written_upon(
    handler: ConnectionHandler,
) -> None:
    """A transaction that began by reading cannot wait: what it read is out of date."""
    connection = handler["default"]
    connection.connection.execute("BEGIN DEFERRED")
    assert told(connection) == []
    other = threading.Thread(target=lambda: (write_as(handler, "other"), handler.close_all()))
    other.start()
    other.join()
    begun = time.monotonic()
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="locked"):
        cursor.execute("INSERT INTO turns VALUES ('late')")
    assert time.monotonic() - begun < PATIENCE / 4
    connection.connection.rollback()


def test_a_writer_never_waits_for_who_waits_for_it(handler: ConnectionHandler) -> None:
    """Garbage of any thread is collected by whichever happens to: here a cursor of the one that
    waits by the one that writes. SQLite's own wait would keep its connection locked meanwhile, and
    each would wait for the other until the end of its patience."""
    connection = handler["default"]
    write_as(handler, "before")
    ready = threading.Event()

    def wait() -> None:
        handler["default"].ensure_connection()
        left = handler["default"].connection.cursor()
        with suppress(sqlite3.Error):
            left.execute("SELECT abs(-9223372036854775808)")  # there is no such number
        circle: list[Any] = [left]
        circle.append(circle)
        del left, circle
        ready.set()
        write_as(handler, "waiting")
        handler.close_all()

    gc.collect()
    gc.disable()
    try:
        waiting = threading.Thread(target=wait)
        with writing(connection, "holder"):
            waiting.start()
            assert ready.wait(PATIENCE)
            time.sleep(0.2)
            begun = time.monotonic()
            gc.collect()
            took = time.monotonic() - begun
        waiting.join()
    finally:
        gc.enable()
    assert took < PATIENCE / 4
    assert told(connection) == ["before", "holder", "waiting"]
