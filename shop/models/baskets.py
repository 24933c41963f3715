import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donations.enums import Interval
from donations.models.tributes import WishFields, is_whole_wish
from donations.splits import read_shares
from ledger.models import Fund
from payments.models import Payment

from .products import Variant


class Basket(WishFields):
    """What somebody means to buy and give, and in whose honour or memory, before there is an order.

    `source` is the story, group or campaign whose link led to the soap put in last.
    `version` counts the changes; `ordered_version` is the one that `payment` was opened for. Once
    that payment is paid the basket is spent: it reads as empty, and the next thing put in starts a
    new one. Nothing has to be cleared, so a crash cannot leave it half cleared.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    gift_amount = models.BigIntegerField(null=True, blank=True)
    gift_fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    gift_shares = models.CharField(max_length=300, blank=True)  # as `donations.splits` writes them
    gift_interval = models.CharField(max_length=10, choices=Interval.choices, default=Interval.ONCE)
    gift_covers_fee = models.BooleanField(default=False)
    gift_is_anonymous = models.BooleanField(default=False)
    gift_message = models.TextField(blank=True)
    source = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="baskets"
    )
    ordered_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        constraints = [
            models.CheckConstraint(
                condition=Q(gift_amount__isnull=True, gift_fund__isnull=True)
                | Q(gift_amount__gt=0, gift_fund__isnull=False),
                name="basket_gift_has_amount_and_fund",
            ),
            models.CheckConstraint(
                condition=Q(gift_shares="") | Q(gift_amount__isnull=False),
                name="basket_shares_are_of_a_gift",
            ),
            models.CheckConstraint(condition=is_whole_wish(), name="basket_wish_is_whole"),
            models.CheckConstraint(
                condition=Q(tribute="") | Q(gift_amount__isnull=False, gift_interval=Interval.ONCE),
                name="basket_tribute_is_of_a_gift_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def gift_parts(self) -> dict[Fund, int]:
        """Where the gift is split, how much of it goes to which fund; empty where it is not."""
        if not self.gift_shares or not self.gift_amount or self.gift_fund is None:
            return {}
        return read_shares(self.gift_shares, amount=self.gift_amount, fund=self.gift_fund)

    @property
    def is_new(self) -> bool:
        """Not saved yet: nothing was ever put in."""
        return self._state.adding

    @property
    def is_spent(self) -> bool:
        """Its contents are paid for."""
        return (
            self.payment is not None
            and self.payment.is_paid
            and self.ordered_version == self.version
        )


class BasketLine(models.Model):
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "variant"], name="basket_line_one_per_variant"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="basket_line_quantity_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"
