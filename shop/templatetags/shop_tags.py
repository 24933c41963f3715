from decimal import Decimal

from babel.core import Locale
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

register = template.Library()

GRAMS_PER_OUNCE = Decimal("28.349523125")


@register.filter
def weight(grams: int) -> str:
    """A weight as labels need it, in grams and ounces: "100 g (3.5 oz)"."""
    locale = Locale.parse(get_language() or "en", sep="-")
    ounces = (Decimal(grams) / GRAMS_PER_OUNCE).quantize(Decimal("0.1"))
    grams_and_ounces = (format_decimal(number, locale=locale) for number in (grams, ounces))
    return "{}\N{NO-BREAK SPACE}g ({}\N{NO-BREAK SPACE}oz)".format(*grams_and_ounces)
