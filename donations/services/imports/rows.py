"""What rows of every kind are read by: days, amounts, funds, people, and the words of what is wrong
with them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import User
from core.forms import amount_error_message
from core.models import OrganisationSettings
from core.money import AmountError, parse_amount
from donations.enums import DayOrder, ImportSource, OrganisationKind
from donations.models import Import
from donations.services.imports.days import day_in
from donations.services.imports.lists import read_list
from ledger.enums import Restriction
from ledger.models import Fund
from payments.exceptions import ReceivedError
from payments.services.offline import require_open_day

YES = frozenset("yes true 1 y oui vrai x".split())
LOST = "\ufffd"  # what a program writes for a letter that it could not
OLDEST = date(1900, 1, 1)

parsed = lru_cache(maxsize=4096)(parse_amount)  # the same amounts come again and again

Told = Mapping[str, str]
Problem = tuple[str, str]  # a field, and what is wrong with it


class RowReader(ABC):
    """Reads the rows of one file one after another, and remembers what they share."""

    longest: Mapping[str, int] = {}  # characters, by field

    def __init__(
        self,
        *,
        source: str,
        columns: Mapping[str, int],
        day_order: str,
        headings: Sequence[str] = (),
        makes_funds: bool = False,
    ) -> None:
        self.source, self.columns, self.makes_funds = source, columns, makes_funds
        self.headings = list(headings)
        self.day_order = DayOrder(day_order)
        self.organisation = OrganisationSettings.load()
        self.today = OrganisationSettings.today()
        self.languages = {code for code, _name in settings.LANGUAGES}
        self.problems: list[Problem] = []
        self.read_funds()

    def read_funds(self) -> None:
        funds = list(Fund.objects.all())
        self.default_fund = next(fund for fund in funds if fund.is_default)
        self.funds = {fund.name.strip().lower(): fund for fund in funds}
        self.funds |= {fund.code.lower(): fund for fund in funds}

    def read(self, cells: Sequence[str]) -> tuple[Any, list[Problem]]:
        """The values, which have a `key`, and for each field that is wrong its name and what is."""
        self.problems = []
        told = {name: cells[place].strip() for name, place in self.columns.items()}
        values = self._read(told)
        if any(cells[len(self.headings) or len(cells) :]):
            self.wrong("", _("This line has more cells than the headings. Are quotes missing?"))
        if self.headings and cells[: len(self.headings)] == self.headings:
            self.problems = [("", _("The headings stand here again."))]
        for name, text in told.items():
            if LOST in text:
                self.wrong(
                    name,
                    _("A letter was lost when this was saved. Save it again as “CSV UTF-8”."),
                )
            if len(text) > self.longest.get(name, len(text)):
                words = _("At most %(count)s characters.") % {"count": self.longest[name]}
                self.wrong(name, words)
        return values, self.problems

    @abstractmethod
    def _read(self, told: Told) -> Any:
        """The values; what is wrong is said by `wrong`."""

    def prepare(self, batch: Import) -> None:  # noqa: B027  # most read each row by itself
        """Before the first row is read: what the rows of this file say of one another."""

    def remember(self, keys: Iterable[str]) -> None:  # noqa: B027  # most have nothing to remember
        """These are the keys of the rows before the first one that is read now."""

    def wrong(self, name: str, words: str) -> None:
        self.problems.append((name, words))

    def day(self, told: Told, name: str) -> date | None:
        return self.day_of(told.get(name, ""), name)

    def day_of(self, text: str, name: str) -> date | None:
        if not text:
            return None
        return self.needed_day_of(text, name)

    def needed_day_of(self, text: str, name: str) -> date | None:
        if not text:
            self.wrong(name, _("There is no day here."))
            return None
        found = day_in(text, self.day_order)
        if found is None or found < OLDEST:
            self.wrong(name, _("“%(text)s” is no such day.") % {"text": text[:40]})
            return None
        return found

    def past_day_of(self, text: str, name: str) -> date | None:
        found = self.day_of(text, name)
        if found and found > self.today:
            self.wrong(name, _("That day has not come yet."))
            return None
        return found

    def open_day_of(self, text: str, name: str) -> date | None:
        """A day on which something can be booked."""
        found = self.needed_day_of(text, name)
        if found:
            self.require_open(found, name)
        return found

    def require_open(self, day: date, name: str) -> None:
        try:
            require_open_day(day, field=name)
        except ReceivedError as error:
            self.wrong(name, str(error))

    def currency(self, told: Told) -> str:
        currency = (told.get("currency") or self.organisation.currency).upper()
        if currency not in currencies():
            self.wrong("currency", _("This is no currency. Write its three letters, such as USD."))
            return ""
        return currency

    def amount_in(self, text: str, currency: str) -> int:
        """Of another row, which says itself what is wrong with it: 0 then."""
        currency = (currency or self.organisation.currency).upper()
        try:
            return parsed(text, currency) if currency in currencies() else 0
        except AmountError:
            return 0

    def amount_of(self, text: str, currency: str, name: str) -> int:
        if not currency:
            return 0
        try:
            return parsed(text, currency)
        except AmountError as error:
            self.wrong(name, amount_error_message(error.code, currency))
            return 0

    def positive_of(self, text: str, currency: str, name: str) -> int:
        known = len(self.problems)
        amount = self.amount_of(text, currency, name)
        if currency and not amount and len(self.problems) == known:
            self.wrong(name, amount_error_message("negative", currency))
        return amount

    def fund(self, told: Told, name: str = "fund") -> tuple[Fund | None, dict[str, Any]]:
        return self.fund_of(
            told.get("fund", ""),
            told.get("fund_name", ""),
            told.get("fund_restriction", ""),
            told.get("fund_reason", ""),
            told.get("fund_free_on", ""),
            name=name,
        )

    def fund_of(
        self, text: str, title: str, restriction: str, reason: str, free_on: str, *, name: str
    ) -> tuple[Fund | None, dict[str, Any]]:
        """The fund, or where it is missing and may be made, what to make it of."""
        found = self.funds.get(text.lower()) if text else self.default_fund
        if found is not None:
            return found, {}
        restriction = restriction or Restriction.NONE
        is_code = len(text) <= 40 and text.replace("-", "").replace("_", "").isalnum()
        is_told = restriction == Restriction.NONE or (restriction in Restriction.values and reason)
        if self.makes_funds and is_code and is_told:
            is_of_time = restriction == Restriction.TIME
            return None, {
                "code": text,
                "name": (title or text)[:100],
                "restriction": restriction,
                "restriction_reason": reason,
                "free_on": self.day_of(free_on, name) if is_of_time else None,
            }
        self.wrong(name, _("There is no fund “%(fund)s”. Make it first.") % {"fund": text[:60]})
        return None, {}

    def made_fund(self, fund: Fund | None, wanted: Mapping[str, Any]) -> Fund:
        """The fund, made now where it was missing."""
        if fund is not None:
            return fund
        if wanted["code"].lower() not in self.funds:
            Fund.objects.get_or_create(code=wanted["code"], defaults=wanted)
            self.read_funds()
        return self.funds[wanted["code"].lower()]

    def full_name(self, told: Told) -> str:
        name = " ".join(f"{told.get('name', '')} {told.get('last_name', '')}".split())
        if len(name) > 200:
            self.wrong("name", _("At most %(count)s characters.") % {"count": 200})
        return name

    def email_of(self, text: str, name: str = "email") -> str:
        email = text.lower()
        if email and (len(email) > 254 or not _is_email(email)):
            self.wrong(name, _("This is no e-mail address."))
        return email

    def language(self, told: Told) -> str:
        """Of ours, the one that begins like this: “fr-CA” and “French” are French."""
        start = told.get("language", "").lower()[:2]
        return start if start in self.languages else settings.LANGUAGE_CODE

    def number(self, told: Told, name: str, words: str, *, is_needed: bool = False) -> UUID | None:
        """A number as we write them; `words` say what is wrong with it."""
        text = told.get(name, "")
        found = number_of(text)
        if found is None and (text or is_needed):
            self.wrong(name, words)
        return found

    def organisation_kind(self, told: Told) -> OrganisationKind | None:
        text = told.get("organisation_kind", "").lower()
        if not text:
            return None
        for kind in OrganisationKind:
            if text in {kind.value, str(kind.label).lower()}:
                return kind
        kinds = ", ".join(kind.value for kind in OrganisationKind)
        self.wrong("organisation_kind", _("Write one of: %(words)s.") % {"words": kinds})
        return None

    def responsible(self, told: Told) -> User | None:
        email = told.get("responsible", "").lower()
        if not email:
            return None
        found = User.objects.filter(email=email, is_staff=True).first()
        if found is None:
            words = _("No staff member has the address “%(email)s”. Leave the cell empty.")
            self.wrong("responsible", words % {"email": email[:60]})
        return found

    def things(self, told: Told, name: str, parts: int) -> list[list[str]]:
        """What a cell lists, each of so many parts."""
        try:
            return read_list(told.get(name, ""), parts)
        except ValueError:
            self.wrong(
                name,
                _("Write one on each line, its parts with semicolons between, at most %(count)s.")
                % {"count": parts},
            )
            return []

    @property
    def is_own(self) -> bool:
        return self.source == ImportSource.OWN


def number_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@cache
def currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
