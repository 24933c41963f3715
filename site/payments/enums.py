from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.enums import AccountCode


class PaymentStatus(TextChoices):
    """One attempt to collect money.

    created → pending → succeeded | failed | expired; succeeded ⇄ partly_refunded ⇄ refunded.
    """

    CREATED = "created", _("created")  # our row is committed, Stripe may not know it yet
    PENDING = "pending", _("waiting for the payer")  # a session is open at Stripe
    SUCCEEDED = "succeeded", _("paid")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")
    PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")

    OPEN = nonmember(("created", "pending"))
    PAID = nonmember(("succeeded", "partly_refunded", "refunded"))


# Late money is still money: a payment that we thought dead and that Stripe says is paid succeeds.
# A refund that the payer's bank sends back never was: its payment goes the way back.
PAYMENT_MOVES: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.CREATED: frozenset(
        {
            PaymentStatus.PENDING,
            PaymentStatus.SUCCEEDED,
            PaymentStatus.FAILED,
            PaymentStatus.EXPIRED,
        }
    ),
    PaymentStatus.PENDING: frozenset(
        {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED, PaymentStatus.EXPIRED}
    ),
    PaymentStatus.FAILED: frozenset({PaymentStatus.SUCCEEDED}),
    PaymentStatus.EXPIRED: frozenset({PaymentStatus.SUCCEEDED}),
    PaymentStatus.SUCCEEDED: frozenset({PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED}),
    PaymentStatus.PARTLY_REFUNDED: frozenset({PaymentStatus.REFUNDED, PaymentStatus.SUCCEEDED}),
    PaymentStatus.REFUNDED: frozenset({PaymentStatus.PARTLY_REFUNDED, PaymentStatus.SUCCEEDED}),
}


class PaymentMethod(TextChoices):
    """How a gift or a purchase reaches us. All but the first are entered by hand, once the money
    or the thing is here."""

    CARD = "card", _("card, through Stripe")
    CHEQUE = "cheque", _("cheque")
    WIRE = "wire", _("bank transfer")
    MOBILE_MONEY = "mobile_money", _("mobile money")
    CASH = "cash", _("cash")
    STOCK = "stock", _("stock")
    IN_KIND = "in_kind", _("in kind")
    DONOR_ADVISED = "donor_advised", _("donor-advised fund")
    EMPLOYER_MATCH = "employer_match", _("employer match")
    PAYROLL = "payroll", _("payroll giving")
    ELSEWHERE = "elsewhere", _("by card on another service")  # imported, never typed

    # Entered by hand; nothing at Stripe knows of it.
    OFFLINE = nonmember(
        (
            "cheque",
            "wire",
            "mobile_money",
            "cash",
            "stock",
            "in_kind",
            "donor_advised",
            "employer_match",
            "payroll",
        )
    )
    # A thing, not money: documents describe it and never value it.
    DESCRIBED = nonmember(("stock", "in_kind"))
    # An organisation is the legal donor; a person recommended the gift or gave first.
    OF_ORGANISATIONS = nonmember(("donor_advised", "employer_match"))


# Where what was received lies; what is given in kind is used, not kept.
MONEY_ACCOUNTS: dict[PaymentMethod, AccountCode] = {
    PaymentMethod.CARD: AccountCode.STRIPE,
    PaymentMethod.CHEQUE: AccountCode.BANK,
    PaymentMethod.WIRE: AccountCode.BANK,
    PaymentMethod.MOBILE_MONEY: AccountCode.MOBILE_MONEY,
    PaymentMethod.CASH: AccountCode.CASH,
    PaymentMethod.STOCK: AccountCode.SECURITIES,
    PaymentMethod.IN_KIND: AccountCode.USED_IN_KIND,
    PaymentMethod.DONOR_ADVISED: AccountCode.BANK,
    PaymentMethod.EMPLOYER_MATCH: AccountCode.BANK,
    PaymentMethod.PAYROLL: AccountCode.BANK,
    PaymentMethod.ELSEWHERE: AccountCode.BANK,
}


