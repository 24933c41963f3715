import pytest

from core.zones import city_of


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("America/New_York", "en", "New York"),
        ("Africa/Cairo", "fr", "Le Caire"),
        ("Africa/Bamako", "fr", "Bamako"),
        ("UTC", "fr", "UTC"),
    ],
)
def test_zone_is_called_by_its_city(zone: str, language: str, city: str) -> None:
    assert city_of(zone, language) == city
