import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from accounts.models import Supporter
from core.postal import town_lines
from payments.models import Payment
from shop.enums import OrderStatus

from .products import Variant


class OrderQuerySet(models.QuerySet["Order"]):
    def paid(self) -> Self:
        return self.filter(status__in=OrderStatus.PAID_STATES)

    def arrived(self) -> Self:
        """Orders whose money came in, also those given up later and refunded."""
        return self.filter(Q(status__in=OrderStatus.PAID_STATES) | Q(paid_at__isnull=False))

    def of_supporter(self, supporter: Supporter) -> Self:
        """What one supporter bought and paid for, the newest first, with its lines."""
        return self.arrived().filter(payment__supporter=supporter).prefetch_related("lines")


class Order(models.Model):
    """Soap that somebody ordered, as it was then: prices, names and address are copies.

    It points at its payment. A gift in the same basket is a Donation on the same payment.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="order", verbose_name=_("payment")
    )
    basket = models.UUIDField(db_index=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=OrderStatus.choices,
        default=OrderStatus.PENDING,
        db_index=True,
    )
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200)
    line1 = models.CharField(_("address"), max_length=200)
    line2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state or region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = CountryField(_("country"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10)
    shipping_zone = models.CharField(_("shipping zone"), max_length=60)
    weight_grams = models.PositiveIntegerField(_("weight in grams"))
    currency = models.CharField(_("currency"), max_length=3)
    goods_amount = models.BigIntegerField(_("goods"))
    shipping_amount = models.BigIntegerField(_("shipping"))
    gift_amount = models.BigIntegerField(_("gift"), default=0)
    total_amount = models.BigIntegerField(_("total"))
    source = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page it came from"),
    )
    tracking = models.CharField(_("tracking"), max_length=200, blank=True)
    is_rebuilt = models.BooleanField(
        _("rebuilt from Stripe"),
        default=False,
        help_text=_("A restored backup had lost it. Whether the parcel had left is not known."),
    )
    created_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_amount=F("goods_amount") + F("shipping_amount") + F("gift_amount")
                ),
                name="order_total_is_the_sum",
            ),
            models.CheckConstraint(
                condition=Q(goods_amount__gt=0, shipping_amount__gt=0, gift_amount__gte=0),
                name="order_amounts_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.uuid}"

    @property
    def public_status(self) -> str:
        """The status in words for its buyer, who need not know of our troubles."""
        if self.status in {OrderStatus.PAID, OrderStatus.NEEDS_ATTENTION}:
            return gettext("being packed")
        return str(OrderStatus(self.status).label)

    @property
    def country_name(self) -> str:
        return str(Country(str(self.country)).name)

    @property
    def address_lines(self) -> list[str]:
        """The address as an envelope shows it."""
        town = town_lines(
            city=self.city, region=self.region, postcode=self.postcode, country=str(self.country)
        )
        lines = [self.name, self.line1, self.line2, *town, self.country_name]
        return [text for text in lines if text]


class OrderLine(models.Model):
    """One soap of an order, as sold. `held` says how many of it still lie reserved on the shelf:
    a variant's `reserved` is always the sum of its lines' `held`. `refunded` says how many the
    buyer got the money back for; only the others are to be sent."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="order_lines")
    sku = models.CharField(_("SKU"), max_length=40)
    title = models.CharField(_("soap"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.BigIntegerField(_("price"))
    amount = models.BigIntegerField(_("amount"))
    fair_market_value = models.BigIntegerField(_("fair market value"))
    weight_grams = models.PositiveIntegerField(_("weight in grams"))
    held = models.PositiveIntegerField(_("held"), default=0)
    refunded = models.PositiveIntegerField(_("refunded"), default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount=F("unit_price") * F("quantity")),
                name="order_line_amount_is_price_times_quantity",
            ),
            models.CheckConstraint(
                condition=Q(held=0) | Q(held=F("quantity")), name="order_line_held_whole_or_not"
            ),
            models.CheckConstraint(
                condition=Q(refunded__lte=F("quantity")), name="order_line_refunded_at_most_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def to_send(self) -> int:
        """How many the buyer still gets."""
        return self.quantity - self.refunded


class OrderMove(models.Model):
    """One change of an order's status, and what caused it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=20, choices=OrderStatus.choices)
    after = models.CharField(_("after"), max_length=20, choices=OrderStatus.choices)
    cause = models.CharField(_("cause"), max_length=80)
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("order move")
        verbose_name_plural = _("order moves")
        ordering = ["pk"]
