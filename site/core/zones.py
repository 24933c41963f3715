"""What a time zone is called: by its city, in the reader's language, not by its code."""

from babel.core import Locale


def city_of(zone: str, language: str) -> str:
    """`New York` of America/New_York, `Le Caire` of Africa/Cairo in French."""
    known = Locale.parse(language, sep="-").time_zones.get(zone, {})
    return known.get("city") or zone.rpartition("/")[2].replace("_", " ")
