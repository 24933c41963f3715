"""Amounts that editors suggest to givers."""

from functools import lru_cache

from django.core.exceptions import ValidationError

from core.forms import amount_error_message
from core.models import OrganisationSettings
from core.money import AmountError, parse_amount


@lru_cache(maxsize=64)  # the same few are read whenever a form is shown or sent
def parse_amounts(text: str, currency: str) -> tuple[int, ...]:
    """Amounts parted by spaces, as an editor types them: "25 50 100". Raises `AmountError`."""
    return tuple(parse_amount(word, currency) for word in text.split())


def validate_suggested_amounts(text: str) -> None:
    currency = OrganisationSettings.load().currency
    try:
        amounts = parse_amounts(text, currency)
    except AmountError as error:
        raise ValidationError(amount_error_message(error.code, currency)) from None
    if not all(amounts):
        raise ValidationError(amount_error_message("negative", currency))
