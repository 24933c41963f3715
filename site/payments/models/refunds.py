import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.enums import PaymentMethod, RefundReason, RefundStatus

from .payments import Payment, PaymentLine


class RefundQuerySet(models.QuerySet["Refund"]):
    def succeeded(self) -> Self:
        return self.filter(status=RefundStatus.SUCCEEDED)

    def unresolved(self) -> Self:
        """Those that came to nothing, and nobody has yet said that the payer got the money another
        way or does without."""
        return self.filter(
            status__in=[RefundStatus.FAILED, RefundStatus.CANCELLED], dealt_with_at__isnull=True
        )


class Refund(models.Model):
    """Money given back for lines of one payment: written before Stripe hears of it, settled from
    what Stripe says; or, of a payment that came another way, by the `method` that staff paid it
    back with.

    A refund that somebody made in Stripe's own dashboard has nobody in `requested_by`; when it did
    not name its lines and was not for all that was left, `is_split_by_rule` says that we shared it
    over the lines (see `payments.services.refund_lines`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RefundStatus.choices, default=RefundStatus.CREATED
    )
    method = models.CharField(
        _("method"), max_length=20, choices=PaymentMethod.choices, default=PaymentMethod.CARD
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=12, choices=RefundReason.choices)
    note = models.TextField(_("note"), blank=True)
    restock = models.BooleanField(_("goods back on the shelf"), default=False)
    is_split_by_rule = models.BooleanField(_("shared over the lines by rule"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    stripe_refund = models.CharField(max_length=100, unique=True, null=True, blank=True)
    stripe_try = models.PositiveSmallIntegerField(default=1)
    failure = models.CharField(_("what Stripe said"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("refunded at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    dealt_with_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="refund_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RefundStatus.SUCCEEDED)
                | models.Q(settled_at__isnull=False)
                & (models.Q(stripe_refund__isnull=False) | ~models.Q(method=PaymentMethod.CARD)),
                name="refund_succeeded_is_known_to_stripe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_live(self) -> bool:
        return self.status in RefundStatus.LIVE

    @property
    def is_unresolved(self) -> bool:
        return not self.is_live and self.dealt_with_at is None


class RefundLine(models.Model):
    """What of one paid line is given back. `quantity` counts goods that are no longer bought;
    it is 0 when only money is given back. `deductible` is the part that had been a gift."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="refund_lines")
    amount = models.BigIntegerField(_("amount"))
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    deductible = models.BigIntegerField(_("gift in it"), default=0)

    class Meta:
        verbose_name = _("refund line")
        verbose_name_plural = _("refund lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(
                condition=models.Q(
                    amount__gt=0, deductible__gte=0, deductible__lte=models.F("amount")
                ),
                name="refund_line_amounts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class RefundMove(models.Model):
    """One change of a refund's status, and what caused it."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=10, choices=RefundStatus.choices)
    after = models.CharField(max_length=10, choices=RefundStatus.choices)
    cause = models.CharField(max_length=80)
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
