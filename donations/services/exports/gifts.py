"""Every gift that arrived, as a file that imports into an empty platform without change."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast

from core.attribution import addresses
from core.money import format_plain
from donations.models import (
    Allocation,
    Donation,
    PublicThanks,
    Reallocation,
    RecurringGift,
    SoftCredit,
    Tribute,
)
from donations.services.exports.files import in_lines, in_one_line
from donations.services.funds.allocations import as_given
from donations.services.imports.columns import GIFTS, TOLD
from donations.services.imports.gift_rows import METHODS
from donations.services.imports.lists import write_list
from ledger.models import Fund
from payments.enums import LineKind, RefundStatus
from payments.models import DisputeLine, PaymentLine, RefundLine

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
    "payment",
    "source",
    "recurring",
    "import_row__noted",
)


TEXTS = frozenset({"uuid", "received_on", "received_at", "supporter__uuid"})
NO_TRIBUTE = [""] * (2 + len(TOLD))


class FundFacts(NamedTuple):
    """A fund as a row tells it."""

    code: str
    name: str
    restriction: str
    reason: str
    free_on: str


def gifts_to_export() -> QuerySet[Donation]:
    """In an order that is the same wherever they are."""
    return Donation.objects.arrived().order_by("received_on", "uuid")


def gift_rows() -> Iterator[list[str]]:
    """The headings, then a row for each gift, read as it goes, without a model for each."""
    yield list(GIFTS.own)
    funds = {fund.pk: facts_of(fund) for fund in Fund.objects.all()}
    pages, plans = addresses(), _plans()
    spread, covers, credited, matches = _spread(funds), _covers(), _credited(), _matches()
    thanks = dict(PublicThanks.objects.order_by().values_list("donation", "status"))
    tributes = _tributes(pages)
    whole = ("", "")
    told_amount = lru_cache(maxsize=10_000)(format_plain)  # most gave what many give
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
        payment,
        source,
        recurring,
        told,
    ) in _as_texts(gifts_to_export()).iterator(2000):
        noted = told or {}
        cover = covers.pop(payment, 0)  # of several gifts in one payment the first has it
        yield [
            _dashed(uuid),
            received_on,
            _moment(received_at),
            # How it came at first, also of a gift that was imported.
            told_method if told_method in METHODS else method,
            _dashed(supporter) if supporter else "",
            " ".join(name.split()),
            " ".join(email.split()),
            "yes" if is_anonymous else "no",
            language,
            told_amount(amount, currency),
            told_amount(cover, currency) if cover else "",
            told_amount(refunded, currency),
            currency,
            *funds[fund],
            *spread.get(pk, whole),
            in_one_line(reference) if reference else "",
            in_one_line(organisation) if organisation else "",
            in_one_line(description) if description else "",
            in_lines(message) if message else "",
            # What points at something that is not here goes out as it came in.
            pages.get(source) or noted.get("came_from", ""),
            *(plans[recurring] if recurring else _told_plan(noted)),
            matches.get(pk, ""),
            credited.get(pk, ""),
            thanks.get(pk, ""),
            *tributes.get(pk, NO_TRIBUTE),
        ]


def _told_plan(noted: dict[str, str]) -> tuple[str, str]:
    return noted.get("recurring", ""), noted.get("interval", "")


def _plans() -> dict[int, tuple[str, str]]:
    """Of each gift that comes again its number, and how often it comes."""
    plans = RecurringGift.objects.order_by().values_list("pk", "uuid", "subscription__interval")
    return {pk: (str(uuid), interval) for pk, uuid, interval in plans}


def _covers() -> dict[int, int]:
    """Payment → what its giver added for the fee and has not got back."""
    covers = PaymentLine.objects.filter(kind=LineKind.FEE_COVER)
    gone: Counter[int] = Counter()
    of_covers = {"line__kind": LineKind.FEE_COVER}
    refunded = RefundLine.objects.filter(refund__status=RefundStatus.SUCCEEDED, **of_covers)
    for rows, name in ((refunded, "amount"), (DisputeLine.objects.filter(**of_covers), "lost")):
        gone.update(dict(rows.order_by().values_list("line").annotate(Sum(name))))
    left: Counter[int] = Counter()
    for pk, payment, amount in covers.order_by().values_list("pk", "payment", "amount"):
        left[payment] += amount - gone[pk]
    return left


def _credited() -> dict[int, str]:
    """Gift → whom else it is owed to."""
    people: defaultdict[int, list[list[str]]] = defaultdict(list)
    names = ("donation", "supporter__uuid", "supporter__email", "supporter__name")
    rows = SoftCredit.objects.order_by("donation", "supporter__uuid").values_list(*names)
    for gift, uuid, email, name in rows:
        people[gift].append([str(uuid), email, in_one_line(name)])
    return {gift: write_list(listed) for gift, listed in people.items()}


def _matches() -> dict[int, str]:
    """Gift of an employer → the one that it matches."""
    matched = Donation.objects.exclude(matches=None).order_by()
    return {pk: str(uuid) for pk, uuid in matched.values_list("pk", "matches__uuid")}


def _tributes(pages: dict[int, str]) -> dict[int, list[str]]:
    """Gift → in whose honour or memory it is, and who is or was told."""
    named = ("donation", "kind", "honouree", "told_name", "told_email", "told_address")
    card = ("told_words", "language", "story", "donation__import_row__noted")
    rows = Tribute.objects.order_by().values_list(*named, *card, "status", "moved_at")
    return {
        gift: [
            kind,
            in_one_line(honouree),
            in_one_line(told_name),
            email,
            in_lines(address),
            in_lines(words),
            language,
            pages.get(story) or (noted or {}).get("told_story", ""),
            status,
            moved_at.isoformat(),
        ]
        for (
            gift,
            kind,
            honouree,
            told_name,
            email,
            address,
            words,
            language,
            story,
            noted,
            status,
            moved_at,
        ) in rows.iterator(2000)
    }


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


def _moment(text: str) -> str:
    """As `isoformat` writes it, in UTC; the database leaves a blank before the time, and zeros at
    the end of a fraction away."""
    seconds, point, fraction = text.removesuffix("+00").replace(" ", "T").partition(".")
    return f"{seconds}{point}{fraction.ljust(6, '0') if point else ''}+00:00"


def facts_of(fund: Fund) -> FundFacts:
    return FundFacts(
        code=fund.code,
        name=in_one_line(fund.name),
        restriction=fund.restriction,
        reason=in_one_line(fund.restriction_reason),
        free_on=str(fund.free_on or ""),
    )


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
                for fund, amount in sorted(given.items(), key=lambda part: funds[part[0]].code)
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
