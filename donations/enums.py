from enum import nonmember
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DonationStatus(TextChoices):
    """pending → received ⇄ partly_refunded ⇄ refunded; pending → expired."""

    PENDING = "pending", _("waiting for the payer")
    RECEIVED = "received", _("received")
    PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    EXPIRED = "expired", _("expired")

    # Money came in at some time, whatever happened to it later.
    ARRIVED = nonmember(("received", "partly_refunded", "refunded"))


# Late money is still money: a gift that we thought dead is received when it arrives after all. A
# refund that the donor's bank sends back never was: its gift goes the way back.
DONATION_MOVES: dict[DonationStatus, frozenset[DonationStatus]] = {
    DonationStatus.PENDING: frozenset({DonationStatus.RECEIVED, DonationStatus.EXPIRED}),
    DonationStatus.EXPIRED: frozenset({DonationStatus.RECEIVED}),
    DonationStatus.RECEIVED: frozenset({DonationStatus.PARTLY_REFUNDED, DonationStatus.REFUNDED}),
    DonationStatus.PARTLY_REFUNDED: frozenset({DonationStatus.REFUNDED, DonationStatus.RECEIVED}),
    DonationStatus.REFUNDED: frozenset({DonationStatus.PARTLY_REFUNDED, DonationStatus.RECEIVED}),
}


class ThanksStatus(TextChoices):
    """waiting → shown ⇄ withheld."""

    WAITING = "waiting", pgettext_lazy("thanks", "waiting")
    SHOWN = "shown", pgettext_lazy("thanks", "shown")
    WITHHELD = "withheld", pgettext_lazy("thanks", "not shown")


class AcknowledgementReason(TextChoices):
    FIRST = "first", _("first gift")
    BEGINS = "begins", _("begins to give regularly")
    LARGE = "large", _("large gift")
    ASKED = "asked", _("chosen by staff")


class ThanksWay(TextChoices):
    CALL = "call", pgettext_lazy("thanked", "by phone")
    LETTER = "letter", pgettext_lazy("thanked", "by letter")
    MAIL = "mail", pgettext_lazy("thanked", "by e-mail")
    VISIT = "visit", pgettext_lazy("thanked", "in person")

    @property
    def done_label(self) -> Any:
        """What the button says that notes it."""
        return {
            ThanksWay.CALL: _("Thanked by phone"),
            ThanksWay.LETTER: _("Thanked by letter"),
            ThanksWay.MAIL: _("Thanked by e-mail"),
            ThanksWay.VISIT: _("Thanked in person"),
        }[self]


class AcknowledgementStatus(TextChoices):
    """waiting ⇄ thanked; waiting ⇄ skipped."""

    WAITING = "waiting", pgettext_lazy("acknowledgement", "to be thanked")
    THANKED = "thanked", pgettext_lazy("acknowledgement", "thanked")
    SKIPPED = "skipped", pgettext_lazy("acknowledgement", "no thanks needed")


ACKNOWLEDGEMENT_MOVES: dict[AcknowledgementStatus, frozenset[AcknowledgementStatus]] = {
    AcknowledgementStatus.WAITING: frozenset(
        {AcknowledgementStatus.THANKED, AcknowledgementStatus.SKIPPED}
    ),
    AcknowledgementStatus.THANKED: frozenset({AcknowledgementStatus.WAITING}),
    AcknowledgementStatus.SKIPPED: frozenset({AcknowledgementStatus.WAITING}),
}


class TributeKind(TextChoices):
    HONOUR = "honour", pgettext_lazy("tribute", "in honour")
    MEMORY = "memory", pgettext_lazy("tribute", "in memory")


class TributeStatus(TextChoices):
    """waiting → open | closed; open → told | closed; told → open; closed → open."""

    WAITING = "waiting", pgettext_lazy("tribute", "waiting for the gift")
    OPEN = "open", pgettext_lazy("tribute", "to be told")
    TOLD = "told", pgettext_lazy("tribute", "told")
    CLOSED = "closed", pgettext_lazy("tribute", "closed")


