import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from ledger.enums import MovementKind

from .entries import AppendOnlyModel, Entry
from .funds import Fund


class FundMovement(AppendOnlyModel):
    """What somebody recorded about a fund: money spent, released from its restriction, set aside
    in another fund, or there from the beginning. `entry` is what it did to the journal.

    Nothing is edited. A mistake is undone by a movement that `undoes` it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind.choices)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="movements", verbose_name=_("fund")
    )
    to_fund = models.ForeignKey(
        Fund,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="movements_in",
        verbose_name=_("to fund"),
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    happened_on = models.DateField(_("date"))
    reason = models.TextField(_("reason"))
    document = models.CharField(_("document"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="movement")
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("movement of a fund")
        verbose_name_plural = _("movements of funds")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="movement_amount_is_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="movement_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=MovementKind.TO_ANOTHER, to_fund__isnull=False)
                & ~Q(to_fund=F("fund"))
                | ~Q(kind__in=MovementKind.TO_ANOTHER) & Q(to_fund=None),
                name="movement_leads_to_another_fund",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {date_format(self.happened_on)}"
