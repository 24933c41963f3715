from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledger.models import Fund
from payments.enums import PayoutCategory, PayoutStatus

from .disputes import Dispute
from .payments import Payment
from .refunds import Refund


class PayoutQuerySet(models.QuerySet["Payout"]):
    def unexplained(self) -> Self:
        """Those with something in them that nothing of ours explains, not set aside yet."""
        return self.filter(
            status__in=PayoutStatus.LIVE, has_unexplained=True, set_aside_at__isnull=True
        )


class Payout(models.Model):
    """Money that Stripe sends to the bank, and of what it consists. All is Stripe's to say: the row
    is written and moved by `settle_payout` alone.

    The lines sum to the amount. `unexplained` is the sum of those that are about nothing of ours;
    it may be zero while `has_unexplained` is not, when two of them cancel out. Setting the payout
    aside says that somebody knows; it ends as soon as a line changes.
    """

    stripe_payout = models.CharField(_("number at Stripe"), max_length=100, unique=True)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=10, choices=PayoutStatus.choices)
    is_automatic = models.BooleanField(_("by Stripe's timetable"))
    is_reconciled = models.BooleanField(_("Stripe has said what it consists of"), default=False)
    made_at = models.DateTimeField(_("made"))
    arrives_on = models.DateField(_("at the bank on"))
    failure = models.CharField(_("why it failed"), max_length=100, blank=True)
    unexplained = models.BigIntegerField(_("not explained"), default=0)
    has_unexplained = models.BooleanField(_("something is not explained"), default=False)
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )
    created_at = models.DateTimeField(_("heard of"), auto_now_add=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-arrives_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(has_unexplained=True) | Q(unexplained=0),
                name="payout_difference_has_a_line",
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_payout

    @property
    def key(self) -> str:
        """The name of its entry in the journal; corrections add a number to it."""
        return f"payout:{self.stripe_payout}"


class PayoutLine(models.Model):
    """What one balance transaction at Stripe brought or took, of one category and one fund, in the
    payout's currency. A fact derived from our records, written anew when we know more."""

    payout = models.ForeignKey(Payout, on_delete=models.CASCADE, related_name="lines")
    stripe_transaction = models.CharField(_("transaction"), max_length=100, blank=True)
    category = models.CharField(_("category"), max_length=12, choices=PayoutCategory.choices)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    amount = models.BigIntegerField(_("amount"))
    occurred_at = models.DateTimeField(_("when"))
    note = models.CharField(_("what Stripe says"), max_length=200, blank=True)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payout_lines",
        verbose_name=_("payment"),
    )
    refund = models.ForeignKey(
        Refund,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payout_lines",
        verbose_name=_("refund"),
    )
    dispute = models.ForeignKey(
        Dispute,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payout_lines",
        verbose_name=_("dispute"),
    )
    returned = models.ForeignKey(
        Payout,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payout that came back"),
    )

    class Meta:
        verbose_name = _("payout line")
        verbose_name_plural = _("payout lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="payout_line_amount_is_not_zero"),
            models.CheckConstraint(
                condition=Q(returned=None) | ~Q(returned=F("payout")),
                name="payout_line_returns_another_payout",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.amount}"

    @property
    def payment_number(self) -> str:
        return str(self.payment.uuid) if self.payment else ""


class PayoutMove(models.Model):
    """One change of a payout's status, and what told us."""

    payout = models.ForeignKey(Payout, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=10, choices=PayoutStatus.choices, blank=True)
    after = models.CharField(max_length=10, choices=PayoutStatus.choices)
    cause = models.CharField(max_length=80)
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
