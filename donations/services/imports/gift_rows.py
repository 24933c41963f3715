"""A row of texts becomes a gift to be, or the words of what is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from donations.enums import ThanksStatus
from donations.models import Import
from donations.services.imports.days import clock_in, day_in, moment_of, zone_called
from donations.services.imports.entries import (
    ALL_BACK,
    PAID_WORDS,
    PARTLY_BACK,
    Refunds,
    brings_gift,
    gives_back,
    word_of,
)
from donations.services.imports.givers import Giver
from donations.services.imports.rows import OLDEST, YES, RowReader, Told, number_of
from donations.services.imports.tribute_cells import TributeValues, read_tribute
from ledger.enums import Restriction
from ledger.models import Fund
from payments.enums import BillingInterval, PaymentMethod

METHODS = {
    "card": PaymentMethod.ELSEWHERE,
    "check": PaymentMethod.CHEQUE,
    "bank": PaymentMethod.WIRE,
    **{method.value: method for method in PaymentMethod if method != PaymentMethod.CARD},
}
INTERVALS = {
    **dict.fromkeys(("month", "monthly", "1_month"), BillingInterval.MONTH),
    **dict.fromkeys(("quarter", "quarterly", "3_months"), BillingInterval.QUARTER),
    **dict.fromkeys(("year", "yearly", "annual", "annually", "1_year"), BillingInterval.YEAR),
}

DIGEST = 64  # characters


@dataclass(slots=True)
class WantedFund:
    """A fund that a row names: it, or what to make it of where it is missing."""

    fund: Fund | None
    facts: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.fund.code if self.fund else self.facts.get("code", "")).lower()

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
    fee_cover: int = 0
    came_from: str = ""
    recurring: str = ""
    interval: str = ""
    matches: str = ""  # the key of the gift that it matches
    credited: list[Giver] = field(default_factory=list)
    thanks: str = ""
    tribute: TributeValues | None = None

    @property
    def giver(self) -> Giver:
        return Giver(self.email, self.supporter, self.name or self.organisation, self.language)


class GiftReader(RowReader):
    """Remembers which gifts without a number it has seen, so that two alike on one day are two."""

    longest = {
        **dict.fromkeys(("organisation", "description", "came_from", "told_story"), 200),
        **dict.fromkeys(("honouree", "told_name"), 200),
        "reference": 80,
        "recurring": 100,
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.seen: Counter[str] = Counter()
        self.refunds = Refunds()
        place = self.columns.get("received_on", -1)
        heading = self.headings[place] if 0 <= place < len(self.headings) else ""
        self.is_utc = "(utc)" in heading.lower()

    def prepare(self, batch: Import) -> None:
        self.refunds = Refunds.of(batch, parse=self.amount_in)

    def remember(self, keys: Iterable[str]) -> None:
        for key in keys:
            digest = key.rpartition(":")[0].rpartition(":")[2]
            if len(digest) == DIGEST:
                self.seen[digest] += 1

    def _read(self, told: Told) -> GiftValues:
        values = GiftValues()
        if not self._is_gift(told):
            return values
        self._money(told, values)
        self._status(told, values)
        self._day_and_time(told, values)
        self._method(told, values)
        values.fund = WantedFund(*self.fund(told))
        self._parts(told, values)
        self._moves(told, values)
        self._person(told, values)
        for name in ("reference", "organisation", "description", "message", "came_from"):
            setattr(values, name, told.get(name, ""))
        if values.method in PaymentMethod.DESCRIBED and not values.description:
            self.wrong("description", _("Say what was given."))
        self._links(told, values)
        values.tribute = read_tribute(self, told, values.language)
        values.key = self._key(told, values)
        return values

    def _is_gift(self, told: Told) -> bool:
        """Whether money came by this entry of an account, where the file holds all of its
        movements."""
        kind, amount = told.get("entry_type", ""), told.get("amount", "")
        if not kind or brings_gift(kind, amount):
            return True
        number = told.get("refers_to", "")
        words = _("This is no gift that came: “%(kind)s”.") % {"kind": kind[:60]}
        if gives_back(kind, amount) and number:
            words = _(
                "This gives money back. It is taken off the gift %(number)s where that is in this "
                "file; else refund that gift by hand."
            ) % {"number": number[:40]}
        self.wrong("entry_type", words)
        return False

    def _money(self, told: Told, values: GiftValues) -> None:
        values.currency = self.currency(told)
        values.amount = self.positive_of(told.get("amount", ""), values.currency, "amount")
        values.refunded = self.amount_of(told.get("refunded") or "0", values.currency, "refunded")
        values.refunded += self.refunds.of_gift(told.get("key", ""))
        values.fee_cover = self.amount_of(
            told.get("fee_cover") or "0", values.currency, "fee_cover"
        )

    def _status(self, told: Told, values: GiftValues) -> None:
        """Who tells nothing but that it went back means all of it."""
        status = told.get("status", "")
        word = word_of(status)
        if status and word not in PAID_WORDS:
            self.wrong("status", _("“%(status)s” is not paid.") % {"status": status[:40]})
        if word in ALL_BACK and not values.refunded:
            values.refunded = values.amount
        if word in PARTLY_BACK and not values.refunded:
            self.wrong("refunded", _("Say how much of it was refunded."))
        if values.amount and values.refunded > values.amount:
            self.wrong("refunded", _("More was refunded than given."))

    def _day_and_time(self, told: Told, values: GiftValues) -> None:
        """Its day in the organisation's zone, by which it belongs to a year: resolved from the
        moment where that is told, with its zone."""
        moment = self._moment_there(told)
        if moment is not None:
            values.received_on = self.organisation.day_of(moment)
            values.received_at = moment
            self.require_open(values.received_on, "received_on")
            return
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
        elif self.organisation.day_of(moment) != day:
            self.wrong("received_at", _("This time is not on the day of the gift."))
        values.received_at = moment

    def _moment_there(self, told: Told) -> datetime | None:
        """When it came, where the export names a zone: in a column, or UTC in its heading."""
        zone = UTC if self.is_utc else zone_called(told.get("time_zone", ""))
        if zone is None:
            return None
        text = told.get("received_on", "")
        day, clock = day_in(text, self.day_order), clock_in(told.get("time") or text)
        if day is None or clock is None or day < OLDEST:
            return None
        return datetime.combine(day, clock, tzinfo=zone)

    def _method(self, told: Told, values: GiftValues) -> None:
        text = word_of(told.get("method", ""))
        values.told_method = text if text in METHODS else ""
        values.method = METHODS.get(text, PaymentMethod.ELSEWHERE)
        if self.is_own and text not in METHODS:
            self.wrong("method", _("“%(text)s” is no method.") % {"text": text[:40]})

    def _parts(self, told: Told, values: GiftValues) -> None:
        """How the giver split it over funds; empty where it was not."""
        if not told.get("parts"):
            return
        for code, amount, *facts in self.things(told, "parts", 6):
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
            told, "moves", 10
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

    def _links(self, told: Told, values: GiftValues) -> None:
        """What else there is that the gift goes with."""
        values.recurring = told.get("recurring", "")
        if "subscription" in told.get("entry_type", "").lower():
            values.recurring = values.recurring or told.get("refers_to", "")[:100]
        values.interval = INTERVALS.get(word_of(told.get("interval", "")), "")
        values.thanks = self._one_of(told, "thanks", ThanksStatus)
        if self.is_own:
            self._one_of(told, "interval", BillingInterval)
        if number := told.get("matches", ""):
            values.matches = f"{self.source}:{number}"[:200]
            if self.is_own:
                found = self.number(told, "matches", _("This is no number of a gift."))
                values.matches = f"gift:{found}"
        if told.get("soft_credits"):
            self._credited(told, values)

    def _one_of(self, told: Told, name: str, choices: type[TextChoices]) -> str:
        """Others may have such a column, and mean something else."""
        text = told.get(name, "")
        if text in choices.values or not text:
            return text
        if self.is_own:
            words = _("Write one of: %(words)s.") % {"words": ", ".join(choices.values)}
            self.wrong(name, words)
        return ""

    def _credited(self, told: Told, values: GiftValues) -> None:
        for text, email, name in self.things(told, "soft_credits", 3):
            known = number_of(text)
            if (text and known is None) or not (text or email or name):
                self.wrong("soft_credits", _("This is no number of a supporter."))
            address = self.email_of(email, "soft_credits")
            values.credited.append(Giver(address, known, name[:200], values.language))

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
