"""Days as people write them. French counts the first of a month and no other day: « 1er janvier »,
« 2 janvier ». Patterns cannot say so, since they do not know the day they are for; so whoever
writes a day asks here. Templates do by their filter `date` (`core.templatetags.date_tags`).

No line breaks between a day and its month, in any language.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime  # noqa: TID251
from django.utils import formats
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import get_language

_DAY = re.compile(r"(?<!\\)j(?= [EFMNb])")  # before the name of its month
_BESIDE_MONTH = re.compile(r"(?<=[jrd']) (?=[EFMNb])|(?<=[EFMNb]) (?=[jd])")


def date_format(value: Any, name: str = "DATE_FORMAT") -> str:
    """A day or a moment in the language in force; `name` is one of Django's formats. What is no
    day is written as it is: a form may hold an object that is not valid yet."""
    if not isinstance(value, date):
        return str(value)
    return formats.date_format(value, pattern_for(value, name))  # noqa: TID251


def written(value: Any) -> Any:
    """A day, or a moment with its time in the zone in force, as templates write it; anything else
    as it is."""
    if isinstance(value, datetime):
        return date_format(template_localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else value


def pattern_for(value: Any, name: str | None) -> str:
    """The pattern that writes this very day; `name` is one of Django's formats, or a pattern."""
    pattern = formats.get_format(name or "DATE_FORMAT")
    if _is_counted(value, get_language() or ""):
        pattern = _DAY.sub(r"j\\e\\r", pattern)
    return _unbroken(pattern)


def long_date(day: date, language: str) -> str:
    """A day in full, in the language of a document."""
    locale = Locale.parse(language, sep="-")
    pattern = _counted(day, locale.date_formats["long"].pattern, language)
    return format_date(day, pattern, locale=locale)


def long_moment(moment: datetime, language: str) -> str:
    """The same with the time, in the zone of the moment itself."""
    pattern = _counted(moment, "d MMMM y, HH:mm", language)
    return format_datetime(moment, pattern, locale=Locale.parse(language, sep="-"))


def day_of_month(number: int) -> str:
    """Its number within any month, in the language in force."""
    return "1er" if number == 1 and _is_french(get_language() or "") else str(number)


def _counted(value: date, pattern: str, language: str) -> str:
    if _is_counted(value, language):
        pattern = pattern.replace("d MMMM", "d'er' MMMM")
    return _unbroken(pattern)


@lru_cache
def _unbroken(pattern: str) -> str:
    return _BESIDE_MONTH.sub("\N{NO-BREAK SPACE}", pattern)


def _is_counted(value: Any, language: str) -> bool:
    return getattr(value, "day", 0) == 1 and _is_french(language)


def _is_french(language: str) -> bool:
    return language.partition("-")[0] == "fr"
