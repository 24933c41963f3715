"""What `/my/` lists of gifts and receipts. Each function gives what belongs to one supporter."""

from django.db.models import QuerySet

from accounts.models import Supporter
from donations.models import Donation, Receipt, RecurringGift


def gifts_of(supporter: Supporter) -> QuerySet[Donation]:
    """The gifts that arrived, newest first."""
    return (
        supporter.donations.arrived()
        .select_related("fund", "payment")
        .prefetch_related("fund__translations")
        .order_by("-received_at", "-pk")
    )


def recurring_of(supporter: Supporter) -> QuerySet[RecurringGift]:
    """What comes again, ended or not, newest first."""
    return (
        RecurringGift.objects.begun()
        .filter(subscription__supporter=supporter)
        .select_related("subscription__fund")
        .prefetch_related("subscription__fund__translations")
    )


def receipts_of(supporter: Supporter) -> QuerySet[Receipt]:
    return Receipt.objects.filter(payment__supporter=supporter).defer("pdf")
