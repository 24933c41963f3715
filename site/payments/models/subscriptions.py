import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from ledger.models import Fund
from payments.enums import BillingInterval, ChangeKind, ChangeStatus, SubscriptionStatus
from payments.models.payments import PaymentLine


class Subscription(models.Model):
    """A payment that renews, as Stripe last told us: everything below `fetched_at` is a copy.

    It begins with one line of a payment (`first_line`), which may hold other lines that are paid
    once. Each invoice that Stripe collects becomes a payment that points here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first_line = models.OneToOneField(
        PaymentLine, on_delete=models.PROTECT, related_name="subscription"
    )
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("supporter"),
    )
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    interval = models.CharField(_("how often"), max_length=10, choices=BillingInterval.choices)
    currency = models.CharField(_("currency"), max_length=3)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    stripe_subscription = models.CharField(max_length=100, unique=True, null=True, blank=True)
    stripe_customer = models.CharField(max_length=100, blank=True)
    # What Stripe calls the line by which the payer adds the fee; empty where nobody ever did.
    stripe_fee_product = models.CharField(max_length=100, blank=True)

    # When this was asked of Stripe: an answer that took longer than a later one changes nothing.
    fetched_at = models.DateTimeField(_("as of"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=30,
        choices=SubscriptionStatus.choices,
        default=SubscriptionStatus.STARTING,
    )
    amount = models.BigIntegerField(_("amount"))
    fee_cover = models.BigIntegerField(_("added for the card fee"), default=0)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    # How whoever knows what is subscribed to shares each payment; empty for all to the one fund.
    shares = models.CharField(_("shares"), max_length=300, blank=True)
    next_payment_at = models.DateTimeField(_("next payment"), null=True, blank=True)
    is_on_hold = models.BooleanField(_("on hold"), default=False)
    resumes_at = models.DateTimeField(_("resumes at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("will end at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=40, blank=True)
    card_brand = models.CharField(_("card"), max_length=30, blank=True)
    card_last4 = models.CharField(_("card ends with"), max_length=4, blank=True)
    card_expires_on = models.DateField(_("card expires"), null=True, blank=True)
    # The invoice that could not be collected, while that is so.
    failing_invoice = models.CharField(max_length=100, blank=True)
    failing_amount = models.BigIntegerField(_("open amount"), null=True, blank=True)
    failing_page = models.URLField(max_length=500, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    needs_confirmation = models.BooleanField(_("bank asks"), default=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="subscription_amount_positive"),
            models.CheckConstraint(
                condition=Q(fee_cover__gte=0), name="subscription_fee_cover_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=SubscriptionStatus.CANCELED) | Q(ended_at__isnull=False),
                name="subscription_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def total(self) -> int:
        """What is charged each time: the amount, and what its payer adds for the fee."""
        return self.amount + self.fee_cover

    @property
    def is_running(self) -> bool:
        return self.status in SubscriptionStatus.RUNNING

    @property
    def is_failing(self) -> bool:
        return self.status in SubscriptionStatus.FAILING

    @property
    def is_paused(self) -> bool:
        return self.is_running and (self.is_on_hold or self.status == SubscriptionStatus.PAUSED)

    @property
    def is_ended(self) -> bool:
        return self.status in SubscriptionStatus.ENDED


class SubscriptionMove(models.Model):
    """One change of what Stripe says, and what made us ask."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=30, choices=SubscriptionStatus.choices)
    after = models.CharField(_("after"), max_length=30, choices=SubscriptionStatus.choices)
    cause = models.CharField(_("cause"), max_length=80)
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class ChangeQuerySet(models.QuerySet["SubscriptionChange"]):
    def asked(self) -> Self:
        return self.filter(status=ChangeStatus.ASKED)


class SubscriptionChange(models.Model):
    """Something asked of a subscription, written before Stripe hears of it. Its uuid makes the
    idempotency key, so that asking again after a crash asks the same."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("what"), max_length=10, choices=ChangeKind.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=ChangeStatus.choices, default=ChangeStatus.ASKED
    )
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    fee_cover = models.BigIntegerField(_("added for the card fee"), default=0)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    moment = models.DateTimeField(_("date"), null=True, blank=True)
    by_staff = models.CharField(_("asked by staff"), max_length=254, blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=80, blank=True)
    # Counts on when Stripe answered with an error, which it repeats for a key for a day.
    stripe_try = models.PositiveSmallIntegerField(default=1)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a subscription")
        verbose_name_plural = _("changes of subscriptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.AMOUNT) | Q(amount__gt=0),
                name="subscription_change_has_its_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.FUND) | Q(fund__isnull=False),
                name="subscription_change_has_its_fund",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[ChangeKind.DAY, ChangeKind.PAUSE]) | Q(moment__isnull=False),
                name="subscription_change_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def key(self) -> str:
        """The idempotency key of the call to Stripe."""
        again = "" if self.stripe_try == 1 else f"-{self.stripe_try}"
        return f"change-{self.uuid}{again}"
