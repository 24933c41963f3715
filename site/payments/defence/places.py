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
# Nearly always the first place is free. Of the others so many times as many are looked at together
# as before, so that a limit of thousands costs no more than one of five until it is nearly full.
MORE_AT_ONCE = 16


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
    # Twins try the same places in the same order, so one finds there what the other wrote.
    begin, together = 0, 1
    while begin < limit.places:
        steps = range(begin, min(begin + together, limit.places))
        numbers = [(start + step) % limit.places for step in steps]
        if key := _take_one(limit, digest, numbers, what=what):
            return key
        begin, together = steps.stop, together * MORE_AT_ONCE
    return None


def _take_one(limit: Limit, digest: str, numbers: list[int], *, what: str) -> str | None:
    """The first of these places that nobody sits on, or that a twin has.

    A key names its stretch of time and is never written again once it has expired: a cache in the
    database throws away what it has just read as expired, though somebody may have taken it anew
    by then. So who took a place in this stretch or in the one before is asked for by two keys.
    """
    stretch = int(time.time() // limit.seconds)
    pairs = [[_key(limit, digest, number, stretch - back) for back in (0, 1)] for number in numbers]
    found = cache.get_many([key for pair in pairs for key in pair])
    for pair in pairs:
        sitting = [key for key in pair if key in found and _sits(found[key], limit)]
        for key in sitting:
            if _is_twin(found[key], what):
                return key
        if not sitting and _take_or_share(pair[0], limit, what=what):
            return pair[0]
    return None


def _key(limit: Limit, digest: str, number: int, stretch: int) -> str:
    return f"payments.place:{limit.name}:{digest}:{number}:{stretch}"


def _take_or_share(key: str, limit: Limit, *, what: str) -> bool:
    """Take this place if it is free; also true when a twin sits on it."""
    return cache.add(key, (what, time.time()), timeout=2 * limit.seconds) or _is_twin(
        cache.get(key), what
    )


def _sits(holder: Any, limit: Limit) -> bool:
    return bool(time.time() - holder[1] < limit.seconds)


def _is_twin(holder: Any, what: str) -> bool:
    return bool(holder) and holder[0] == what and time.time() - holder[1] < TWIN_SECONDS


def give_back(keys: list[str]) -> None:
    """Free places that were taken for what then was refused."""
    cache.delete_many(keys)
