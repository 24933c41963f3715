"""Limits as places in the shared cache: a limit has so many, each is taken for some time.

Taking a place is one `add`, which every cache does atomically, where counting up is not. So the
limit holds over all workers, and a place comes back exactly when its time is over.
"""

import hashlib
import time
from dataclasses import dataclass

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
    keys = [f"payments.place:{limit.name}:{digest}:{number}" for number in range(limit.places)]
    start = int(hashlib.sha256(what.encode()).hexdigest(), 16) % limit.places
    taken = cache.get_many(keys)
    now = time.time()
    for key in keys[start:] + keys[:start]:
        # Twins try the same places in the same order, so one finds there what the other wrote.
        if key not in taken and cache.add(key, (what, now), timeout=limit.seconds):
            return key
        holder = taken.get(key) or cache.get(key)
        if holder and holder[0] == what and now - holder[1] < TWIN_SECONDS:
            return key
    return None


def give_back(keys: list[str]) -> None:
    """Free places that were taken for what then was refused."""
    cache.delete_many(keys)
