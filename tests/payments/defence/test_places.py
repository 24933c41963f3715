"""Places of a limit: exactly so many, whoever asks at once, and back when their time is over."""

from concurrent.futures import ThreadPoolExecutor

from django.core.cache import cache

from payments.defence.places import Limit, give_back, take_place

FIVE = Limit("test", places=5, seconds=600)


def test_places_are_exactly_so_many() -> None:
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda n: take_place(FIVE, who="a", what=f"{n}"), range(64)))
    assert sum(place is not None for place in taken) == 5
    assert len(set(taken)) == 6  # five keys, and None
    assert take_place(FIVE, who="b", what="1")


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


def test_place_comes_back_when_its_time_is_over() -> None:
    key = take_place(FIVE, who="a", what="1")
    assert key
    assert "a" not in key.split(":")  # the cache holds no addresses
    cache.touch(key, 0)
    assert take_place(FIVE, who="a", what="1") == key
