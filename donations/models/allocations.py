import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry, Fund

from .gifts import Donation


class Allocation(models.Model):
    """What of a gift belongs to a fund now. The allocations of a gift that has arrived sum to its
    amount; what is given back of it is shared over them. On PostgreSQL a trigger says the same."""

    donation = models.ForeignKey(
        Donation, on_delete=models.CASCADE, related_name="allocations", verbose_name=_("gift")
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("fund")
    )
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_is_positive"),
            models.UniqueConstraint(fields=["donation", "fund"], name="allocation_once_per_fund"),
        ]

    def __str__(self) -> str:
        return f"{self.fund}"


class Reallocation(AppendOnlyModel):
    """A gift, or a part of it, moved to another fund: when it was decided, why, and by whose wish.

    `consent` holds the donor's written words and where they are kept; without them nothing moves
    out of a restricted fund or into one. `entry` is what it did to the journal.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, related_name="reallocations", verbose_name=_("gift")
    )
    from_fund = models.ForeignKey(
        Fund,
        on_delete=models.PROTECT,
        related_name="reallocations_out",
        verbose_name=_("from fund"),
    )
    to_fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="reallocations_in", verbose_name=_("to fund")
    )
    amount = models.BigIntegerField(_("amount"))
    decided_on = models.DateField(_("decided on"))
    reason = models.TextField(_("reason"))
    consent = models.TextField(_("the donor’s written consent"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="reallocation"
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reallocation")
        verbose_name_plural = _("reallocations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="reallocation_is_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="reallocation_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(from_fund=F("to_fund")), name="reallocation_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_fund} → {self.to_fund}"

    @property
    def currency(self) -> str:
        return self.donation.currency
