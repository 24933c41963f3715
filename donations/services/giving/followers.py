"""Who gave by the pages of women's groups."""

from typing import Any

from django.db.models import QuerySet

from donations.models import Donation
from stories.models import WomensGroup


def givers_of(_groups: QuerySet[WomensGroup], pages: QuerySet[Any]) -> QuerySet[Any]:
    """Supporters whose gift arrived by the links of one of these pages."""
    gifts = Donation.objects.arrived().filter(source__in=pages, supporter__isnull=False)
    return gifts.order_by().values("supporter")
