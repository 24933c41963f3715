import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from core.dates import date_format
from core.postal import PostalAddress
from donations.enums import BatchStatus
from ledger.models import Fund
from payments.enums import PaymentMethod

from .tributes import WishFields

OFFLINE_CHOICES = [(method, PaymentMethod(method).label) for method in PaymentMethod.OFFLINE]


class GiftBatchQuerySet(models.QuerySet["GiftBatch"]):
    def with_totals(self) -> Self:
        """With `entered_count` and `entered_total` of the rows."""
        return self.annotate(
            entered_count=Count("rows"), entered_total=Coalesce(Sum("rows__amount"), 0)
        )


class GiftBatch(models.Model):
    """Gifts that came together without a card: a deposit of cheques, a day's transfers. Somebody
    counts them first; nothing is booked before the rows agree with that count and total."""

    method = models.CharField(
        _("kind"),
        max_length=20,
        choices=OFFLINE_CHOICES,
        default=PaymentMethod.CHEQUE,
        help_text=_("What most of them are; each row can differ."),
    )
    deposited_on = models.DateField(_("deposited on"))
    currency = models.CharField(_("currency"), max_length=3)
    expected_count = models.PositiveIntegerField(_("how many"))
    expected_total = models.BigIntegerField(_("control total"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=BatchStatus.choices, default=BatchStatus.OPEN
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("posted by"),
    )
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    letters_printed_at = models.DateTimeField(_("letters printed at"), null=True, blank=True)

    objects = GiftBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of gifts")
        verbose_name_plural = _("batches of gifts")
        ordering = ["-deposited_on", "-pk"]
        permissions = [("post_giftbatch", _("Can post a batch of gifts"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expected_count__gt=0, expected_total__gt=0),
                name="gift_batch_expects_something",
            ),
            models.CheckConstraint(
                condition=models.Q(status=BatchStatus.POSTED, posted_at__isnull=False)
                | models.Q(status=BatchStatus.OPEN, posted_at=None),
                name="gift_batch_posted_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self.get_method_display())} {date_format(self.deposited_on)}, #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == BatchStatus.OPEN


class BatchRow(PostalAddress, WishFields):
    """One gift as the clerk typed it: a draft while the batch is open, kept beside the gift that it
    became. Its uuid becomes that of the payment, so that nothing can be posted twice."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(GiftBatch, on_delete=models.CASCADE, related_name="rows")
    method = models.CharField(_("method"), max_length=20, choices=OFFLINE_CHOICES)
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    amount = models.BigIntegerField(_("amount"))
    received_on = models.DateField(_("received on"))
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    account_ending = models.CharField(_("account ends in"), max_length=6, blank=True)
    description = models.CharField(_("what was given"), max_length=200, blank=True)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    note = models.TextField(_("note"), blank=True)
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supporter"),
    )
    # The clerk looked at the suggestions: it is none of them.
    is_new_supporter = models.BooleanField(_("new supporter"), default=False)
    soft_credit = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("soft credit"),
    )
    matches = models.ForeignKey(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("matches the gift"),
    )
    transfer = models.ForeignKey(
        "donations.ExpectedTransfer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("expected transfer"),
    )
    instalment = models.ForeignKey(
        "donations.Instalment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instalment"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    donation = models.OneToOneField(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batch_row",
        verbose_name=_("gift"),
    )

    class Meta:
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of a batch")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="batch_row_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(supporter=None) | models.Q(is_new_supporter=False),
                name="batch_row_is_of_one_supporter",
            ),
            models.UniqueConstraint(
                fields=["batch", "transfer"],
                condition=models.Q(transfer__isnull=False),
                name="batch_row_one_per_transfer",
            ),
            models.UniqueConstraint(
                fields=["batch", "instalment"],
                condition=models.Q(instalment__isnull=False),
                name="batch_row_one_per_instalment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor_name}"

    @property
    def donor_name(self) -> str:
        """The legal donor: the organisation where it gives, else the person, where there is one."""
        if self.method in PaymentMethod.OF_ORGANISATIONS:
            return self.organisation
        return self.name or self.organisation

    @property
    def addressee(self) -> str:
        """Whose name the document carries: of a donor-advised fund the adviser is thanked."""
        if self.method == PaymentMethod.DONOR_ADVISED:
            return self.name or self.organisation
        return self.donor_name

    @property
    def is_described(self) -> bool:
        return self.method in PaymentMethod.DESCRIBED


class BatchRowPart(models.Model):
    """What of a row's gift goes to another fund than the row's; the rest goes to that one."""

    row = models.ForeignKey(BatchRow, on_delete=models.CASCADE, related_name="parts")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="batch_row_part_is_positive"
            ),
            models.UniqueConstraint(fields=["row", "fund"], name="batch_row_part_once_per_fund"),
        ]

    def __str__(self) -> str:
        return f"{self.fund}"
