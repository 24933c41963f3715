"""Limits as places in the shared cache: a limit has so many, each is taken for some time.

Taking a place is one `add`, which every cache does atomically, where counting up is not. So the
limit holds over all workers, and a place comes back exactly when its time is over.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

# A double click arrives within this time and sits on the place of its twin.
TWIN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Limit:
    """So many places, each taken for so many seconds."""

    name: str
    places: int
    seconds: int


def take_place(limit: Limit, *, who: str, what: str) -> str | None:
    """Take one of the places that `who` has and return its key, or None when all are taken.

    `what` names the purpose: the same one within half a minute (a double click) gets the same
    place. `who` is kept as a digest only.
    """
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    start = int(hashlib.sha256(what.encode()).hexdigest(), 16) % limit.places
    first = _key(limit, digest, start)
    if _take_or_share(first, limit, what=what):  # nearly always, while there is room
        return first
    # Twins try the same places in the same order, so one finds there what the other wrote.
    others = [_key(limit, digest, (start + step) % limit.places) for step in range(1, limit.places)]
    taken = cache.get_many(others)
    for key in others:
        if key in taken:
            if _is_twin(taken[key], what):
                return key
        elif _take_or_share(key, limit, what=what):
            return key
    return None


def _key(limit: Limit, digest: str, number: int) -> str:
    return f"payments.place:{limit.name}:{digest}:{number}"


def _take_or_share(key: str, limit: Limit, *, what: str) -> bool:
    """Take this place if it is free; also true when a twin sits on it."""
    return cache.add(key, (what, time.time()), timeout=limit.seconds) or _is_twin(
        cache.get(key), what
    )


def _is_twin(holder: Any, what: str) -> bool:
    return bool(holder) and holder[0] == what and time.time() - holder[1] < TWIN_SECONDS


def give_back(keys: list[str]) -> None:
    """Free places that were taken for what then was refused."""
    cache.delete_many(keys)
