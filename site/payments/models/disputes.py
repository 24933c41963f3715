from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import OrganisationSettings
from ledger.models import Entry
from payments.enums import DisputeReason, DisputeStatus, FraudType

from .payments import Payment, PaymentLine


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def to_answer(self) -> Self:
        """Those that wait for our answer, the most pressing first."""
        return self.filter(status__in=DisputeStatus.TO_ANSWER).order_by("due_by", "pk")


class Dispute(models.Model):
    """A payment that a card holder's bank takes back, or asks about first: what Stripe says of it.

    `amount` is what is disputed. What it moved on our balance is in `settled_currency`: `withdrawn`
    and `reinstated`, and the `fee`, which Stripe keeps even when the dispute is won. While the
    dispute is open the money lies in an account of its own; `closing_entry` has taken it out.
    `revision` counts what was written here, so that an answer of Stripe's that has become old
    meanwhile is asked for again.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("payment")
    )
    stripe_dispute = models.CharField(_("number at Stripe"), max_length=100, unique=True)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=60, choices=DisputeReason.choices)
    status = models.CharField(_("status"), max_length=30, choices=DisputeStatus.choices)
    opened_at = models.DateTimeField(_("opened"))
    due_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    has_evidence = models.BooleanField(_("evidence is at Stripe"), default=False)
    times_submitted = models.PositiveSmallIntegerField(_("times answered"), default=0)
    is_past_due = models.BooleanField(_("answered too late"), default=False)
    settled_currency = models.CharField(max_length=3, blank=True)
    withdrawn = models.BigIntegerField(_("withdrawn"), default=0)
    reinstated = models.BigIntegerField(_("given back to us"), default=0)
    fee = models.BigIntegerField(_("dispute fee"), default=0)
    funds_withdrawn_at = models.DateTimeField(_("money withdrawn"), null=True, blank=True)
    funds_reinstated_at = models.DateTimeField(_("money given back"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closing_entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by the entry"),
    )
    closings = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("heard of"), auto_now_add=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(withdrawn=0, reinstated=0, fee=0) | ~Q(settled_currency=""),
                name="dispute_money_has_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_dispute

    @property
    def held(self) -> int:
        """What the bank has of ours, in minor units of `settled_currency`."""
        return self.withdrawn - self.reinstated

    @property
    def due_on(self) -> date | None:
        """The last day to answer, in the organisation's zone."""
        return self.due_by and OrganisationSettings.load().day_of(self.due_by)

    @property
    def needs_answer(self) -> bool:
        return self.status in DisputeStatus.TO_ANSWER

    @property
    def is_closed(self) -> bool:
        return self.status in DisputeStatus.CLOSED


class DisputeLine(models.Model):
    """What a dispute takes of one line of its payment, fixed when we first hear of it. `deductible`
    is the part that had been a gift, `lost` how much the payer has got back for good."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="dispute_lines")
    amount = models.BigIntegerField(_("amount"))
    deductible = models.BigIntegerField(_("gift in it"), default=0)
    lost = models.BigIntegerField(_("lost"), default=0)

    class Meta:
        verbose_name = _("dispute line")
        verbose_name_plural = _("dispute lines")
        ordering = ["line_id"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "line"], name="dispute_line_once"),
            models.CheckConstraint(
                condition=Q(
                    amount__gt=0,
                    deductible__gte=0,
                    deductible__lte=F("amount"),
                    lost__gte=0,
                    lost__lte=F("amount"),
                ),
                name="dispute_line_amounts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}"

    @property
    def lost_deductible(self) -> int:
        """How much of what is lost had been a gift."""
        return self.deductible * self.lost // self.amount


class DisputeMove(models.Model):
    """One change of a dispute's status, and what told us."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=30, choices=DisputeStatus.choices, blank=True)
    after = models.CharField(_("after"), max_length=30, choices=DisputeStatus.choices)
    cause = models.CharField(_("cause"), max_length=80)
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class FraudWarningQuerySet(models.QuerySet["FraudWarning"]):
    def to_decide(self) -> Self:
        """Those about which somebody has to decide: give the money back, or leave it."""
        return self.filter(is_actionable=True, left_at__isnull=True).order_by("warned_at", "pk")


class FraudWarning(models.Model):
    """The bank of a card suspects a payment that nobody has disputed yet.

    Refunding it now spares the dispute and its fee. Actionable until it is refunded or disputed;
    `left_at` says that somebody decided to leave the payment as it is.
    """

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="fraud_warnings", verbose_name=_("payment")
    )
    stripe_warning = models.CharField(_("number at Stripe"), max_length=100, unique=True)
    fraud_type = models.CharField(_("suspicion"), max_length=60, choices=FraudType.choices)
    is_actionable = models.BooleanField(_("can be acted on"))
    warned_at = models.DateTimeField(_("warned"))
    left_at = models.DateTimeField(_("left as it is"), null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("heard of"), auto_now_add=True)

    objects = FraudWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("fraud warning")
        verbose_name_plural = _("fraud warnings")
        ordering = ["-warned_at", "-pk"]

    def __str__(self) -> str:
        return self.stripe_warning

    @property
    def is_to_decide(self) -> bool:
        return self.is_actionable and self.left_at is None

    @property
    def state(self) -> str:
        if self.left_at:
            return gettext("left as it is")
        return (
            gettext("decide what to do") if self.is_actionable else gettext("refunded or disputed")
        )