TRIBUTE_MOVES: dict[TributeStatus, frozenset[TributeStatus]] = {
    TributeStatus.WAITING: frozenset({TributeStatus.OPEN, TributeStatus.CLOSED}),
    TributeStatus.OPEN: frozenset({TributeStatus.TOLD, TributeStatus.CLOSED}),
    TributeStatus.TOLD: frozenset({TributeStatus.OPEN}),
    TributeStatus.CLOSED: frozenset({TributeStatus.OPEN}),
}


class TributeCause(TextChoices):
    """Why a tribute moved."""

    ARRIVED = "arrived", pgettext_lazy("tribute", "the gift has arrived")
    NOBODY = "nobody", pgettext_lazy("tribute", "nobody is to be told")
    NAMED = "named", pgettext_lazy("tribute", "somebody is to be told after all")
    MAILED = "mailed", pgettext_lazy("tribute", "card sent by e-mail")
    POSTED = "posted", pgettext_lazy("tribute", "card sent by post")
    REFUNDED = "refunded", pgettext_lazy("tribute", "the gift was given back")
    DISPUTED = "disputed", pgettext_lazy("tribute", "the bank took the gift back")
    RETURNED = "returned", pgettext_lazy("tribute", "the gift came back")
    STAFF = "staff", pgettext_lazy("tribute", "by hand")

    # The gift is gone: should it come back, so does the task.
    OF_GIFT = nonmember(("refunded", "disputed"))


class BatchStatus(TextChoices):
    """open → posted."""

    OPEN = "open", pgettext_lazy("batch", "open")
    POSTED = "posted", pgettext_lazy("batch", "posted")


class TransferStatus(TextChoices):
    """open → received | withdrawn; withdrawn → received. One past its day is still open: late money
    is still money."""

    OPEN = "open", pgettext_lazy("transfer", "expected")
    RECEIVED = "received", pgettext_lazy("transfer", "received")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "no longer expected")


class Interval(TextChoices):
    ONCE = "once", _("once")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every three months")
    YEAR = "year", _("every year")

    @property
    def renews(self) -> bool:
        return self != Interval.ONCE


class RecurringState(TextChoices):
    """How a gift that comes again stands, in one word; read from what Stripe says."""

    ACTIVE = "active", pgettext_lazy("monthly gift", "active")
    FAILING = "failing", pgettext_lazy("monthly gift", "failing")
    PAUSED = "paused", pgettext_lazy("monthly gift", "paused")
    ENDING = "ending", pgettext_lazy("monthly gift", "ending")
    ENDED = "ended", pgettext_lazy("monthly gift", "ended")
    STARTING = "starting", pgettext_lazy("monthly gift", "waiting for the first payment")
    NEVER = "never", pgettext_lazy("monthly gift", "never started")

    BEFORE_ALL = nonmember(("starting", "never"))


class ReceiptKind(TextChoices):
    RECEIPT = "receipt", _("gift receipt")
    CONFIRMATION = "confirmation", _("order confirmation")
    THANKS = "thanks", _("letter of thanks")  # another is the legal donor: no word about tax
    REFUND = "refund", _("statement of refund")  # of a payment that was given back whole


class ReceiptStatus(TextChoices):
    """Never edited. Superseded: another states what is left after a refund. Void: nothing of it
    holds any more, since everything was given back. Both stay, marked."""

    ISSUED = "issued", _("issued")
    VOID = "void", _("void")
    SUPERSEDED = "superseded", _("superseded")


class OrganisationKind(TextChoices):
    FOUNDATION = "foundation", _("foundation")
    COMPANY = "company", _("company")
    SPONSOR = "sponsor", _("sponsor of donor-advised funds")
    PUBLIC = "public", _("public body")
    OTHER = "other", pgettext_lazy("organisation", "other")


class GrantStatus(TextChoices):
    """applied → awarded | declined; declined → applied; awarded → active | closed | declined;
    active → closed; closed → active."""

    APPLIED = "applied", pgettext_lazy("grant", "applied for")
    AWARDED = "awarded", pgettext_lazy("grant", "awarded")
    ACTIVE = "active", pgettext_lazy("grant", "running")
    CLOSED = "closed", pgettext_lazy("grant", "closed")
    DECLINED = "declined", pgettext_lazy("grant", "declined")

    # Somebody promised its money.
    GRANTED = nonmember(("awarded", "active", "closed"))


