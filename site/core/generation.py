"""The present generation of the public pages: what was made from the state they show now.

Its token lies in the database and is changed there, by triggers, in the very transaction that
changes anything pages show (`core.watching`). Whoever keeps something under the present token can
therefore never hand out what is out of date: after the change nobody asks for the old token again.
No message between processes is needed, and none can be lost.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
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
    outside transactions; elsewhere, where it may decide about money, it is made each time. Each
    caller gets a copy of its own. None is not kept: there is no end to what does not exist."""
    return keep(name, _asked.get(), make) if _may_remember() else make()


def keep(name: str, version: object, make: Callable[[], Kept]) -> Kept:
    """The same for what is made from something else than pages show: `version` says in short what
    that is at present, all of it."""
    key = _key(name, version)
    kept: Any = caches[ALIAS].get(key)
    if kept is None:
        kept = make()
        if kept is not None:
            caches[ALIAS].set(key, kept, HOUR)
    return kept


def remember_each(
    name: str, numbers: Iterable[int], make: Callable[[list[int]], dict[int, Kept]]
) -> dict[int, Kept]:
    """The same for each of several things known by a number, in their order. `make` is asked once
    for all that are not kept yet."""
    wanted = list(dict.fromkeys(numbers))
    if not _may_remember():
        made = make(wanted)
        return {number: made[number] for number in wanted if number in made}
    token = _asked.get()
    keys = {_key(f"{name} {number}", token): number for number in wanted}
    kept: dict[int, Any] = {keys[key]: value for key, value in caches[ALIAS].get_many(keys).items()}
    missing = [number for number in wanted if number not in kept]
    if missing:
        made = make(missing)
        caches[ALIAS].set_many(
            {_key(f"{name} {number}", token): value for number, value in made.items()}, HOUR
        )
        kept |= made
    return {number: kept[number] for number in wanted if number in kept}


def _may_remember() -> bool:
    return _asked.get() is not None and not connection.in_atomic_block


def _key(name: str, version: object) -> str:
    """Short and plain, whatever the name holds: an address may be part of it."""
    return hashlib.sha256(f"{name}\n{version}".encode()).hexdigest()
