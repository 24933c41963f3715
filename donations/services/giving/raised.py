"""What came as gifts by the links of a page."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, F, Sum
from django.utils.translation import gettext_lazy as _

from core.attribution import Raised
from donations.models import Donation


def gifts_raised(pages: Sequence[int]) -> Iterator[Raised]:
    """Gifts that arrived and of which something is left, net of what was given back."""
    gifts = Donation.objects.arrived().filter(source__in=pages, amount__gt=F("refunded"))
    sums = (
        gifts.order_by()
        .values("currency")
        .annotate(count=Count("pk"), total=Sum(F("amount") - F("refunded")))
    )
    for row in sums.order_by("currency"):
        yield Raised(_("Gifts"), row["count"], row["total"], row["currency"])
