"""The present generation of the public pages: what was made from the state they show now.

Its token lies in the database and is changed there, by triggers, in the very transaction that
changes anything pages show (`core.watching`). Whoever keeps something under the present token can
therefore never hand out what is out of date: after the change nobody asks for the old token again.
No message between processes is needed, and none can be lost.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import DatabaseError, connection

from core.guards import guarded

Kept = TypeVar("Kept")

# In each process's own memory: nothing is shared, so nothing can disagree.
ALIAS = "pages"
# Consents end with a day and published dates come with an hour: nothing is kept beyond its hour.
HOUR = 3600
_ASK = "SELECT token FROM core_pagegeneration"

_asked: ContextVar[str | None] = ContextVar("generation", default=None)


def present() -> str | None:
    """The token of the present generation, None when there is no saying: inside a transaction,
    whose own changes may still come to nothing, or when the database does not answer."""
    if connection.in_atomic_block:
        return None
    token = _asked.get()
    if token is not None:
        return token
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ASK)
            row = cursor.fetchone()
    except DatabaseError:
        return None
    if row is None:
        return None
    return f"{row[0] if guarded('generation') else 'always the same'}:{int(time.time() // HOUR)}"


@contextmanager
def asked_once() -> Iterator[str | None]:
    """Ask once and keep to the answer for one request, of the admin's excepted: no other changes
    what it has read."""
    token = present()
    mark = _asked.set(token)
    try:
        yield token
    finally:
        _asked.reset(mark)


def remember(name: str, make: Callable[[], Kept]) -> Kept:
    """What `make` returns, kept until anything that pages show changes. Only within a request and
    outside transactions; elsewhere, where it may decide about money, it is made each time."""
    token = _asked.get()
    if token is None or connection.in_atomic_block:
        return make()
    key = f"{name}:{token}".replace(" ", "-")
    kept: Any = caches[ALIAS].get(key)
    if kept is None:
        kept = make()
        caches[ALIAS].set(key, kept, HOUR)
    return kept
