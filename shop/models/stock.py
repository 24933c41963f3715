from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models.entries import AppendOnlyModel
from shop.enums import MovementKind

from .products import Variant


class StockMovement(AppendOnlyModel):
    """One change of the number on the shelf. A variant's movements sum to its `on_hand`."""

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="movements", verbose_name=_("size")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind.choices)
    quantity = models.IntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    order_line = models.ForeignKey(
        "shop.OrderLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="movements",
        verbose_name=_("order line"),
    )
    refund_line = models.ForeignKey(
        "payments.RefundLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="movements",
        verbose_name=_("refund line"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(quantity=0), name="stock_movement_moves_something"
            ),
            # The parcel of a line leaves the shelf once, however often its payment is settled.
            models.UniqueConstraint(
                fields=["order_line"],
                condition=models.Q(kind=MovementKind.SOLD),
                name="stock_movement_line_is_sold_once",
            ),
            models.UniqueConstraint(
                fields=["refund_line"], name="stock_movement_refund_returns_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} {self.quantity:+d}"
