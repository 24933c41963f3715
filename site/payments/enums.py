from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PaymentStatus(TextChoices):
    """One attempt to collect money.

    created → pending → succeeded | failed | expired; succeeded → partly_refunded → refunded.
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
    PaymentStatus.PARTLY_REFUNDED: frozenset({PaymentStatus.REFUNDED}),
    PaymentStatus.REFUNDED: frozenset(),
}


class LineKind(TextChoices):
    GOODS = "goods", _("goods")
    GIFT = "gift", _("gift")
    FEE_COVER = "fee_cover", _("fee cover")
    SHIPPING = "shipping", _("shipping")
    TAX = "tax", _("tax")


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
