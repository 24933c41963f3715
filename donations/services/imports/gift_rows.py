"""A row of texts becomes a gift to be, or the words of what is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from donations.services.imports.rows import YES, RowReader, Told, moment_of
from ledger.enums import Restriction
from ledger.models import Fund
from payments.enums import PaymentMethod

METHODS = {
    "card": PaymentMethod.ELSEWHERE,
    "check": PaymentMethod.CHEQUE,
    "bank": PaymentMethod.WIRE,
    **{method.value: method for method in PaymentMethod if method != PaymentMethod.CARD},
}
# Words by which exports say that the money is there.
PAID_WORDS = frozenset(
    "complete completed publish paid succeeded renewal received refunded partly_refunded"
    " partially_refunded".split()
) | {"partial refund"}

DIGEST = 64  # characters


@dataclass(slots=True)
class WantedFund:
    """A fund that a row names: it, or what to make it of where it is missing."""

    fund: Fund | None
    facts: dict[str, str]

    @property
    def code(self) -> str:
        return (self.fund.code if self.fund else self.facts.get("code", "")).lower()

    @property
    def is_restricted(self) -> bool:
        if self.fund:
            return self.fund.is_restricted
        return self.facts.get("restriction", Restriction.NONE) != Restriction.NONE


@dataclass(slots=True)
class Part:
    fund: WantedFund
    amount: int


@dataclass(slots=True)
class Move:
    """A part of a gift that was moved to another fund since."""

    decided_on: date
    from_fund: WantedFund
    to_fund: WantedFund
    amount: int
    reason: str
    consent: str


@dataclass(slots=True)
class GiftValues:
    """What one row says, cleaned."""

    amount: int = 0
    refunded: int = 0
    currency: str = ""
    received_on: date = date.min
    received_at: datetime | None = None
    method: PaymentMethod = PaymentMethod.ELSEWHERE
    told_method: str = ""
    fund: WantedFund = field(default_factory=lambda: WantedFund(None, {}))
    parts: list[Part] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    name: str = ""
    email: str = ""
    supporter: UUID | None = None
    language: str = ""
    is_anonymous: bool = False
    reference: str = ""
    organisation: str = ""
    description: str = ""
    message: str = ""
    key: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether all of it came to one fund that is there, and stayed."""
        return self.fund.fund is not None and not (self.refunded or self.parts or self.moves)


