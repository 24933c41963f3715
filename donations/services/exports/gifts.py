"""Every gift that arrived, as a file that imports into an empty platform without change."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from core.money import format_plain
from donations.models import Allocation, Donation, Reallocation
from donations.services.allocations import as_given
from donations.services.exports.files import in_lines, in_one_line
from donations.services.imports.columns import GIFTS
from donations.services.imports.lists import write_list
from ledger.models import Fund

# What is read of each gift.
EXPORTED = (
    "pk",
    "uuid",
    "received_on",
    "received_at",
    "payment__method",
    "import_row__method",
    "supporter__uuid",
    "name",
    "email",
    "is_anonymous",
    "language",
    "amount",
    "refunded",
    "currency",
    "fund",
    "payment__remittance__reference",
    "payment__remittance__organisation",
    "payment__remittance__description",
    "message",
)


TEXTS = frozenset({"uuid", "received_on", "supporter__uuid"})


class FundFacts(NamedTuple):
    """A fund as a row tells it."""

    code: str
    name: str
    restriction: str
    reason: str


def gifts_to_export() -> QuerySet[Donation]:
    """In an order that is the same wherever they are."""
    return Donation.objects.arrived().order_by("received_on", "uuid")


def gift_rows() -> Iterator[list[str]]:
    """The headings, then a row for each gift, read as it goes, without a model for each."""
    yield list(GIFTS.own)
    funds = {fund.pk: facts_of(fund) for fund in Fund.objects.all()}
    spread = _spread(funds)
    whole = ("", "")
    for (
        pk,
        uuid,
        received_on,
        received_at,
        method,
        told_method,
        supporter,
        name,
        email,
        is_anonymous,
        language,
        amount,
        refunded,
        currency,
        fund,
        reference,
        organisation,
        description,
        message,
    ) in _as_texts(gifts_to_export()).iterator(2000):
        yield [
            _dashed(uuid),
            received_on,
            received_at.isoformat() if received_at else "",
            told_method or method,  # how it came at first, also of a gift that was imported
            _dashed(supporter) if supporter else "",
            " ".join(name.split()),
            " ".join(email.split()),
            "yes" if is_anonymous else "no",
            language,
            format_plain(amount, currency),
            format_plain(refunded, currency),
            currency,
            *funds[fund],
            *spread.get(pk, whole),
            in_one_line(reference) if reference else "",
            in_one_line(organisation) if organisation else "",
            in_one_line(description) if description else "",
            in_lines(message) if message else "",
        ]


def _as_texts(gifts: QuerySet[Donation]) -> QuerySet[Donation, Any]:
    """What is exported, read as the database writes it where that is what the file holds: a million
    rows are not made into objects and back."""
    texts = {name: Cast(name, CharField()) for name in TEXTS}
    told = gifts.annotate(**{f"{name}_text": text for name, text in texts.items()})
    names = [f"{name}_text" if name in texts else name for name in EXPORTED]
    return told.values_list(*names)


def _dashed(uuid: str) -> str:
    """As it is written everywhere; SQLite keeps only the digits."""
    if len(uuid) == 36:
        return uuid
    return f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}"


def facts_of(fund: Fund) -> FundFacts:
    reason = in_one_line(fund.restriction_reason)
    return FundFacts(fund.code, in_one_line(fund.name), fund.restriction, reason)


def _spread(funds: dict[int, FundFacts]) -> dict[int, tuple[str, str]]:
    """Of each gift that does not lie whole in the fund that it names, or once did not: how it was
    split when it was given, and what was moved since."""
    moves: defaultdict[int, list[Reallocation]] = defaultdict(list)
    for move in Reallocation.objects.order_by("pk").select_related("donation"):
        moves[move.donation_id].append(move)
    away = Allocation.objects.exclude(fund=F("donation__fund")).order_by()
    spread = {*away.values_list("donation", flat=True), *moves}
    now: defaultdict[int, dict[int, int]] = defaultdict(dict)
    of_them = Allocation.objects.filter(donation__in=away.values("donation")).order_by("pk")
    for gift, fund, amount in of_them.values_list("donation", "fund", "amount"):
        now[gift][fund] = amount
    for gift in moves.keys() - now.keys():  # moved away and back
        first = moves[gift][0].donation
        now[gift] = {first.fund_id: first.amount}
    facts = dict(Donation.objects.in_bulk(spread)) if spread else {}
    told = {}
    for pk, lies in now.items():
        gift = facts[pk]
        given = as_given(lies, moves[pk])
        is_split = given != {gift.fund_id: gift.amount}
        told[pk] = (
            write_list(
                (funds[fund].code, format_plain(amount, gift.currency), *funds[fund][1:])
                for fund, amount in sorted(given.items())
                if is_split
            ),
            write_list(_told(move, funds, gift.currency) for move in moves[pk]),
        )
    return told


def _told(move: Reallocation, funds: dict[int, FundFacts], currency: str) -> list[str]:
    source, target = funds[move.from_fund_id], funds[move.to_fund_id]
    amount = format_plain(move.amount, currency)
    why = (in_lines(move.reason), in_lines(move.consent))
    return [str(move.decided_on), source.code, target.code, amount, *why, *target[1:]]
