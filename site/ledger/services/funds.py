"""Funds as people choose them."""

from core.generation import remember
from ledger.models import Fund


def open_funds() -> list[Fund]:
    """Funds that take new gifts, with their names in every language; requests remember them."""
    return remember(
        "open funds", lambda: list(Fund.objects.open().prefetch_related("translations"))
    )


def default_fund() -> Fund:
    """The unrestricted fund that money goes to unless a donor says otherwise."""
    return remember("default fund", Fund.objects.default)