class GiftReader(RowReader):
    """Remembers which gifts without a number it has seen, so that two alike on one day are two."""

    longest = {"organisation": 200, "reference": 80, "description": 200}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.seen: Counter[str] = Counter()

    def remember(self, keys: Iterable[str]) -> None:
        for key in keys:
            digest = key.rpartition(":")[0].rpartition(":")[2]
            if len(digest) == DIGEST:
                self.seen[digest] += 1

    def _read(self, told: Told) -> GiftValues:
        values = GiftValues()
        self._status(told)
        self._money(told, values)
        self._day_and_time(told, values)
        self._method(told, values)
        values.fund = WantedFund(*self.fund(told))
        self._parts(told, values)
        self._moves(told, values)
        self._person(told, values)
        for name in ("reference", "organisation", "description", "message"):
            setattr(values, name, told.get(name, ""))
        if values.method in PaymentMethod.DESCRIBED and not values.description:
            self.wrong("description", _("Say what was given."))
        values.key = self._key(told, values)
        return values

    def _status(self, told: Told) -> None:
        status = told.get("status", "")
        if status and status.lower() not in PAID_WORDS:
            self.wrong("status", _("“%(status)s” is not paid.") % {"status": status[:40]})

    def _money(self, told: Told, values: GiftValues) -> None:
        values.currency = self.currency(told)
        values.amount = self.positive_of(told.get("amount", ""), values.currency, "amount")
        values.refunded = self.amount_of(told.get("refunded") or "0", values.currency, "refunded")
        if values.amount and values.refunded > values.amount:
            self.wrong("refunded", _("More was refunded than given."))

    def _day_and_time(self, told: Told, values: GiftValues) -> None:
        day = self.open_day_of(told.get("received_on", ""), "received_on")
        at = told.get("received_at", "")
        if day is None:
            return
        values.received_on = day
        if not at:
            return
        moment = moment_of(at)
        if moment is None:
            self.wrong("received_at", _("“%(text)s” is no such time.") % {"text": at[:40]})
        elif moment.astimezone(self.organisation.zone).date() != day:
            self.wrong("received_at", _("This time is not on the day of the gift."))
        values.received_at = moment

    def _method(self, told: Told, values: GiftValues) -> None:
        text = told.get("method", "").lower()
        values.told_method = text
        values.method = METHODS.get(text.replace(" ", "_"), PaymentMethod.ELSEWHERE)
        if self.is_own and text not in METHODS:
            self.wrong("method", _("“%(text)s” is no method.") % {"text": text[:40]})

    def _parts(self, told: Told, values: GiftValues) -> None:
        """How the giver split it over funds; empty where it was not."""
        if not told.get("parts"):
            return
        for code, amount, *facts in self.things(told, "parts", 5):
            fund = WantedFund(*self.fund_of(code, *facts, name="parts"))
            values.parts.append(Part(fund, self.positive_of(amount, values.currency, "parts")))
        codes = [part.fund.code for part in values.parts]
        if sum(part.amount for part in values.parts) != values.amount:
            self.wrong("parts", _("The parts do not sum to the gift."))
        elif len(set(codes)) != len(codes):
            self.wrong("parts", _("A fund stands here twice."))

    def _moves(self, told: Told, values: GiftValues) -> None:
        """What was moved since, in the order in which it was. Each must find its money where it is
        said to lie."""
        if not told.get("moves"):
            return
        given = values.parts or [Part(values.fund, values.amount)]
        lies = {part.fund.code: Part(part.fund, part.amount) for part in given}
        for day, from_code, to_code, amount, reason, consent, *facts in self.things(
            told, "moves", 9
        ):
            decided_on = self.open_day_of(day, "moves")
            moved = self.positive_of(amount, values.currency, "moves")
            target = WantedFund(*self.fund_of(to_code, *facts, name="moves"))
            source = lies.get(from_code.lower())
            if decided_on and decided_on < values.received_on:
                self.wrong("moves", _("It was moved before it came."))
            if source is None or source.amount < moved or source.fund.code == target.code:
                self.wrong("moves", _("So much of this gift did not lie in that fund."))
            elif not reason:
                self.wrong("moves", _("Say why it was moved."))
            elif not consent and (source.fund.is_restricted or target.is_restricted):
                self.wrong("moves", _("A move out of a restricted fund or into one needs consent."))
            if self.problems or source is None or decided_on is None:
                return
            source.amount -= moved
            there = lies.setdefault(target.code, Part(target, 0))
            there.amount += moved
            values.moves.append(Move(decided_on, source.fund, target, moved, reason, consent))

    def _person(self, told: Told, values: GiftValues) -> None:
        values.name = self.full_name(told)
        values.email = self.email_of(told.get("email", ""))
        if not values.email and not values.name and not told.get("organisation"):
            self.wrong("name", _("Neither a name nor an e-mail address."))
        values.supporter = self.number(told, "supporter", _("This is no number of a supporter."))
        values.language = self.language(told)
        values.is_anonymous = told.get("is_anonymous", "").lower() in YES

    def _key(self, told: Told, values: GiftValues) -> str:
        """What the gift is known by: its number there, else who, when, how much, which one."""
        number = told.get("key", "")
        if self.is_own:
            found = self.number(told, "key", _("This is no number of a gift."), is_needed=True)
            return f"gift:{found}" if found else ""
        if number:
            return f"{self.source}:{number}"[:200]
        facts = [values.email or values.name, values.received_on, values.amount, values.currency]
        digest = hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
        self.seen[digest] += 1
        return f"{self.source}:{digest}:{self.seen[digest]}"
