"""A row of texts becomes a gift to be, or the words of what is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from babel.numbers import list_currencies
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.forms import amount_error_message
from core.models import OrganisationSettings
from core.money import AmountError, parse_amount
from donations.enums import DayOrder, ImportSource
from donations.services.import_columns import PAID_WORDS
from ledger.enums import Restriction
from ledger.models import Fund
from payments.enums import PaymentMethod
from payments.exceptions import ReceivedError
from payments.services.offline import require_open_day

FORMATS = {
    DayOrder.ISO: ("%Y-%m-%d", "%Y/%m/%d"),
    DayOrder.MONTH_FIRST: ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"),
    DayOrder.DAY_FIRST: ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"),
}
YES = frozenset("yes true 1 y oui vrai x".split())
LONGEST = {"name": 200, "organisation": 200, "reference": 80, "description": 200}
METHODS = {
    "card": PaymentMethod.ELSEWHERE,
    "check": PaymentMethod.CHEQUE,
    "bank": PaymentMethod.WIRE,
    **{method.value: method for method in PaymentMethod if method != PaymentMethod.CARD},
}


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
    fund: Fund | None = None
    new_fund: dict[str, str] = field(default_factory=dict)
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


class RowReader:
    """Reads the rows of one file one after another: remembers funds, and which gifts without a
    number it has seen, so that two alike on one day are two."""

    def __init__(
        self,
        *,
        source: str,
        columns: Mapping[str, int],
        day_order: str,
        makes_funds: bool = False,
    ) -> None:
        self.source, self.columns, self.makes_funds = source, columns, makes_funds
        self.formats = FORMATS[DayOrder(day_order)]
        self.organisation = OrganisationSettings.load()
        self.languages = {code for code, _name in settings.LANGUAGES}
        self.currencies = set(list_currencies())
        self.seen: Counter[str] = Counter()
        self.read_funds()

    def read_funds(self) -> None:
        funds = list(Fund.objects.all())
        self.default_fund = next(fund for fund in funds if fund.is_default)
        self.funds = {fund.name.strip().lower(): fund for fund in funds}
        self.funds |= {fund.code.lower(): fund for fund in funds}

    def read(self, cells: Sequence[str]) -> tuple[GiftValues, list[tuple[str, str]]]:
        """The values, and for each field that is wrong its name and what is."""
        told = {name: cells[place].strip() for name, place in self.columns.items()}
        values, problems = GiftValues(), []
        for read in (
            self._status,
            self._money,
            self._day,
            self._method,
            self._fund,
            self._person,
            self._texts,
        ):
            problems += read(told, values)
        values.key = self._key(told, values)
        return values, problems

    def _status(self, told: dict[str, str], _values: GiftValues) -> list[tuple[str, str]]:
        status = told.get("status", "")
        if not status or status.lower() in PAID_WORDS:
            return []
        return [("status", _("“%(status)s” is not paid.") % {"status": status[:40]})]

    def _money(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        values.currency = (told.get("currency") or self.organisation.currency).upper()
        if values.currency not in self.currencies:
            return [("currency", _("Write a currency as three letters, such as USD."))]
        problems = []
        try:
            values.amount = parse_amount(told.get("amount", ""), values.currency)
        except AmountError as error:
            problems.append(("amount", amount_error_message(error.code, values.currency)))
        try:
            values.refunded = parse_amount(told.get("refunded") or "0", values.currency)
        except AmountError as error:
            problems.append(("refunded", amount_error_message(error.code, values.currency)))
        if not problems and not values.amount:
            problems.append(("amount", amount_error_message("negative", values.currency)))
        if not problems and values.refunded > values.amount:
            problems.append(("refunded", _("More was refunded than given.")))
        return problems

    def _day(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        text = told.get("received_on", "")
        day = next((found for one in self.formats if (found := _parsed(text, one))), None)
        if day is None:
            return [("received_on", _("“%(text)s” is no such day.") % {"text": text[:40]})]
        values.received_on = day
        try:
            require_open_day(day)
        except ReceivedError as error:
            return [("received_on", str(error))]
        if at := told.get("received_at", ""):
            try:
                moment = datetime.fromisoformat(at)
                right = moment.astimezone(self.organisation.zone).date() == day
            except ValueError:
                return [("received_at", _("“%(text)s” is no such time.") % {"text": at[:40]})]
            if not right or moment.tzinfo is None:
                return [("received_at", _("This time is not on the day of the gift."))]
            values.received_at = moment
        return []

    def _method(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        text = told.get("method", "").lower()
        values.told_method = text
        values.method = METHODS.get(text.replace(" ", "_"), PaymentMethod.ELSEWHERE)
        if self.source == ImportSource.OWN and text not in METHODS:
            return [("method", _("“%(text)s” is no method.") % {"text": text[:40]})]
        return []

    def _fund(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        text = told.get("fund", "")
        values.fund = self.funds.get(text.lower()) if text else self.default_fund
        if values.fund is not None:
            return []
        restriction = told.get("fund_restriction") or Restriction.NONE
        is_code = len(text) <= 50 and text.replace("-", "").replace("_", "").isalnum()
        can_be_made = is_code and restriction in {Restriction.NONE, Restriction.PURPOSE}
        if self.makes_funds and can_be_made:
            values.new_fund = {
                "code": text,
                "name": told.get("fund_name") or text,
                "restriction": restriction,
                "restriction_reason": told.get("fund_reason", ""),
            }
            if restriction == Restriction.NONE or values.new_fund["restriction_reason"]:
                return []
        return [("fund", _("There is no fund “%(fund)s”. Make it first.") % {"fund": text[:60]})]

    def _person(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        values.name = " ".join(f"{told.get('name', '')} {told.get('last_name', '')}".split())
        values.email = told.get("email", "").lower()
        problems = []
        if values.email:
            try:
                validate_email(values.email)
            except ValidationError:
                problems.append(("email", _("This is no e-mail address.")))
        if not values.email and not values.name and not told.get("organisation"):
            problems.append(("name", _("Neither a name nor an e-mail address.")))
        if told.get("supporter"):
            try:
                values.supporter = UUID(told["supporter"])
            except ValueError:
                problems.append(("supporter", _("This is no number of a supporter.")))
        language = told.get("language") or settings.LANGUAGE_CODE
        values.language = language if language in self.languages else settings.LANGUAGE_CODE
        values.is_anonymous = told.get("is_anonymous", "").lower() in YES
        return problems

    def _texts(self, told: dict[str, str], values: GiftValues) -> list[tuple[str, str]]:
        for name in ("reference", "organisation", "description", "message"):
            setattr(values, name, told.get(name, ""))
        problems = [
            (name, _("At most %(count)s characters.") % {"count": most})
            for name, most in LONGEST.items()
            if len(getattr(values, name)) > most
        ]
        if values.method in PaymentMethod.DESCRIBED and not values.description:
            problems.append(("description", _("Say what was given.")))
        if self.source == ImportSource.OWN and not _is_uuid(told.get("key", "")):
            problems.append(("key", _("This is no number of a gift.")))
        return problems

    def _key(self, told: dict[str, str], values: GiftValues) -> str:
        """What the gift is known by: its number there, else who, when, how much, which one."""
        number = told.get("key", "")
        if self.source == ImportSource.OWN and _is_uuid(number):
            return f"gift:{UUID(number)}"
        if number:
            return f"{self.source}:{number}"[:200]
        facts = [values.email or values.name, values.received_on, values.amount, values.currency]
        digest = hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
        self.seen[digest] += 1
        return f"{self.source}:{digest}:{self.seen[digest]}"


def _parsed(text: str, pattern: str) -> date | None:
    """The day at the beginning of a text; a time of day behind it is left alone."""
    first = text.replace("T", " ").split(" ")[0]
    try:
        return datetime.strptime(first, pattern).date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
