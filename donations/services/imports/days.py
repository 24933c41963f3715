"""Days and times as other programs write them."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from donations.enums import DayOrder

ISO = ("%Y-%m-%d", "%Y/%m/%d")
FORMATS = {
    DayOrder.ISO: ISO,
    DayOrder.MONTH_FIRST: ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", *ISO),
    DayOrder.DAY_FIRST: ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", *ISO),
}
# In English and in French; what is short is the beginning of one of these.
MONTHS = (
    ("january", "janvier"),
    ("february", "février", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "août", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "décembre", "decembre"),
)
WORDED = (
    re.compile(r"(?P<month>[^\W\d]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b"),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)? (?P<month>[^\W\d]{3,})\.?,? (?P<year>\d{4})\b"
    ),
)
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
# Hours from UTC of the zones that PayPal writes by their letters; all others it writes by name.
ZONES = {
    -10: "HST",
    -9: "AKST",
    -8: "PST AKDT",
    -7: "MST PDT",
    -6: "CST MDT",
    -5: "EST CDT",
    -4: "EDT",
    0: "UTC GMT WET",
    1: "BST CET WEST",
    2: "CEST EET",
    3: "EEST",
    9: "JST",
    10: "AEST",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
}
HOURS = {letters: hours for hours, zones in ZONES.items() for letters in zones.split()}


def day_in(text: str, order: DayOrder) -> date | None:
    """The day at the beginning of a text; a time of day behind it is left alone."""
    first = text.partition("T")[0].split(" ")[0] if text[:1].isdigit() else text
    if len(first) == 10 and first[4] == first[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(first)
    for one in FORMATS[order]:
        with suppress(ValueError):
            return datetime.strptime(first, one).date()  # noqa: DTZ007  # a day has no zone
    return _worded_day(text)


def _worded_day(text: str) -> date | None:
    """ "March 5, 2024", "5 Mar 2024", "5 mars 2024"."""
    for pattern in WORDED:
        if found := pattern.match(text):
            month = _month_called(found["month"].lower())
            with suppress(ValueError):
                return date(int(found["year"]), month, int(found["day"]))
    return None


def _month_called(word: str) -> int:
    """From 1; 0 when it is none, or may be several."""
    called = [
        number for number, names in enumerate(MONTHS, 1) if any(n.startswith(word) for n in names)
    ]
    return called[0] if len(called) == 1 else 0


def moment_of(text: str) -> datetime | None:
    """A moment with its zone, as we write it; None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def clock_in(text: str) -> time | None:
    """The time of day that a text is, or that stands behind its day."""
    clock = re.split(r"[ T]", text.strip().removesuffix("Z").removesuffix(" UTC"))[-1]
    with suppress(ValueError):
        return time.fromisoformat(clock).replace(tzinfo=None) if ":" in clock else None
    return None


@cache
def zone_called(name: str) -> tzinfo | None:
    """By its letters, such as PST, or by its name, such as Europe/Berlin."""
    if (hours := HOURS.get(name.upper())) is not None:
        return timezone(timedelta(hours=hours))
    if "/" in name:
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(name)
    return None


class OrdersSeen:
    """Whether days and months change places in a file, by those that can be read in one way
    only."""

    def __init__(self) -> None:
        self.orders: set[DayOrder] = set()

    def look_at(self, texts: Iterable[str]) -> None:
        for text in texts:
            if found := SLASHED.match(text):
                if int(found[1]) > 12:
                    self.orders.add(DayOrder.DAY_FIRST)
                elif int(found[2]) > 12:
                    self.orders.add(DayOrder.MONTH_FIRST)

    def order(self, unless: DayOrder) -> DayOrder:
        """What they say, when they all say the same."""
        return self.orders.copy().pop() if len(self.orders) == 1 else unless
