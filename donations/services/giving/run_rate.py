"""What gifts that come again bring in a month."""

from collections import Counter

from django.db.models import Sum

from donations.enums import RecurringState
from donations.models import RecurringGift
from donations.models.recurring import RecurringGiftQuerySet
from payments.enums import BillingInterval

MONTHS_OF_A_YEAR = 12


def monthly_run_rate(gifts: RecurringGiftQuerySet | None = None) -> dict[str, int]:
    """Currency → minor units a month, of those that go on: not of what fails, is paused, or will
    end on a known day.

    Whole years are added up and only their sum is divided, rounded down: three quarterly gifts of
    10 are 120 a year and so 10 a month, where three times 3.33 would lose a cent. What givers add
    for the card fee is left out, since the fee takes it.
    """
    going_on = (RecurringGift.objects.all() if gifts is None else gifts).in_state(
        RecurringState.ACTIVE
    )
    years: Counter[str] = Counter()
    for currency, interval, amount in (
        going_on.order_by()
        .values_list("subscription__currency", "subscription__interval")
        .annotate(amount=Sum("subscription__amount"))
    ):
        years[currency] += amount * (MONTHS_OF_A_YEAR // BillingInterval(interval).months)
    return {currency: amount // MONTHS_OF_A_YEAR for currency, amount in sorted(years.items())}
