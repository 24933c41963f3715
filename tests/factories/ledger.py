"""Funds to post to. The default fund comes from a migration."""

from itertools import count
from typing import Any

from ledger.enums import Restriction
from ledger.models import Fund

_numbers = count(1)


def default_fund() -> Fund:
    return Fund.objects.default()


def make_fund(**overrides: Any) -> Fund:
    number = next(_numbers)
    values = {"code": f"fund-{number}", "name": f"Fund {number}", **overrides}
    if values.get("restriction", Restriction.NONE) != Restriction.NONE:
        values.setdefault("restriction_reason", "The donor wrote: for the wells only.")
    return Fund.objects.create(**values)
