import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from core.models import OrganisationSettings
from donations.enums import DonationStatus
from ledger.models import Fund
from payments.enums import LineKind
from payments.models import Payment, PaymentLine

if TYPE_CHECKING:
    from .campaigns import CampaignPage


class DonationQuerySet(models.QuerySet["Donation"]):
    def arrived(self) -> Self:
        """Gifts whose money came in, refunded later or not."""
        return self.filter(status__in=DonationStatus.ARRIVED)

    def with_fee_cover(self) -> Self:
        """Each with `fee_cover`, what its payer added for the card fee on a line of its own, and
        `given`, which is both together."""
        covers = PaymentLine.objects.filter(
            payment=models.OuterRef("payment"), kind=LineKind.FEE_COVER
        )
        sums = covers.order_by().values("payment").annotate(sum=models.Sum("amount"))
        # Not a sum over a join, which would give up the order of the gifts.
        added = Coalesce(models.Subquery(sums.values("sum")), 0)
        return self.annotate(fee_cover=added, given=models.F("amount") + added)

    def counting_for(self, campaign: "CampaignPage") -> Self:
        """Gifts that count for a campaign: they arrived on one of its days, by the links of its
        page in any language, in the organisation's currency, and something of them is left."""
        gifts = self.arrived().filter(
            source__translation_key=campaign.translation_key,
            received_on__gte=campaign.starts_on,
            currency=OrganisationSettings.load().currency,
            amount__gt=models.F("refunded"),
        )
        return gifts.filter(received_on__lte=campaign.ends_on) if campaign.ends_on else gifts


class Donation(models.Model):
    """A gift: who gives how much for what. It points at the payment that should bring the money.

    `received_on` is the day in the organisation's zone, resolved once when the money arrives: it
    decides the year of the gift for good. `refunded` is how much of it went back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        related_name="donations",
        verbose_name=_("payment"),
    )
    line = models.OneToOneField(PaymentLine, on_delete=models.PROTECT, related_name="donation")
    recurring = models.ForeignKey(
        "donations.RecurringGift",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gifts",
        verbose_name=_("monthly gift"),
    )
    matches = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matched_by",
        verbose_name=_("matches the gift"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=DonationStatus.choices, default=DonationStatus.PENDING
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="donations", verbose_name=_("fund")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="donations",
        verbose_name=_("supporter"),
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    source = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page it came from"),
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    refunded = models.BigIntegerField(_("refunded"), default=0)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="donation_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("amount")),
                name="donation_refunded_at_most_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(matches=models.F("id")), name="donation_matches_another"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=DonationStatus.ARRIVED)
                | models.Q(received_at__isnull=False, received_on__isnull=False),
                name="donation_received_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["supporter", "-received_on"], name="donation_of_supporter"),
            # All that a year's report reads.
            models.Index(
                fields=["received_on", "currency", "fund", "amount", "refunded"],
                name="donation_received",
                condition=models.Q(received_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def kept(self) -> int:
        """What is left of the gift."""
        return self.amount - self.refunded

    @property
    def has_arrived(self) -> bool:
        return self.status in DonationStatus.ARRIVED

    @property
    def tribute_named(self) -> str:
        """In whose honour or memory it is; "" for most."""
        return self.tribute.named if hasattr(self, "tribute") else ""


class SoftCredit(models.Model):
    """Somebody whom a gift of another is owed to: who recommended it, or whose own gift an employer
    matched. They are thanked and counted; the receipt is the giver's."""

    donation = models.ForeignKey(
        Donation, on_delete=models.CASCADE, related_name="soft_credits", verbose_name=_("gift")
    )
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        related_name="soft_credits",
        verbose_name=_("supporter"),
    )

    class Meta:
        verbose_name = _("soft credit")
        verbose_name_plural = _("soft credits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "supporter"], name="soft_credit_once_per_supporter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.supporter}"


class DonationMove(models.Model):
    """One change of a gift's status, and what caused it."""

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=20, choices=DonationStatus.choices)
    after = models.CharField(_("after"), max_length=20, choices=DonationStatus.choices)
    cause = models.CharField(_("cause"), max_length=80)
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
