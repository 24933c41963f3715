"""What follows from gifts whose money is there, for one as for many at once.

Whoever writes a gift as received comes here: `services.gifts` with the gifts of a payment,
`services.imports` with those of many rows. So what is added here happens to all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.rows import insert
from donations.models import Allocation, Donation
from donations.services.funds.allocations import book_splits
from donations.services.funds.totals import record_arrivals
from donations.services.giving.acknowledgements import expect_thanks
from donations.services.tributes.tributes import begin_telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A gift that has just become received, and knows when and from whom.

    `parts` is what each fund (by its key) gets of a gift that its giver split, whose allocations
    are written already. `is_first`: its supporter gave nothing before. `begins`: it is the first of
    a gift that comes again.
    """

    donation: Donation
    method: str
    parts: Mapping[int, int] | None = None
    is_first: bool = False
    begins: bool = False
    is_tribute: bool = False


def follow_arrivals(arrivals: Sequence[Arrival]) -> None:
    """Do what the arrival of gifts entails. Call it in the transaction that received them.

    Side effects, in order: a gift that is whole belongs to its fund, one that was split is posted
    to its funds; they are added to the totals of their months; where a person should thank for one,
    that is put on their list, once for a payment; where one honours somebody, others are to be told
    from now on.
    """
    whole = [one.donation for one in arrivals if one.parts is None]
    if whole:
        insert(
            [Allocation(donation=gift, fund_id=gift.fund_id, amount=gift.amount) for gift in whole]
        )
    book_splits([(one.donation, one.parts) for one in arrivals if one.parts is not None])
    record_arrivals([(one.donation, one.method, one.parts) for one in arrivals])
    _expect_thanks(arrivals)
    for one in arrivals:
        if one.is_tribute:
            begin_telling(one.donation)


def _expect_thanks(arrivals: Sequence[Arrival]) -> None:
    """Of a supporter's gifts that arrive together the first is the first."""
    listed, known = set(), set()
    for one in arrivals:
        gift = one.donation
        if gift.supporter_id is None or gift.payment_id in listed:
            continue  # there is nobody to thank, or they will be
        is_first = one.is_first and gift.supporter_id not in known
        known.add(gift.supporter_id)
        assert gift.received_at is not None
        if expect_thanks(gift, received_at=gift.received_at, is_first=is_first, begins=one.begins):
            listed.add(gift.payment_id)
