"""Django's filter `date`, in every template: days are written as `core.dates` says."""

from typing import Any

from django import template
from django.template import defaultfilters

from core.dates import pattern_for, written

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str | None = None) -> str:
    """`{{ day|date:"DATE_FORMAT" }}`: as Django's own, and the first of a month as it is said."""
    return str(defaultfilters.date(value, pattern_for(value, arg)))


register.filter("written", written)  # of what may be a day, such as the cells of a list
