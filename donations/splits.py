"""A gift that its giver splits over funds: what may be asked for, and how Stripe keeps the shares
of one that comes again."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.money import format_amount, split
from donations.exceptions import SplitError, TooMuchToOthersError
from ledger.models import Fund

FURTHER = 2  # funds beside the first one; whoever wants more writes to us
SHARE = re.compile(r"([-\w]+):([1-9]\d{0,9})")


def require_split(parts: Mapping[Fund, int], *, amount: int, fund: Fund) -> None:
    """Raise the `SplitError` that says why a gift of that amount, which names that fund, cannot be
    split so."""
    if len(parts) > 1 + FURTHER:
        raise SplitError(_("Choose at most three funds."))
    if not all(one.takes_gifts for one in parts):
        raise SplitError(_("This fund takes no new gifts. Choose another one."))
    if fund not in parts or min(parts.values()) < 1 or sum(parts.values()) != amount:
        raise TooMuchToOthersError


def write_shares(parts: Mapping[Fund, int]) -> str:
    """As Stripe keeps them for us: "general:2500 handwashing:1500"."""
    return " ".join(f"{fund.code}:{amount}" for fund, amount in parts.items())


def read_shares(text: str, *, amount: int, fund: Fund) -> dict[Fund, int]:
    """A payment of that amount, given to that fund, by the same shares, to the minor unit (largest
    remainder, ties to the earlier). Empty where it is not split: nothing is written, it is of other
    funds, or somebody wrote something else there."""
    weights = _read(text)
    if fund.code not in weights or len(weights) < 2:
        return {}
    funds = Fund.objects.prefetch_related("translations").in_bulk(weights, field_name="code")
    if funds.keys() != weights.keys():
        return {}
    shared = zip(weights, split(amount, list(weights.values())), strict=True)
    return {funds[code]: part for code, part in shared if part}


def parts_in_words(parts: Mapping[Fund, int], currency: str) -> str:
    """In the reader's language: "Clinics, $25.00 · Soap, $15.00"; "" for none."""
    return told_in_words(((fund.local_name, part) for fund, part in parts.items()), currency)


def told_in_words(parts: Iterable[tuple[str, int]], currency: str) -> str:
    """The same of funds whose names are known."""
    language = get_language() or "en"
    return " · ".join(f"{name}, {format_amount(part, currency, language)}" for name, part in parts)


def _read(text: str) -> dict[str, int]:
    found = [SHARE.fullmatch(share) for share in text.split()]
    shares = {match[1]: int(match[2]) for match in found if match}
    return shares if len(shares) == len(found) else {}
