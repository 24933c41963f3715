"""Places of a limit: exactly so many, whoever asks at once, and back when their time is over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection

from payments.defence.places import Limit, give_back, take_place

FIVE = Limit("test", places=5, seconds=600)
ONE = Limit("one", places=1, seconds=600)


def test_places_are_exactly_so_many() -> None:
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda n: take_place(FIVE, who="a", what=f"{n}"), range(64)))
    assert sum(place is not None for place in taken) == 5
    assert len(set(taken)) == 6  # five keys, and None
    assert take_place(FIVE, who="b", what="1")


def test_many_places_are_all_found_and_few_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    forty = Limit("forty", places=40, seconds=600)
    taken = [take_place(forty, who="a", what=f"{number}") for number in range(41)]
    assert (len(set(taken)), taken[-1]) == (41, None)
    asked: list[str] = []
    get_many = cache.get_many
    monkeypatch.setattr(
        caches["default"], "get_many", lambda keys: asked.extend(keys) or get_many(keys)
    )
    thousands = Limit("thousands", places=10_000, seconds=600)
    first = sha256(b"1").hexdigest()
    same = next(
        f"{other}"
        for other in count(2)
        if (int(sha256(f"{other}".encode()).hexdigest(), 16) - int(first, 16)) % 10_000 == 0
    )
    assert take_place(thousands, who="a", what="1") != take_place(thousands, who="a", what=same)
    assert len(asked) == 2 + 2 + 2 * 16  # two keys a place


def test_place_of_a_double_click_is_one() -> None:
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _n: take_place(FIVE, who="a", what="same"), range(16)))
    assert len(set(taken)) == 1
    assert taken[0]


def test_place_given_back_is_free() -> None:
    taken = [take_place(FIVE, who="a", what=f"{n}") for n in range(5)]
    assert take_place(FIVE, who="a", what="sixth") is None
    give_back([str(taken[2])])
    assert take_place(FIVE, who="a", what="sixth") == taken[2]


def test_place_comes_back_when_its_time_is_over_and_not_before() -> None:
    key = take_place(FIVE, who="a", what="1")
    assert key
    assert "a" not in key.split(":")  # the cache holds no addresses
    cache.touch(key, 0)
    assert take_place(FIVE, who="a", what="1") == key
    begin = 600 * 10_000_000 + 300.0  # in the middle of a stretch
    with time_machine.travel(begin, tick=False) as traveller:
        for after, is_free in ((0, True), (1, False), (599, False), (600, True), (1199, False)):
            traveller.move_to(begin + after)
            assert bool(take_place(ONE, who="a", what=f"{after}")) is is_free, after


@pytest.mark.django_db
def test_place_that_is_taken_while_another_process_forgets_it_stays_taken(settings: Any) -> None:
    """A cache in the database throws away what it read as expired, whatever happened since."""
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": backend, "LOCATION": "limits"}}
    call_command("createcachetable", verbosity=0)
    two = Limit("two", places=2, seconds=600)
    late: list[str | None] = []

    def named(place: int) -> Iterator[str]:
        """Purposes that try this place first."""
        whats = (f"{number}" for number in count())
        return (w for w in whats if int(sha256(w.encode()).hexdigest(), 16) % 2 == place)

    zero, one = named(0), named(1)

    def take_late(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("DELETE") and not late:
            late.append(take_place(two, who="a", what=next(one)))
        return execute(sql, *rest)

    with time_machine.travel(600 * 10_000_000 + 300.0, tick=False) as traveller:
        assert take_place(two, who="a", what=next(one))
        traveller.shift(3000)
        taken = [take_place(two, who="a", what=next(zero))]
        with connection.execute_wrapper(take_late):
            taken.append(take_place(two, who="a", what=next(zero)))
        taken += late or [take_place(two, who="a", what=next(one))]
    assert sum(place is not None for place in taken) == 2
