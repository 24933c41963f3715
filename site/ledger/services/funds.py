"""Funds as people choose them."""

from django.utils.translation import get_language

from core.generation import remember
from ledger.models import Fund


def open_funds() -> list[Fund]:
    """Funds that take new gifts today, the unrestricted default first, with their names in every
    language; requests remember them until the next full hour, when a day may begin."""
    return remember("open funds", _open_funds)


def _open_funds() -> list[Fund]:
    funds = Fund.objects.filter(is_closed=False).prefetch_related("translations")
    return [fund for fund in funds.order_by("-is_default", "name") if fund.takes_gifts]


def default_fund() -> Fund:
    """The unrestricted fund that money goes to unless a donor says otherwise."""
    return remember("default fund", Fund.objects.default)


def fund_names() -> dict[int, str]:
    """Fund → its name in the reader's language, of all funds there are; requests remember them."""
    return remember(f"fund names {get_language()}", Fund.objects.local_names)
