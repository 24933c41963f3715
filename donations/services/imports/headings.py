"""Under which headings others export gifts, which are looked for in small letters; the first that
is there counts. None of them publishes a format that is promised to stay, so each says where its
headings were found.

GiveWP: the columns of Donations → Tools → Export, from its own source
(impress-org/givewp, includes/admin/tools/export/give-export-donations-exporter.php). Days are
written as the WordPress site writes them ("March 5, 2024"), in the site's time zone. The total of a
refunded donation stays what was given; only its status tells.

Donorbox: the columns of Donations → Export, as a reader of such files lists them
(github.com, "Donated At", "Receipt Id", "Make Donation Anonymous", "Dedication Type"). A gift to a
designation is restricted to it, so the designation is the fund.

PayPal: the Activity Download Specification (version 3.0, November 2018) and files as many programs
read them. Every movement of the account has a row; the time stands beside its zone, and the day is
written as the account's country writes it. What goes back is a negative row of its own, whose
"Reference Txn ID" is the payment.

Stripe: the export of Dashboard → Payments, in its older and newer form ("Created (UTC)", "Created
date (UTC)"). Times are in UTC; a row keeps its amount and tells what was refunded.
"""

from collections.abc import Mapping, Sequence

from donations.enums import DayOrder, ImportSource

HEADINGS: Mapping[ImportSource, Mapping[str, Sequence[str]]] = {
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
        "came_from": ("form title",),
        "interval": ("subscription billing period",),
    },
    ImportSource.DONORBOX: {
        "key": ("receipt id", "donation id", "id"),
        "name": ("name",),
        "email": ("donor email", "email"),
        "organisation": ("donating company",),
        "amount": ("amount",),
        "currency": ("currency",),
        "status": ("donation status", "status"),
        "received_on": ("donated at", "date"),
        "message": ("donor comment",),
        "is_anonymous": ("make donation anonymous", "anonymous donation", "anonymous"),
        "refunded": ("amount refunded",),
        "method": ("donation type",),
        "fund": ("designation",),
        "came_from": ("campaign",),
        "recurring": ("recurring plan id",),
        "tribute": ("dedication type",),
        "honouree": ("honoree name",),
        "told_name": ("recipient name",),
        "told_email": ("recipient email",),
        "told_address": ("recipient address",),
        "told_words": ("recipient message",),
    },
    ImportSource.PAYPAL: {
        "key": ("transaction id",),
        "name": ("name",),
        "email": ("from email address",),
        "amount": ("gross",),
        "currency": ("currency",),
        "status": ("status",),
        "received_on": ("date",),
        "time": ("time",),
        "time_zone": ("timezone", "time zone"),
        "entry_type": ("type", "description"),
        "refers_to": ("reference txn id",),
        "message": ("note", "subject"),
        "came_from": ("item title",),
    },
    ImportSource.STRIPE: {
        "key": ("id",),
        "name": ("customer name", "card name", "customer description"),
        "email": ("customer email", "user_email"),
        "amount": ("amount",),
        "refunded": ("amount refunded",),
        "currency": ("currency",),
        "status": ("status",),
        "received_on": ("created date (utc)", "created (utc)", "created date"),
    },
}
# What tells an export of gifts from the others; all of these headings are in it.
MARKS: Mapping[ImportSource, frozenset[str]] = {
    ImportSource.GIVEWP: frozenset({"donation total", "donation status"}),
    ImportSource.DONORBOX: frozenset({"donor email", "donated at"}),
    ImportSource.PAYPAL: frozenset({"gross", "transaction id"}),
    ImportSource.STRIPE: frozenset({"id", "amount refunded"}),
}
# Unless the days of the file say otherwise.
DAY_ORDERS: Mapping[ImportSource, DayOrder] = {
    ImportSource.DONORBOX: DayOrder.MONTH_FIRST,
    ImportSource.PAYPAL: DayOrder.MONTH_FIRST,
}
