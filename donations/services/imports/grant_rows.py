"""A row of texts becomes a grant to be, or the words of what is wrong with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.models import User
from donations.enums import GrantStatus, InstalmentStatus, OrganisationKind, ReportKind
from donations.services.funders.plans import MOST
from donations.services.imports.gift_rows import WantedFund
from donations.services.imports.rows import RowReader, Told, number_of
from donations.services.offline.duplicates import name_key

Choice = TypeVar("Choice", bound=TextChoices)

DATES = ("applied_on", "decision_on", "awarded_on", "starts_on", "ends_on", "ask_again_on")
# How others call it.
STATUSES = {
    "pending": GrantStatus.APPLIED,
    "submitted": GrantStatus.APPLIED,
    "approved": GrantStatus.AWARDED,
    "granted": GrantStatus.AWARDED,
    "open": GrantStatus.ACTIVE,
    "rejected": GrantStatus.DECLINED,
}


@dataclass(slots=True)
class InstalmentValues:
    due_on: date
    amount: int
    status: InstalmentStatus
    gift: UUID | None = None
    written_off_on: date | None = None
    reason: str = ""


@dataclass(slots=True)
class ConditionValues:
    text: str
    deadline: date | None
    instalment: int  # which one of the list, from 1; 0 means the whole grant
    met_on: date | None
    met_note: str


@dataclass(slots=True)
class ReportValues:
    kind: ReportKind
    due_on: date
    contact: str
    note: str
    sent_on: date | None


@dataclass(slots=True)
class GrantValues:
    """What one row says, cleaned."""

    uuid: UUID | None = None
    organisation: UUID | None = None
    name: str = ""
    email: str = ""
    organisation_kind: OrganisationKind | None = None
    title: str = ""
    status: GrantStatus = GrantStatus.APPLIED
    amount: int = 0
    currency: str = ""
    fund: WantedFund = field(default_factory=lambda: WantedFund(None, {}))
    donor_words: str = ""
    reference: str = ""
    note: str = ""
    dates: dict[str, date | None] = field(default_factory=dict)
    renews: UUID | None = None
    responsible: User | None = None
    instalments: list[InstalmentValues] = field(default_factory=list)
    conditions: list[ConditionValues] = field(default_factory=list)
    reports: list[ReportValues] = field(default_factory=list)
    key: str = ""


class GrantReader(RowReader):
    longest = {"title": 200, "reference": 80}

    def _read(self, told: Told) -> GrantValues:
        values = GrantValues(
            organisation=self.number(told, "organisation", _("This is no number of a supporter.")),
            name=" ".join(told.get("name", "").split()),
            email=self.email_of(told.get("email", "")),
            organisation_kind=self.organisation_kind(told),
            title=told.get("title", ""),
            dates={name: self.day(told, name) for name in DATES},
            renews=self.number(told, "renews", _("This is no number of a grant.")),
            responsible=self.responsible(told),
            donor_words=told.get("donor_words", ""),
            reference=told.get("reference", ""),
            note=told.get("note", ""),
        )
        values.currency = self.currency(told)
        values.amount = self.positive_of(told.get("amount", ""), values.currency, "amount")
        values.fund = WantedFund(*self.fund(told))
        values.status = self._status(told, values)
        self._require(values)
        self._instalments(told, values)
        self._conditions(told, values)
        self._reports(told, values)
        values.key = self._key(told, values)
        return values

    def _status(self, told: Told, values: GrantValues) -> GrantStatus:
        text = told.get("status", "").lower()
        if not text:
            return GrantStatus.AWARDED if values.dates["awarded_on"] else GrantStatus.APPLIED
        for status in GrantStatus:
            if text in {status.value, str(status.label).lower()}:
                return status
        if text not in STATUSES:
            words = ", ".join(status.value for status in GrantStatus)
            self.wrong("status", _("Write one of: %(words)s.") % {"words": words})
        return STATUSES.get(text, GrantStatus.APPLIED)

    def _require(self, values: GrantValues) -> None:
        dates = values.dates
        if not values.title:
            self.wrong("title", _("A grant needs a title."))
        if not values.name and not values.email and not values.organisation:
            self.wrong("name", _("Name the foundation or organisation."))
        if len(values.name) > 200:
            self.wrong("name", _("At most %(count)s characters.") % {"count": 200})
        if not dates["applied_on"] and not any(
            name == "applied_on" for name, _words in self.problems
        ):
            self.wrong("applied_on", _("Enter the day of the application."))
        if values.status in GrantStatus.GRANTED and not dates["awarded_on"]:
            self.wrong("awarded_on", _("Enter the day of the award."))
        starts, ends = dates["starts_on"], dates["ends_on"]
        if starts and ends and starts > ends:
            self.wrong("ends_on", _("The last day comes before the first."))
        if values.fund.is_restricted and not values.donor_words:
            self.wrong(
                "donor_words",
                _("This fund is restricted: enter the words of the letter that say so."),
            )

    def _instalments(self, told: Told, values: GrantValues) -> None:
        """All of it on the day of the award where nothing is said."""
        listed = self.things(told, "instalments", 6)
        awarded_on = values.dates["awarded_on"]
        if values.status not in GrantStatus.GRANTED or awarded_on is None:
            if listed:
                self.wrong("instalments", _("Only what was awarded comes in instalments."))
            return
        known = len(self.problems)
        values.instalments = [
            one for parts in listed if (one := self._instalment(parts, values.currency))
        ]
        if not listed:
            whole = InstalmentValues(awarded_on, values.amount, InstalmentStatus.EXPECTED)
            values.instalments.append(whole)
        if len(self.problems) == known:
            self._require_whole(values)

    def _instalment(self, parts: list[str], currency: str) -> InstalmentValues | None:
        day, amount, status, gift, written_off_on, reason = parts
        due_on = self.needed_day_of(day, "instalments")
        paid = self.positive_of(amount, currency, "instalments")
        state = self._choice(InstalmentStatus, status or "expected", "instalments")
        if due_on is None or state is None:
            return None
        one = InstalmentValues(due_on, paid, state)
        if state == InstalmentStatus.RECEIVED:
            one.gift = number_of(gift)
            if one.gift is None:
                words = _("Name the number of the gift by which it came, or call it expected.")
                self.wrong("instalments", words)
        if state == InstalmentStatus.WRITTEN_OFF:
            one.written_off_on = self.past_day_of(written_off_on, "instalments")
            if not written_off_on:
                self.wrong("instalments", _("Say on which day it was written off."))
            one.reason = reason[:500]
            if not reason:
                self.wrong("instalments", _("Say why it is expected no longer."))
        return one

    def _require_whole(self, values: GrantValues) -> None:
        if sum(one.amount for one in values.instalments) != values.amount:
            self.wrong("instalments", _("The instalments do not sum to the grant."))
        if len(values.instalments) > MOST:
            self.wrong("instalments", _("Plan at most %(most)s instalments.") % {"most": MOST})
        still_comes = any(one.status == InstalmentStatus.EXPECTED for one in values.instalments)
        if values.status == GrantStatus.CLOSED and still_comes:
            self.wrong("status", _("A grant of which something is expected is not closed."))

    def _conditions(self, told: Told, values: GrantValues) -> None:
        for text, deadline, instalment, met_on, met_note in self.things(told, "conditions", 5):
            place = int(instalment) if instalment.isdecimal() else 0
            if (instalment and not place) or place > len(values.instalments):
                words = _("Write which instalment it belongs to: 1 is the first one.")
                self.wrong("conditions", words)
            if not text:
                self.wrong("conditions", _("Say what must happen first."))
            if met_on and not met_note:
                self.wrong("conditions", _("Say how we know: a letter, a figure, a decision."))
            values.conditions.append(
                ConditionValues(
                    text=text,
                    deadline=self.day_of(deadline, "conditions"),
                    instalment=place,
                    met_on=self.past_day_of(met_on, "conditions"),
                    met_note=met_note if met_on else "",
                )
            )

    def _reports(self, told: Told, values: GrantValues) -> None:
        for kind, day, contact, note, sent_on in self.things(told, "reports", 5):
            due_on = self.needed_day_of(day, "reports")
            what = self._choice(ReportKind, kind, "reports")
            sent = self.past_day_of(sent_on, "reports")
            if due_on and what:
                values.reports.append(ReportValues(what, due_on, contact, note[:200], sent))
        listed = {(report.kind, report.due_on) for report in values.reports}
        if len(listed) < len(values.reports):
            self.wrong("reports", _("This report is in the list already."))

    def _choice(self, choices: type[Choice], text: str, name: str) -> Choice | None:
        for choice in choices:
            if text.lower() in {choice.value, str(choice.label).lower()}:
                return choice
        words = ", ".join(choice.value for choice in choices)
        self.wrong(name, _("Write one of: %(words)s.") % {"words": words})
        return None

    def _key(self, told: Told, values: GrantValues) -> str:
        """What a grant is known by: our number, the number there, or else who, what and when."""
        if self.is_own:
            values.uuid = self.number(
                told, "key", _("This is no number of a grant."), is_needed=True
            )
            return f"grant:{values.uuid}" if values.uuid else ""
        if number := told.get("key", ""):
            return f"grant:{self.source}:{number}"[:200]
        who = values.organisation or values.email or name_key(values.name)
        facts = f"{who}\n{name_key(values.title)}\n{values.dates['applied_on']}"
        return f"grant:{hashlib.sha256(facts.encode()).hexdigest()}"
