"""Amounts that editors suggest to givers."""

from django.core.exceptions import ValidationError

from core.forms import amount_error_message
from core.models import OrganisationSettings
from core.money import AmountError, parse_amount


def parse_amounts(text: str, currency: str) -> list[int]:
    """Amounts parted by spaces, as an editor types them: "25 50 100". Raises `AmountError`."""
    return [parse_amount(word, currency) for word in text.split()]


def validate_suggested_amounts(text: str) -> None:
    currency = OrganisationSettings.load().currency
    try:
        amounts = parse_amounts(text, currency)
    except AmountError as error:
        raise ValidationError(amount_error_message(error.code, currency)) from None
    if not all(amounts):
        raise ValidationError(amount_error_message("negative", currency))
