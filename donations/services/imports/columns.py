"""Which column is what: of our own exports and of those of others, by their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from donations.enums import ImportKind, ImportSource
from donations.services.imports.headings import HEADINGS, MARKS


@dataclass(frozen=True)
class Columns:
    """What a row of one kind can be told by, and under which headings others write it."""

    fields: Mapping[str, Any]
    needed: Sequence[str]
    own: Sequence[str]  # our own, in the order in which they are exported; the number is the first
    marks: frozenset[str]  # headings that only our own export of this kind has
    # Columns of our own that only go to whoever has another permission than the rest asks for.
    behind: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[ImportSource, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of any other table

    def headings_of(self, source: ImportSource) -> Mapping[str, Sequence[str]]:
        """In small letters; the first that is there counts."""
        if source == ImportSource.OWN:
            return {("key" if name == "uuid" else name): (name,) for name in self.own}
        if source in self.headings:
            return self.headings[source]
        plain = {name: (name, name.replace("_", " ")) for name in self.fields}
        return {**plain, **self.synonyms}


# A fund as a row tells it, so that it can be made where it is missing.
OF_FUND = {
    "fund": _("Fund"),
    "fund_name": _("Name of the fund"),
    "fund_restriction": _("Restriction of the fund"),
    "fund_reason": _("Reason of the restriction"),
    "fund_free_on": _("End of a restriction to a time"),
}
OF_PERSON = {
    "name": _("Name"),
    "last_name": _("Last name, where it stands apart"),
    "email": _("E-mail"),
}
# Who is to be told of a gift in honour or memory, and whether they were.
TOLD = {
    "told_name": _("Who is to be told"),
    "told_email": _("Their e-mail"),
    "told_address": _("Their postal address"),
    "told_words": _("Words to them"),
    "told_language": _("Language of the card"),
    "told_story": _("Story on the card"),
    "tribute_status": _("Whether they were told"),
    "tribute_since": _("Since when that is so"),
}
E_MAIL = ("email", "e-mail", "email address", "e-mail address", "primary email")

GIFTS = Columns(
    fields={
        "amount": _("Amount"),
        "received_on": _("Received on"),
        **OF_PERSON,
        "currency": _("Currency"),
        "fund": OF_FUND["fund"],
        "key": _("Number of the gift there"),
        "status": _("Status"),
        "method": _("How it came"),
        "refunded": _("Refunded"),
        "is_anonymous": _("Anonymous"),
        "language": _("Language"),
        "reference": _("Reference"),
        "organisation": _("Organisation"),
        "description": _("What was given"),
        "message": _("Message"),
        "received_at": _("Moment, with its time zone"),
        "time": _("Time of day"),
        "time_zone": _("Time zone"),
        "entry_type": _("Type of the entry there"),
        "refers_to": _("Number of the entry it goes with"),
        "supporter": _("Number of the supporter here"),
        "fee_cover": _("Added for the card fee"),
        **OF_FUND,
        "parts": _("Split over funds"),
        "moves": _("Moved to other funds"),
        "came_from": _("Page or campaign it came from"),
        "recurring": _("Number of the gift that comes again"),
        "interval": _("How often it comes again"),
        "matches": _("Number of the gift that it matches"),
        "soft_credits": _("Soft credit"),
        "thanks": _("Public thanks"),
        "tribute": _("In honour or in memory"),
        "honouree": _("Whom it honours or remembers"),
        **TOLD,
    },
    needed=("amount", "received_on"),
    own=(
        *("uuid", "received_on", "received_at", "method", "supporter", "name", "email"),
        *("is_anonymous", "language", "amount", "fee_cover", "refunded", "currency"),
        *OF_FUND,
        *("parts", "moves", "reference", "organisation", "description", "message"),
        *("came_from", "recurring", "interval", "matches", "soft_credits", "thanks"),
        *("tribute", "honouree", *TOLD),
    ),
    marks=frozenset({"uuid", "received_at", "fund_restriction"}),
    behind=dict.fromkeys(("thanks",), "donations.view_publicthanks")
    | dict.fromkeys(TOLD, "donations.view_tribute"),
    headings=HEADINGS,
    synonyms={"received_on": ("received_on", "received on", "date"), "email": E_MAIL},
)

SUPPORTERS = Columns(
    fields={
        **OF_PERSON,
        "key": _("Number of the supporter there"),
        "language": _("Language"),
        "street": _("Street"),
        "street_2": _("Second line of the street"),
        "city": _("Town"),
        "region": _("State or region"),
        "postcode": _("Postcode"),
        "country": _("Country"),
        "since": _("Since"),
        "organisation_kind": _("Kind of organisation"),
        "website": _("Website"),
        "note": _("Note on the organisation"),
        "responsible": _("Responsible, by e-mail"),
        "contacts": _("Contacts"),
    },
    needed=(),
    own=(
        *("uuid", "name", "email", "language"),
        *("street", "city", "region", "postcode", "country", "since"),
        *("organisation_kind", "website", "note", "responsible", "contacts"),
    ),
    marks=frozenset({"uuid", "since", "organisation_kind"}),
    behind=dict.fromkeys(
        ("website", "note", "responsible", "contacts"), "donations.view_organisation"
    ),
    synonyms={
        "name": ("first name", "donor first name", "name", "full name", "display name"),
        "last_name": ("last_name", "last name", "donor last name", "surname"),
        "email": (*E_MAIL, "donor email"),
        "key": ("id", "donor id", "supporter id", "contact id", "customer id", "number"),
        "street": ("street", "address", "address 1", "address line 1", "street address"),
        "street_2": ("street 2", "address 2", "address line 2"),
        "city": ("city", "town", "address city"),
        "region": ("region", "state", "state/province", "province", "address state"),
        "postcode": ("postcode", "postal code", "zip", "zip code", "zip/postal code"),
        "country": ("country", "country code", "address country"),
        "since": ("since", "created", "created at", "date created", "created (utc)"),
        "language": ("language", "preferred language"),
    },
)

GRANTS = Columns(
    fields={
        "organisation": _("Number of the organisation here"),
        "name": _("Foundation or organisation"),
        "email": _("Its e-mail"),
        "organisation_kind": _("Kind of organisation"),
        "title": _("Title"),
        "status": _("Status"),
        "amount": _("Amount"),
        "currency": _("Currency"),
        **OF_FUND,
        "donor_words": _("Their words on its use"),
        "reference": _("Their reference"),
        "key": _("Number of the grant there"),
        "applied_on": _("Applied on"),
        "decision_on": _("Decision expected on"),
        "awarded_on": _("Awarded on"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "ask_again_on": _("Ask again on"),
        "renews": _("Follows the grant (number)"),
        "responsible": _("Responsible, by e-mail"),
        "note": _("Note"),
        "instalments": _("Instalments"),
        "conditions": _("Conditions"),
        "reports": _("Reports due"),
    },
    needed=("title", "amount", "applied_on"),
    own=(
        *("uuid", "organisation", "name", "email", "organisation_kind"),
        *("title", "status", "amount", "currency"),
        *(*OF_FUND, "donor_words", "reference"),
        *("applied_on", "decision_on", "awarded_on", "starts_on", "ends_on", "ask_again_on"),
        *("renews", "responsible", "note", "instalments", "conditions", "reports"),
    ),
    marks=frozenset({"uuid", "donor_words", "instalments"}),
    synonyms={
        "name": ("name", "organisation", "organization", "foundation", "funder", "grantor"),
        "organisation": ("organisation number",),
        "title": ("title", "grant", "grant name", "project"),
        "status": ("status", "stage"),
        "amount": ("amount", "amount awarded", "award"),
        "applied_on": ("applied_on", "applied on", "application date", "date"),
        "awarded_on": ("awarded_on", "awarded on", "award date"),
        "starts_on": ("starts_on", "starts on", "start date"),
        "ends_on": ("ends_on", "ends on", "end date"),
        "key": ("id", "grant id", "number"),
        "email": E_MAIL,
    },
)

COLUMNS = {
    ImportKind.GIFTS: GIFTS,
    ImportKind.SUPPORTERS: SUPPORTERS,
    ImportKind.GRANTS: GRANTS,
}


def recognise(
    headings: Sequence[str], kind: ImportKind = ImportKind.GIFTS
) -> tuple[ImportKind, ImportSource]:
    """Whose export this is and of what, told by its headings; where they do not tell, its rows are
    what somebody said."""
    known = {_key(heading) for heading in headings}
    for ours, columns in COLUMNS.items():
        if columns.marks <= known:
            return ours, ImportSource.OWN
    for source, marks in MARKS.items():
        if kind == ImportKind.GIFTS and marks <= known:
            return kind, source
    return kind, ImportSource.OTHER


def columns_of(kind: ImportKind, source: ImportSource, headings: Sequence[str]) -> dict[str, int]:
    """For each field the place of its column, where there is one."""
    places = {_key(heading): place for place, heading in reversed(list(enumerate(headings)))}
    return {
        name: next(places[one] for one in names if one in places)
        for name, names in COLUMNS[kind].headings_of(source).items()
        if any(one in places for one in names)
    }


def _key(heading: str) -> str:
    return " ".join(heading.lower().replace("’", "'").split())
