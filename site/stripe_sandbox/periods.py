"""Billing periods: counted from the anchor, so that a gift of the 31st comes back to the 31st after
a shorter month.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

from .errors import Json

MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "week": 7}


def end_of_period(anchor: int, recurring: Json, start: int) -> int:
    """When the period that begins at `start` ends: the first boundary after it."""
    number = 0
    while boundary(anchor, recurring, number) <= start:
        number += 1
    return boundary(anchor, recurring, number)


def boundary(anchor: int, recurring: Json, number: int) -> int:
    """The anchor and so many periods, in UTC. A month that lacks the day has its last one."""
    interval, count = recurring["interval"], recurring["interval_count"] * number
    moment = datetime.fromtimestamp(anchor, UTC)
    if interval in DAYS:
        return int((moment + timedelta(days=DAYS[interval] * count)).timestamp())
    months = moment.year * 12 + moment.month - 1 + MONTHS[interval] * count
    year, month = divmod(months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())
