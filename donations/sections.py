"""What `/my/` lists of gifts and receipts. Each function gives what belongs to one supporter."""

from django.db.models import QuerySet

from accounts.models import Supporter
from donations.models import Donation, Receipt


def gifts_of(supporter: Supporter) -> QuerySet[Donation]:
    """The gifts that arrived, newest first."""
    return (
        supporter.donations.arrived()
        .select_related("fund")
        .prefetch_related("fund__translations")
        .order_by("-received_at", "-pk")
    )


def receipts_of(supporter: Supporter) -> QuerySet[Receipt]:
    return Receipt.objects.filter(payment__supporter=supporter).defer("pdf")
