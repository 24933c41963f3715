"""Writers on SQLite: one place, and everybody's turn comes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, OperationalError
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
        with writing(handler["default"], "waiting"):
            pass
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


def test_single_statements_wait_as_long_as_before(handler: ConnectionHandler) -> None:
    with writing(handler["default"], "once"):
        pass
    with handler["default"].cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (PATIENCE * 1000,)


def test_what_is_wrong_for_another_reason_is_said_at_once(handler: ConnectionHandler) -> None:
    connection = handler["default"]
    with (
        writing(connection, "once"),
        pytest.raises(OperationalError, match="within a transaction"),
    ):
        connection._start_transaction_under_autocommit()  # type: ignore[attr-defined]
