"""Days as people write them. French counts the first of a month and no other day: « 1er janvier »,
« 2 janvier ». Patterns cannot say so, since they do not know the day they are for; so whoever
writes a day asks here. Templates do by their filter `date` (`core.templatetags.date_tags`).
"""

import re
from datetime import date, datetime
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime  # noqa: TID251
from django.utils import formats
from django.utils.translation import get_language

_DAY = re.compile(r"(?<!\\)j(?= [EFMNb])")  # before the name of its month


def date_format(value: Any, name: str = "DATE_FORMAT") -> str:
    """A day or a moment in the language in force; `name` is one of Django's formats. What is no
    day is written as it is: a form may hold an object that is not valid yet."""
    if not isinstance(value, date):
        return str(value)
    return formats.date_format(value, pattern_for(value, name))  # noqa: TID251


def pattern_for(value: Any, name: str | None) -> str | None:
    """The pattern that writes this very day; the name itself where Django's own does."""
    if not _is_counted(value, get_language() or ""):
        return name
    return _DAY.sub(r"j\\e\\r", formats.get_format(name or "DATE_FORMAT"))


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
    return pattern.replace("d MMMM", "d'er' MMMM") if _is_counted(value, language) else pattern


def _is_counted(value: Any, language: str) -> bool:
    return getattr(value, "day", 0) == 1 and _is_french(language)


def _is_french(language: str) -> bool:
    return language.partition("-")[0] == "fr"
