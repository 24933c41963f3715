"""What the groups that make the soap earn by it, and what they were paid: in their own money."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core.dates import date_format
from ledger.models.entries import AppendOnlyModel
from shop.enums import GroupPaymentMethod
from stories.models import WomensGroup

from .fields import AmountColumn
from .products import Variant

# The franc of West Africa, in which prices are agreed and paid. It has no smaller unit.
GROUP_CURRENCY = "XOF"


class EarnedColumn(AmountColumn):
    """Francs, typed and shown as francs."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"currency": GROUP_CURRENCY, **kwargs})


class BarPrice(AppendOnlyModel):
    """What a group earns by each bar of a size that is sold, from a day on until the next row says
    otherwise. Written once: what was promised for past sales stays."""

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="bar_prices", verbose_name=_("size")
    )
    valid_from = models.DateField(
        _("valid from"), help_text=_("For bars that are paid for from this day on.")
    )
    amount = EarnedColumn(
        _("for each bar, in F CFA"), help_text=_("What the group is owed once a bar is sold.")
    )
    agreed_with = models.CharField(
        _("agreed with"), max_length=200, help_text=_("Who agreed for the group, and when.")
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    panels = [
        FieldPanel("variant"),
        FieldPanel("valid_from"),
        FieldPanel("amount"),
        FieldPanel("agreed_with"),
    ]

    class Meta:
        verbose_name = _("price agreed with a group")
        verbose_name_plural = _("prices agreed with groups")
        ordering = ["variant", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="bar_price_is_positive",
                violation_error_message=_("A price is more than nothing."),
            ),
            models.UniqueConstraint(
                fields=["variant", "valid_from"],
                name="bar_price_once_a_day",
                violation_error_message=_("A price from this day on was agreed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant}, {date_format(self.valid_from)}"

    @property
    def currency(self) -> str:
        return GROUP_CURRENCY


class GroupPayment(AppendOnlyModel):
    """Money handed to a group for its soap. A mistake is taken back by a row of the same amount
    with a minus that `undoes` it; nothing is edited."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("women’s group"),
    )
    amount = EarnedColumn(_("amount"))
    paid_on = models.DateField(_("paid on"))
    method = models.CharField(_("how"), max_length=12, choices=GroupPaymentMethod.choices)
    received_by = models.CharField(
        _("received by"), max_length=200, help_text=_("Who took the money for the group.")
    )
    document = models.CharField(
        _("document"),
        max_length=200,
        blank=True,
        help_text=_("Where the proof is: the number of a receipt or of a transfer."),
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
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
        verbose_name = _("payment to a group")
        verbose_name_plural = _("payments to groups")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undoes=None, amount__gt=0)
                | Q(undoes__isnull=False, amount__lt=0) & ~Q(reason=""),
                name="group_payment_is_paid_or_taken_back",
            ),
            models.CheckConstraint(
                condition=~Q(received_by=""), name="group_payment_has_somebody_who_took_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {date_format(self.paid_on)}"

    @property
    def currency(self) -> str:
        return GROUP_CURRENCY
