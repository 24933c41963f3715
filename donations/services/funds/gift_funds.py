"""What gifts are for, as lists of them say it."""

from django.db.models import QuerySet

from donations.models import Donation
from donations.services.funds.allocations import splits_of
from donations.splits import told_in_words
from ledger.services.funds import fund_names


class FundsOfGifts:
    """What each of these gifts is for, in the reader's language and as its giver gave it. At most
    three queries, however many there are; without `gifts` none is known to be split."""

    def __init__(self, gifts: QuerySet[Donation] | None) -> None:
        self.names = fund_names()
        self.splits = {} if gifts is None else splits_of(gifts)

    def with_parts(self, gift: int, fund: int, currency: str) -> str:
        """All its funds, each with its part; for most gifts the one that it names."""
        parts = [(self.names[pk], part) for pk, part in self.splits.get(gift, {}).items()]
        return told_in_words(parts, currency) or self.names[fund]

    def without_amounts(self, gift: int, fund: int) -> str:
        return " · ".join(self.names[pk] for pk in self.splits.get(gift, [fund]))
