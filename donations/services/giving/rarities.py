"""What few givers' gifts have, asked for in one short question.

The pages of all others need not look for it (docs/decisions/0021-statements-put-together-once.md).
"""

from typing import NamedTuple

from django.db import connection

from accounts.models import Supporter
from payments.enums import LineKind

ASK = (
    "SELECT EXISTS (SELECT 1 FROM donations_donation AS gift "
    "JOIN donations_allocation AS share ON share.donation_id = gift.id "
    "WHERE gift.supporter_id = %s AND share.fund_id <> gift.fund_id) "
    "OR EXISTS (SELECT 1 FROM donations_donation AS gift "
    "JOIN donations_reallocation AS move ON move.donation_id = gift.id "
    "WHERE gift.supporter_id = %s), "
    "EXISTS (SELECT 1 FROM donations_donation AS gift "
    "JOIN payments_paymentline AS line ON line.payment_id = gift.payment_id "
    "WHERE gift.supporter_id = %s AND line.kind = %s)"
)


class Rarities(NamedTuple):
    """Whether any gift lies, or once lay, in other funds than the one it names, and whether
    anything was added to one for the card fee."""

    spread: bool
    fee_cover: bool


def rarities_of(supporter: Supporter) -> Rarities:
    """Of all gifts of this supporter, arrived or not."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [supporter.pk] * 3 + [LineKind.FEE_COVER])
        spread, fee_cover = cursor.fetchone()
    return Rarities(bool(spread), bool(fee_cover))
