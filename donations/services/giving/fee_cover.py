"""What to add to a gift so that all of it arrives."""

from core.models import OrganisationSettings

WHOLE = 10_000  # hundredths of a percent


def fee_cover(amount: int) -> int:
    """The smallest addition, in minor units, with which at least `amount` is left once the fee is
    taken from the sum: by the fee that the organisation's settings name. 0 where they name none.

    A gift in a basket is reckoned as if it were paid alone: what comes again is paid alone from the
    second time on, and the addition must not depend on how much soap lies beside it."""
    settings = OrganisationSettings.load()
    share, fixed = settings.card_fee_share, settings.card_fee_fixed
    # One below what the plain formula gives, since a fee is rounded to the nearest unit.
    total = max(amount, (amount + fixed) * WHOLE // (WHOLE - share) - 1)
    while total - card_fee(total, share=share, fixed=fixed) < amount:
        total += 1
    return total - amount


def card_fee(total: int, *, share: int, fixed: int) -> int:
    """What the payment service keeps of a sum, halves rounded up."""
    return (2 * total * share + WHOLE) // (2 * WHOLE) + fixed if total else 0
