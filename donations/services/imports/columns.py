"""Which column is what: of our own exports and of those of others, by their headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from donations.enums import DayOrder, ImportKind, ImportSource


@dataclass(frozen=True)
class Columns:
    """What a row of one kind can be told by, and under which headings others write it."""

    fields: Mapping[str, Any]
    needed: Sequence[str]
    own: Sequence[str]  # our own, in the order in which they are exported; the number is the first
    marks: frozenset[str]  # headings that only our own export of this kind has
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
}
OF_PERSON = {
    "name": _("Name"),
    "last_name": _("Last name, where it stands apart"),
    "email": _("E-mail"),
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
        "received_at": _("Time of day"),
        "supporter": _("Number of the supporter here"),
        **OF_FUND,
        "parts": _("Split over funds"),
        "moves": _("Moved to other funds"),
    },
    needed=("amount", "received_on"),
    own=(
        *("uuid", "received_on", "received_at", "method", "supporter", "name", "email"),
        *("is_anonymous", "language", "amount", "refunded", "currency"),
        *("fund", "fund_name", "fund_restriction", "fund_reason", "parts", "moves"),
        *("reference", "organisation", "description", "message"),
    ),
    marks=frozenset({"uuid", "received_at", "fund_restriction"}),
    headings={
        ImportSource.GIVEWP: {
            "key": ("donation id", "donation number", "payment number"),
            "name": ("first name", "donor first name"),
            "last_name": ("last name", "donor last name"),
            "email": ("email address", "donor email", "email"),
            "organisation": ("company name",),
            "amount": ("donation total", "amount"),
            "currency": ("currency code", "currency"),
            "status": ("donation status", "status"),
            "received_on": ("donation date", "date"),
            "message": ("donor comment", "comment"),
            "is_anonymous": ("anonymous donation", "anonymous"),
        },
        ImportSource.DONORBOX: {
            "key": ("receipt id", "donation id", "id"),
            "name": ("name",),
            "email": ("donor email", "email"),
            "amount": ("amount",),
            "currency": ("currency",),
            "status": ("donation status", "status"),
            "received_on": ("donated at", "date"),
            "message": ("donor comment",),
            "is_anonymous": ("make donation anonymous", "anonymous donation", "anonymous"),
            "refunded": ("amount refunded",),
        },
        ImportSource.PAYPAL: {
            "key": ("transaction id",),
            "name": ("name",),
            "email": ("from email address",),
            "amount": ("gross",),
            "currency": ("currency",),
            "status": ("status",),
            "received_on": ("date",),
            "message": ("note", "subject"),
        },
        ImportSource.STRIPE: {
            "key": ("id",),
            "name": ("card name", "customer description"),
            "email": ("customer email", "user_email"),
            "amount": ("amount",),
            "refunded": ("amount refunded",),
            "currency": ("currency",),
            "status": ("status",),
            "received_on": ("created date (utc)", "created (utc)", "created date"),
        },
    },
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
        *("fund", "fund_name", "fund_restriction", "fund_reason", "donor_words", "reference"),
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
# What tells an export of gifts from the others; all of these headings are in it.
MARKS = {
    ImportSource.GIVEWP: {"donation total", "donation status"},
    ImportSource.DONORBOX: {"donor email", "donated at"},
    ImportSource.PAYPAL: {"gross", "transaction id"},
    ImportSource.STRIPE: {"amount refunded", "customer email"},
}
DAY_ORDERS = {
    ImportSource.DONORBOX: DayOrder.MONTH_FIRST,
    ImportSource.PAYPAL: DayOrder.MONTH_FIRST,
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
