import uuid
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import OrganisationSettings
from donations.enums import TransferStatus
from donations.reference_codes import make_code, show_code
from donations.splits import parts_in_words, read_shares
from donations.tokens import transfer_token
from ledger.models import Fund

from .tributes import WishFields, is_whole_wish


class TransferQuerySet(models.QuerySet["ExpectedTransfer"]):
    def expected(self) -> Self:
        return self.filter(status=TransferStatus.OPEN)


class ExpectedTransfer(WishFields):
    """A gift that somebody wants to send by bank transfer, known by the code they were asked to
    write on it. No money, until a clerk enters the transfer with that code."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("reference code"), max_length=6, unique=True, default=make_code)
    status = models.CharField(
        _("status"), max_length=10, choices=TransferStatus.choices, default=TransferStatus.OPEN
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    shares = models.CharField(_("shares"), max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    message = models.TextField(_("message"), blank=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("promised at"), auto_now_add=True)
    expected_by = models.DateField(_("expected by"))
    donation = models.OneToOneField(
        "donations.Donation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfer",
        verbose_name=_("gift"),
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("expected transfer")
        verbose_name_plural = _("expected transfers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="expected_transfer_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(status=TransferStatus.RECEIVED, donation__isnull=False)
                | ~models.Q(status=TransferStatus.RECEIVED) & models.Q(donation=None),
                name="expected_transfer_received_has_its_gift",
            ),
            models.CheckConstraint(
                condition=is_whole_wish(), name="expected_transfer_wish_is_whole"
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(status=TransferStatus.OPEN),
                name="expected_transfer_one_open_per_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return show_code(self.code)

    @property
    def parts(self) -> dict[Fund, int]:
        """Where it is split, how much of it goes to which fund; empty where it is not."""
        return self.parts_of(self.amount)

    def parts_of(self, amount: int) -> dict[Fund, int]:
        """The same of what came, should that be more or less."""
        return read_shares(self.shares, amount=amount, fund=self.fund) if self.shares else {}

    @property
    def funds_in_words(self) -> str:
        """What it is for, in the reader's language; where it is split, with each part."""
        return parts_in_words(self.parts, self.currency) or self.fund.local_name

    @property
    def is_open(self) -> bool:
        return self.status == TransferStatus.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.expected_by < OrganisationSettings.today()

    @property
    def path(self) -> str:
        """The page with the bank details; its token cannot be guessed."""
        return reverse("donations:transfer-details", args=[transfer_token(self.uuid)])
