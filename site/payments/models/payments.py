import uuid
from functools import cached_property
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from ledger.models import Fund
from payments.enums import LineKind, PaymentMethod, PaymentStatus, RefundStatus
from payments.tokens import thanks_token


class PaymentQuerySet(models.QuerySet["Payment"]):
    def open(self) -> Self:
        return self.filter(status__in=PaymentStatus.OPEN)

    def paid(self) -> Self:
        return self.filter(status__in=PaymentStatus.PAID)

    def through_stripe(self) -> Self:
        return self.filter(method=PaymentMethod.CARD)

    def with_waiting_refunds(self) -> Self:
        """Those of which a refund was asked for, or is on its way, and has not arrived."""
        waiting = [RefundStatus.CREATED, RefundStatus.PENDING]
        return self.filter(refunds__status__in=waiting).distinct()

    def at_stripe(self, *ids: str) -> Self:
        """Those whose payment intent or charge is one of these."""
        return self.filter(
            models.Q(stripe_payment_intent__in=ids) | models.Q(stripe_charge__in=ids)
        )


class Payment(models.Model):
    """One attempt to collect money: written before Stripe hears of it, settled from what Stripe
    says; or money that came another way (`method`), written when it is here. An Order and a
    Donation point here, never the reverse.

    `amount` is the sum of the lines, in minor units of `currency`. `fingerprint` names what is
    being paid by whom: while a payment is open a second one with the same fingerprint cannot be,
    so a double click finds the first.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.CREATED
    )
    method = models.CharField(
        _("method"), max_length=20, choices=PaymentMethod.choices, default=PaymentMethod.CARD
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("supporter"),
    )
    # Who ticked the box hears of new stories once the money is there.
    wants_news = models.BooleanField(_("wants news of stories"), default=False)
    fingerprint = models.CharField(max_length=64)
    cancel_path = models.CharField(max_length=200, default="/")
    stripe_session = models.CharField(max_length=100, unique=True, null=True, blank=True)
    stripe_payment_intent = models.CharField(max_length=100, unique=True, null=True, blank=True)
    stripe_charge = models.CharField(max_length=100, unique=True, null=True, blank=True)
    # One payment for each invoice of a subscription, the first one included.
    stripe_invoice = models.CharField(max_length=100, unique=True, null=True, blank=True)
    subscription = models.ForeignKey(
        "payments.Subscription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("subscription"),
    )
    session_url = models.TextField(blank=True)
    session_try = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField(_("open until"))
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    succeeded_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    # What Stripe made of it, known a little later: the sum and its fee, in our account's currency.
    settled_amount = models.BigIntegerField(_("settled amount"), null=True, blank=True)
    settled_currency = models.CharField(_("settled in"), max_length=3, blank=True)
    fee = models.BigIntegerField(_("fee"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="payment_amount_is_positive"
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(status__in=PaymentStatus.OPEN),
                name="payment_one_open_per_fingerprint",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=PaymentStatus.PAID)
                | models.Q(succeeded_at__isnull=False),
                name="payment_paid_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(fee=None, settled_amount=None, settled_currency="")
                | models.Q(fee__isnull=False, settled_amount__isnull=False)
                & ~models.Q(settled_currency=""),
                name="payment_fee_has_its_settled_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(method=PaymentMethod.CARD)
                | models.Q(
                    stripe_session=None,
                    stripe_payment_intent=None,
                    stripe_charge=None,
                    stripe_invoice=None,
                    subscription=None,
                    fee=None,
                ),
                name="payment_offline_is_unknown_to_stripe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_open(self) -> bool:
        return self.status in PaymentStatus.OPEN

    @property
    def is_paid(self) -> bool:
        return self.status in PaymentStatus.PAID

    @property
    def is_through_stripe(self) -> bool:
        return self.method == PaymentMethod.CARD

    @property
    def is_described(self) -> bool:
        """A thing, whose value is for the books alone: whoever gave it reads what it was."""
        return self.method in PaymentMethod.DESCRIBED

    @property
    def is_refundable(self) -> bool:
        """Whether it is here and not all given back, and known to Stripe if it came through it."""
        return (
            self.is_paid
            and self.status != PaymentStatus.REFUNDED
            and (not self.is_through_stripe or bool(self.stripe_payment_intent))
        )

    def status_after_refunds(self, given_back: int) -> PaymentStatus:
        """What a paid payment is when so much of it was given back."""
        if given_back == self.amount:
            return PaymentStatus.REFUNDED
        return PaymentStatus.PARTLY_REFUNDED if given_back else PaymentStatus.SUCCEEDED

    @property
    def is_renewal(self) -> bool:
        """Collected by Stripe on an invoice; nobody was on a payment page."""
        return self.stripe_invoice is not None and self.stripe_session is None

    @cached_property
    def booked_lines(self) -> list["PaymentLine"]:
        """Its lines with their funds. They are written with it and never change, so that all who
        book something of it read them once."""
        return list(self.lines.select_related("fund"))

    @property
    def thanks_path(self) -> str:
        """The page the payer comes back to; its token cannot be guessed."""
        return reverse("payments:thanks", args=[thanks_token(self.uuid)])


class PaymentLine(models.Model):
    """One thing paid for. `amount` and `fair_market_value` are totals of the line in minor units
    of the payment's currency; what lies above the fair market value is a gift."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices)
    description = models.CharField(_("description"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    amount = models.BigIntegerField(_("amount"))
    fair_market_value = models.BigIntegerField(_("fair market value"), default=0)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("payment line")
        verbose_name_plural = _("payment lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, quantity__gt=0, fair_market_value__gte=0),
                name="payment_line_is_positive",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=LineKind.GIFTS)
                | models.Q(quantity=1, fair_market_value=0),
                name="payment_line_gift_is_one_and_buys_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def deductible(self) -> int:
        """What of this line is a gift: the part above the fair market value."""
        return max(0, self.amount - self.fair_market_value)


class PaymentMove(models.Model):
    """One change of a payment's status, and what caused it ("webhook", "return", "reconcile")."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=PaymentStatus.choices)
    after = models.CharField(max_length=20, choices=PaymentStatus.choices)
    cause = models.CharField(max_length=80)
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