class RefundStatus(TextChoices):
    """Money on its way back to the payer.

    created → pending → succeeded | failed | cancelled; succeeded → failed.
    """

    CREATED = "created", _("asked for")  # our row is committed, Stripe may not know it yet
    PENDING = "pending", _("on its way")
    SUCCEEDED = "succeeded", _("refunded")
    FAILED = "failed", _("failed")  # the payer's bank sent the money back to us
    CANCELLED = "cancelled", pgettext_lazy("refund", "cancelled")  # no money ever moved

    # What of a line such refunds take cannot be refunded again.
    LIVE = nonmember(("created", "pending", "succeeded"))


# Stripe's word is the last one: a refund that we gave up as refused and that exists there lives.
REFUND_MOVES: dict[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.CREATED: frozenset(
        {
            RefundStatus.PENDING,
            RefundStatus.SUCCEEDED,
            RefundStatus.FAILED,
            RefundStatus.CANCELLED,
        }
    ),
    RefundStatus.PENDING: frozenset(
        {RefundStatus.SUCCEEDED, RefundStatus.FAILED, RefundStatus.CANCELLED}
    ),
    RefundStatus.SUCCEEDED: frozenset({RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset(),
    RefundStatus.CANCELLED: frozenset(
        {RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED}
    ),
}


class RefundReason(TextChoices):
    """Why money is given back."""

    REQUESTED = "requested", _("the payer asked for it")
    RETURNED = "returned", _("the goods came back")
    UNAVAILABLE = "unavailable", _("we cannot deliver")
    DUPLICATE = "duplicate", _("paid twice")
    FRAUD = "fraud", _("the card was not the payer’s own")
    STRIPE = "stripe", _("refunded in Stripe’s dashboard")

    # What staff may choose; the last one is written by us.
    CHOSEN = nonmember(("requested", "returned", "unavailable", "duplicate", "fraud"))


class LineKind(TextChoices):
    GOODS = "goods", _("goods")
    GIFT = "gift", _("gift")
    IN_KIND = "in_kind", _("gift in kind")
    FEE_COVER = "fee_cover", _("fee cover")
    SHIPPING = "shipping", _("shipping")
    TAX = "tax", _("tax")

    # What somebody gives on purpose; each such line has its gift.
    GIFTS = nonmember(("gift", "in_kind"))


class BillingInterval(TextChoices):
    """How often a subscription is paid."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every three months")
    YEAR = "year", _("every year")

    @property
    def months(self) -> int:
        return {BillingInterval.MONTH: 1, BillingInterval.QUARTER: 3}.get(self, 12)


class SubscriptionStatus(TextChoices):
    """Stripe's own eight words, and one before Stripe knows of it. Stripe decides; we only copy,
    so there is no table of moves. A word of the future is kept as it comes."""

    STARTING = "starting", pgettext_lazy("monthly gift", "waiting for the first payment")
    INCOMPLETE = "incomplete", pgettext_lazy("monthly gift", "waiting for the first payment")
    INCOMPLETE_EXPIRED = "incomplete_expired", pgettext_lazy("monthly gift", "never started")
    TRIALING = (
        "trialing",
        pgettext_lazy("monthly gift", "active"),
    )  # only ever between an old day of the month and a new one
    ACTIVE = "active", pgettext_lazy("monthly gift", "active")
    PAST_DUE = "past_due", pgettext_lazy("monthly gift", "last payment failed")
    UNPAID = "unpaid", pgettext_lazy("monthly gift", "not paid")
    PAUSED = "paused", pgettext_lazy("monthly gift", "paused")
    CANCELED = "canceled", pgettext_lazy("monthly gift", "ended")

    BEGINNING = nonmember(("starting", "incomplete"))
    RUNNING = nonmember(("trialing", "active", "past_due", "unpaid", "paused"))
    FAILING = nonmember(("past_due", "unpaid"))
    ENDED = nonmember(("canceled", "incomplete_expired"))


class ChangeKind(TextChoices):
    """What can be asked of a subscription."""

    AMOUNT = "amount", pgettext_lazy("monthly gift", "amount")
    DAY = "day", pgettext_lazy("monthly gift", "day of the month")
    FUND = "fund", pgettext_lazy("monthly gift", "fund")
    PAUSE = "pause", pgettext_lazy("monthly gift", "pause")
    RESUME = "resume", pgettext_lazy("monthly gift", "resume")
    PAY = "pay", pgettext_lazy("monthly gift", "pay what is open")
    CANCEL = "cancel", pgettext_lazy("monthly gift", "end")


class ChangeStatus(TextChoices):
    """asked → done | refused | superseded. Asked means: Stripe's answer is not known yet."""

    ASKED = "asked", _("asked")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    SUPERSEDED = "superseded", _("superseded")


class EventStatus(TextChoices):
    """What became of a webhook event. Only `processed` and `ignored` stop a retry."""

    RECEIVED = "received", _("received")
    PROCESSED = "processed", _("processed")
    IGNORED = "ignored", _("ignored")
    FAILED = "failed", _("failed")


class PayoutStatus(TextChoices):
    """pending → in_transit → paid; any of them may still fail, as banks do."""

    PENDING = "pending", pgettext_lazy("payout", "planned")
    IN_TRANSIT = "in_transit", pgettext_lazy("payout", "on its way")
    PAID = "paid", pgettext_lazy("payout", "at the bank")
    FAILED = "failed", pgettext_lazy("payout", "came back")
    CANCELED = "canceled", pgettext_lazy("payout", "cancelled")

    LIVE = nonmember(("pending", "in_transit", "paid"))


# No way back: an answer of Stripe's that has become old meanwhile changes nothing.
PAYOUT_MOVES: dict[PayoutStatus, frozenset[PayoutStatus]] = {
    PayoutStatus.PENDING: frozenset(
        {
            PayoutStatus.IN_TRANSIT,
            PayoutStatus.PAID,
            PayoutStatus.FAILED,
            PayoutStatus.CANCELED,
        }
    ),
    PayoutStatus.IN_TRANSIT: frozenset(
        {PayoutStatus.PAID, PayoutStatus.FAILED, PayoutStatus.CANCELED}
    ),
    PayoutStatus.PAID: frozenset({PayoutStatus.FAILED}),
    PayoutStatus.FAILED: frozenset(),
    PayoutStatus.CANCELED: frozenset(),
}


class PayoutCategory(TextChoices):
    """What a line of a payout is. Those of a payment have the names of its kinds of lines."""

    GIFT = "gift", _("gifts")
    FEE_COVER = "fee_cover", _("gifts to cover fees")
    GOODS = "goods", _("goods")
    SHIPPING = "shipping", _("shipping")
    TAX = "tax", _("tax")
    FEES = "fees", _("fees")
    REFUNDS = "refunds", _("refunds")
    DISPUTES = "disputes", _("disputes")
    RETURNED = "returned", _("payouts that came back")
    UNEXPLAINED = "unexplained", _("not explained")


class DisputeStatus(TextChoices):
    """Where a dispute stands, in Stripe's own states.

    A "warning" is an inquiry: the bank asks and has taken nothing yet.
    """

    INQUIRY = "warning_needs_response", _("inquiry: answer it")
    INQUIRY_UNDER_REVIEW = "warning_under_review", _("inquiry: the bank looks at our answer")
    INQUIRY_CLOSED = "warning_closed", _("inquiry closed")
    NEEDS_RESPONSE = "needs_response", _("answer it")
    UNDER_REVIEW = "under_review", _("the bank looks at our answer")
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response", _("appeal: answer it")
    APPEAL_UNDER_REVIEW = "appeal_under_review", _("appeal: the bank looks at our answer")
    WON = "won", pgettext_lazy("dispute", "won")
    LOST = "lost", pgettext_lazy("dispute", "lost")
    PREVENTED = "prevented", _("given back before it was decided")

    TO_ANSWER = nonmember(("warning_needs_response", "needs_response", "appeal_needs_response"))
    CLOSED = nonmember(("warning_closed", "won", "lost", "prevented"))
    # The bank has the money, and nothing is decided yet.
    HELD = nonmember(
        ("needs_response", "under_review", "appeal_needs_response", "appeal_under_review")
    )
    # The card holder has the money for good.
    GONE = nonmember(("lost", "prevented"))


# Stripe decides, and we may hear of a state late or never: any other state may follow, but a
# dispute never becomes an inquiry again, and what is wholly given back stays so.
_INQUIRY = frozenset(
    {
        DisputeStatus.INQUIRY,
        DisputeStatus.INQUIRY_UNDER_REVIEW,
        DisputeStatus.INQUIRY_CLOSED,
    }
)
_DISPUTE = frozenset(DisputeStatus) - _INQUIRY
DISPUTE_MOVES: dict[DisputeStatus, frozenset[DisputeStatus]] = {
    DisputeStatus.INQUIRY: _DISPUTE | _INQUIRY - {DisputeStatus.INQUIRY},
    DisputeStatus.INQUIRY_UNDER_REVIEW: _DISPUTE | _INQUIRY - {DisputeStatus.INQUIRY_UNDER_REVIEW},
    DisputeStatus.INQUIRY_CLOSED: _DISPUTE,
    **{status: _DISPUTE - {status} for status in _DISPUTE},
    DisputeStatus.PREVENTED: frozenset(),
}


class DisputeReason(TextChoices):
    """Why the card holder disputes, in Stripe's words; others may come."""

    CANNOT_PROCESS = "bank_cannot_process", _("the bank cannot process it")
    CHECK_RETURNED = "check_returned", _("a cheque was returned")
    CREDIT_NOT_PROCESSED = "credit_not_processed", _("a refund did not arrive")
    CUSTOMER_INITIATED = "customer_initiated", _("the payer asked the bank")
    DEBIT_NOT_AUTHORISED = "debit_not_authorized", _("the debit was not authorised")
    DUPLICATE = "duplicate", _("charged twice")
    FRAUDULENT = "fraudulent", _("the card holder says it was somebody else")
    GENERAL = "general", pgettext_lazy("dispute", "other")
    INCORRECT_ACCOUNT = "incorrect_account_details", _("wrong account details")
    INSUFFICIENT_FUNDS = "insufficient_funds", _("insufficient funds")
    NONCOMPLIANT = "noncompliant", _("against the rules of the card network")
    NOT_RECEIVED = "product_not_received", _("the goods did not arrive")
    NOT_AS_DESCRIBED = "product_unacceptable", _("the goods are not as described")
    SUBSCRIPTION_CANCELLED = "subscription_canceled", _("charged after cancelling")
    UNRECOGNISED = "unrecognized", _("the card holder does not recognise it")


class FraudType(TextChoices):
    """What the bank of the card suspects, in Stripe's words; others may come."""

    NEVER_RECEIVED = "card_never_received", _("the card never reached its holder")
    FRAUDULENT_APPLICATION = "fraudulent_card_application", _("the card was got by fraud")
    COUNTERFEIT = "made_with_counterfeit_card", _("paid with a forged card")
    LOST_CARD = "made_with_lost_card", _("paid with a lost card")
    STOLEN_CARD = "made_with_stolen_card", _("paid with a stolen card")
    MISC = "misc", pgettext_lazy("fraud", "other")
    UNAUTHORISED = "unauthorized_use_of_card", _("the card holder did not allow it")


class UnmatchedReason(TextChoices):
    """Why an object at Stripe has no place in our books."""

    NOT_OURS = "not_ours", _("names none of our payments")
    MISMATCH = "mismatch", _("is not what we asked for")
    PAID_TWICE = "paid_twice", _("a second charge for one payment")
    CANNOT_REBUILD = "cannot_rebuild", _("cannot be rebuilt yet")
