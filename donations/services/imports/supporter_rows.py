"""A row of texts becomes a supporter to be, or the words of what is wrong with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from accounts.models import User
from core.models import OrganisationSettings
from core.postal import postcode_key
from donations.enums import OrganisationKind
from donations.services.imports.days import moment_of
from donations.services.imports.rows import YES, RowReader, Told
from donations.services.offline.duplicates import name_key


@dataclass(slots=True)
class ContactValues:
    """Somebody at an organisation."""

    name: str
    role: str
    email: str
    phone: str
    gets_reports: bool
    gets_letters: bool
    note: str


@dataclass(slots=True)
class SupporterValues:
    """What one row says, cleaned."""

    uuid: UUID | None = None
    name: str = ""
    email: str = ""
    language: str = ""
    address: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    organisation_kind: OrganisationKind | None = None
    website: str = ""
    note: str = ""
    responsible: User | None = None
    contacts: list[ContactValues] = field(default_factory=list)
    key: str = ""

    @property
    def is_organisation(self) -> bool:
        return self.organisation_kind is not None


class SupporterReader(RowReader):
    longest = {"city": 100, "region": 100, "postcode": 20}

    def _read(self, told: Told) -> SupporterValues:
        values = SupporterValues(
            name=self.full_name(told),
            email=self.email_of(told.get("email", "")),
            language=self.language(told),
            address=self._address(told),
            since=self._since(told),
        )
        if self.is_own:
            words = _("This is no number of a supporter.")
            values.uuid = self.number(told, "key", words, is_needed=True)
        if not values.name and not values.email:
            self.wrong("name", _("Neither a name nor an e-mail address."))
        self._organisation(told, values)
        values.key = self._key(told, values)
        return values

    def _address(self, told: Told) -> dict[str, str]:
        lines = [told.get("street", ""), told.get("street_2", "")]
        address = {name: told.get(name, "") for name in ("city", "region", "postcode")}
        street = "\n".join(filter(None, lines))
        return {"street": street, **address, "country": self._country(told)}

    def _country(self, told: Told) -> str:
        text = told.get("country", "").lower()
        if not text:
            return ""
        code = country_codes().get(text, "")
        if not code:
            words = _("There is no country “%(country)s”. Write two letters, such as US.")
            self.wrong("country", words % {"country": text[:60]})
        return code

    def _since(self, told: Told) -> datetime | None:
        text = told.get("since", "")
        if not text:
            return None
        if moment := moment_of(text):
            return moment
        day = self.past_day_of(text, "since")
        return OrganisationSettings.noon_of(day) if day else None

    def _organisation(self, told: Told, values: SupporterValues) -> None:
        values.organisation_kind = self.organisation_kind(told)
        values.website, values.note = told.get("website", ""), told.get("note", "")
        values.contacts = [
            ContactValues(
                name=name,
                role=role,
                email=self.email_of(email, "contacts"),
                phone=phone,
                gets_reports=reports.lower() in YES,
                gets_letters=letters.lower() in YES,
                note=note,
            )
            for name, role, email, phone, reports, letters, note in self.things(told, "contacts", 7)
        ]
        if any(
            not contact.name
            or len(contact.name) > 200
            or len(contact.role) > 100
            or len(contact.phone) > 40
            for contact in values.contacts
        ):
            self.wrong(
                "contacts", _("Each contact needs a name; name, role and phone must be short.")
            )
        if values.website and not _is_address(values.website):
            self.wrong(
                "website", _("This is no address of a website, such as https://example.org.")
            )
        if not values.is_organisation:
            for name in ("website", "note", "contacts", "responsible"):
                if told.get(name):
                    words = _("Only organisations have this. Name the kind of organisation.")
                    self.wrong(name, words)
                    return
        values.responsible = self.responsible(told)

    def _key(self, told: Told, values: SupporterValues) -> str:
        """What a supporter is known by: our number, the e-mail address, the number there, or else
        name and postcode."""
        if values.uuid:
            return f"supporter:{values.uuid}"
        if values.email:
            return f"supporter:{values.email}"[:200]
        if number := told.get("key", ""):
            return f"supporter:{self.source}:{number}"[:200]
        facts = f"{name_key(values.name)}\n{postcode_key(values.address['postcode'])}"
        return f"supporter:{hashlib.sha256(facts.encode()).hexdigest()}"


@cache
def country_codes() -> dict[str, str]:
    """By their codes, and by their names in each of our languages, in small letters."""
    codes = {code.lower(): code for code in countries.countries}
    for language in ("en", "fr"):
        with translation.override(language):
            codes |= {str(name).lower(): code for code, name in countries}
    codes |= {"usa": "US", "united states": "US", "uk": "GB", "états-unis d’amérique": "US"}
    return codes | {name.replace("’", "'"): code for name, code in codes.items()}


def _is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= 200
