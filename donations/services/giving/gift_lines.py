"""The lines by which gifts are paid for."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import OrganisationSettings
from core.money import MAX_CHARGE
from donations.enums import Interval
from donations.exceptions import AmountTooLargeError, FeeCoverError
from donations.services.giving.fee_cover import fee_cover
from ledger.models import Fund
from payments.enums import LineKind
from payments.services.checkout import NewLine


def gift_line(*, amount: int, fund: Fund, is_split: bool = False) -> NewLine:
    """The line to pay for, described in the active language: the donor's. Over which funds a gift
    is split stands beside it on the receipt."""
    description = _("Gift, where it is needed most")
    if is_split:
        description = _("Gift to several funds")
    elif not fund.is_default:
        description = _("Gift for %(fund)s") % {"fund": fund.local_name}
    return NewLine(kind=LineKind.GIFT, description=description, amount=amount, fund=fund)


def recurring_line(*, amount: int, fund: Fund, interval: str) -> NewLine:
    """The line of one period. Its fund stands beside it on the receipt, not in its name: at Stripe
    the name stays when the giver chooses another fund."""
    names = {
        Interval.MONTH: _("Monthly gift"),
        Interval.QUARTER: _("Quarterly gift"),
        Interval.YEAR: _("Yearly gift"),
    }
    description = names[Interval(interval)]
    return NewLine(kind=LineKind.GIFT, description=description, amount=amount, fund=fund)


def require_fee_cover(amount: int) -> int:
    """What the giver of `amount` adds, so that the fee is taken from nothing else. Raises
    `FeeCoverError` where the organisation names no fee, and `AmountTooLargeError`."""
    addition = fee_cover(amount)
    if not addition:
        raise FeeCoverError
    if amount + addition > MAX_CHARGE:
        raise AmountTooLargeError(
            MAX_CHARGE, OrganisationSettings.load().currency, get_language() or "en"
        )
    return addition


def fee_cover_line(*, addition: int, fund: Fund) -> NewLine:
    """Its own line, for the fund of the gift. Where the gift renews, so does this."""
    return NewLine(
        kind=LineKind.FEE_COVER,
        description=_("Gift to cover the card fee"),
        amount=addition,
        fund=fund,
    )


def line_for(*, amount: int, fund: Fund, interval: str, is_split: bool = False) -> NewLine:
    """The line to pay for a gift given once, or for the first period of one that renews."""
    if Interval(interval).renews:
        return recurring_line(amount=amount, fund=fund, interval=interval)
    return gift_line(amount=amount, fund=fund, is_split=is_split)
