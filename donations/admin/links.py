"""Words that lead on, in tables of the admin."""

from typing import Any

from django.utils.html import format_html

from core.dates import date_format


def link_to(url: str, text: Any) -> str:
    return format_html('<a href="{}">{}</a>', url, text)


def day_of(value: Any) -> str:
    return date_format(value) if value else "–"