GRANT_MOVES: dict[GrantStatus, frozenset[GrantStatus]] = {
    GrantStatus.APPLIED: frozenset({GrantStatus.AWARDED, GrantStatus.DECLINED}),
    GrantStatus.DECLINED: frozenset({GrantStatus.APPLIED}),
    GrantStatus.AWARDED: frozenset({GrantStatus.ACTIVE, GrantStatus.CLOSED, GrantStatus.DECLINED}),
    GrantStatus.ACTIVE: frozenset({GrantStatus.CLOSED}),
    GrantStatus.CLOSED: frozenset({GrantStatus.ACTIVE}),
}


class InstalmentStatus(TextChoices):
    """expected ⇄ received; expected ⇄ written_off."""

    EXPECTED = "expected", pgettext_lazy("instalment", "expected")
    RECEIVED = "received", pgettext_lazy("instalment", "received")
    WRITTEN_OFF = "written_off", pgettext_lazy("instalment", "written off")


class ReportKind(TextChoices):
    INTERIM = "interim", _("interim report")
    FINAL = "final", _("final report")
    FINANCIAL = "financial", _("financial report")
    LETTER = "letter", _("letter of thanks")
    VISIT = "visit", _("visit or call")


class Grouping(TextChoices):
    """How a report of gifts divides them."""

    FUND = "fund", pgettext_lazy("divide gifts", "by fund")
    METHOD = "method", pgettext_lazy("divide gifts", "by how they came")
    RESTRICTION = "restriction", pgettext_lazy("divide gifts", "by restriction")
    YEAR = "year", pgettext_lazy("divide gifts", "year over year")


class RunStatus(TextChoices):
    """running → finished. A run whose worker died is taken up again by the timer."""

    RUNNING = "running", pgettext_lazy("run", "running")
    FINISHED = "finished", pgettext_lazy("run", "finished")


class ImportKind(TextChoices):
    """What the rows of a file are."""

    GIFTS = "gifts", pgettext_lazy("import", "gifts")
    SUPPORTERS = "supporters", pgettext_lazy("import", "supporters")
    GRANTS = "grants", pgettext_lazy("import", "grants")


class ImportSource(TextChoices):
    """Whose export a file is: each has its own headings and its own way to write a day."""

    OWN = "own", _("this platform")
    GIVEWP = "givewp", "GiveWP"
    DONORBOX = "donorbox", "Donorbox"
    PAYPAL = "paypal", "PayPal"
    STRIPE = "stripe", "Stripe"
    OTHER = "other", pgettext_lazy("import", "something else")


class DayOrder(TextChoices):
    ISO = "iso", _("year first: 2026-11-21")
    MONTH_FIRST = "month", _("month first: 11/21/2026")
    DAY_FIRST = "day", _("day first: 21/11/2026")


class ImportStatus(TextChoices):
    """uploaded → checking → checked → importing → imported → undoing → undone; checked → checking
    when another mapping is tried."""

    UPLOADED = "uploaded", pgettext_lazy("import", "columns to be named")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked")
    IMPORTING = "importing", pgettext_lazy("import", "being imported")
    IMPORTED = "imported", pgettext_lazy("import", "imported")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")

    AT_WORK = nonmember(("checking", "importing", "undoing"))


class RowState(TextChoices):
    """What a row of a file would become, or became."""

    UNREAD = "unread", pgettext_lazy("row", "not read yet")
    NEW = "new", pgettext_lazy("row", "new")
    FILLS = "fills", pgettext_lazy("row", "known, with something that is missing here")
    KNOWN = "known", pgettext_lazy("row", "known already")
    BAD = "bad", pgettext_lazy("row", "cannot be imported")
    DONE = "done", pgettext_lazy("row", "imported")
    UNDONE = "undone", pgettext_lazy("row", "undone")

    WAITING = nonmember(("new", "fills"))  # to be imported
