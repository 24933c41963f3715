"""Which column is what: of our own exports and of those of others, by their headings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from donations.enums import DayOrder, ImportSource

# What a gift can be told by; the first three are needed.
FIELDS = {
    "amount": _("Amount"),
    "received_on": _("Received on"),
    "name": _("Name"),
    "last_name": _("Last name, where it stands apart"),
    "email": _("E-mail"),
    "currency": _("Currency"),
    "fund": _("Fund"),
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
    "fund_name": _("Name of the fund"),
    "fund_restriction": _("Restriction of the fund"),
    "fund_reason": _("Reason of the restriction"),
}
NEEDED = ("amount", "received_on")

# Our own columns, in the order in which they are exported; `key` is the gift's own number.
OWN_COLUMNS = (
    "uuid",
    "received_on",
    "received_at",
    "method",
    "supporter",
    "name",
    "email",
    "is_anonymous",
    "language",
    "amount",
    "refunded",
    "currency",
    "fund",
    "fund_name",
    "fund_restriction",
    "fund_reason",
    "reference",
    "organisation",
    "description",
    "message",
)

# Headings of each export, in small letters; the first that is there counts.
HEADINGS: Mapping[ImportSource, Mapping[str, Sequence[str]]] = {
    ImportSource.OWN: {
        "key": ("uuid",),
        **{name: (name,) for name in OWN_COLUMNS if name != "uuid"},
    },
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
    ImportSource.OTHER: {
        **{name: (name, name.replace("_", " ")) for name in FIELDS},
        "received_on": ("received_on", "received on", "date"),
        "email": ("email", "e-mail", "email address"),
    },
}
# What tells an export from the others; all of these headings are in it.
MARKS = {
    ImportSource.OWN: {"uuid", "received_at", "fund_restriction"},
    ImportSource.GIVEWP: {"donation total", "donation status"},
    ImportSource.DONORBOX: {"donor email", "donated at"},
    ImportSource.PAYPAL: {"gross", "transaction id"},
    ImportSource.STRIPE: {"amount refunded", "customer email"},
}
DAY_ORDERS = {
    ImportSource.DONORBOX: DayOrder.MONTH_FIRST,
    ImportSource.PAYPAL: DayOrder.MONTH_FIRST,
}
# Words by which these exports say that the money is there.
PAID_WORDS = frozenset(
    "complete completed publish paid succeeded renewal received refunded partly_refunded"
    " partially_refunded".split()
) | {"partial refund"}


def recognise(headings: Sequence[str]) -> ImportSource:
    """Whose export this is, told by its headings."""
    known = {_key(heading) for heading in headings}
    return next((source for source, marks in MARKS.items() if marks <= known), ImportSource.OTHER)


def columns_of(source: ImportSource, headings: Sequence[str]) -> dict[str, int]:
    """For each field the place of its column, where there is one."""
    places = {_key(heading): place for place, heading in reversed(list(enumerate(headings)))}
    wanted = HEADINGS[source]
    return {
        name: next(places[one] for one in names if one in places)
        for name, names in wanted.items()
        if any(one in places for one in names)
    }


def _key(heading: str) -> str:
    return " ".join(heading.lower().replace("’", "'").split())
