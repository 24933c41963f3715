"""Somebody else is faster, always at the same place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def just_before(statement: str, act: Callable[[], object]) -> Iterator[None]:
    """Let `act` happen once, right before the first statement that begins so: between our reading
    and our writing, where another process would be. Fails when no statement begins so."""
    waiting = [act]

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if waiting and sql.startswith(statement):
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(run):
        yield
    assert not waiting, f"nothing began with {statement}"
