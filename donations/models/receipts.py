import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from donations.enums import ReceiptKind, ReceiptStatus
from donations.tokens import receipt_token
from payments.enums import PaymentMethod
from payments.models import Payment


class ReceiptSeries(models.Model):
    """A run of receipt numbers without gaps: one per kind and calendar year, such as `R-2026`.

    A year is a closed range that an accountant can tick off, and nothing can be slipped into it
    later. `last_number` moves by one UPDATE inside the transaction that writes the receipt, so a
    number is given exactly when its receipt exists.
    """

    code = models.CharField(_("series"), max_length=20, primary_key=True)
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("receipt series")
        verbose_name_plural = _("receipt series")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def issued(self) -> Self:
        """Those that hold."""
        return self.filter(status=ReceiptStatus.ISSUED)

    def latest_of_payment(self) -> "Receipt | None":
        """Of one payment: the document whose place no other has taken, held or void."""
        return self.filter(superseded_by=None).order_by("pk").reverse().first()

    def voided_by_hand(self) -> Self:
        """Void because a person said so, with no document in their place until somebody asks."""
        return self.filter(
            status=ReceiptStatus.VOID, superseded_by=None, moves__moved_by__isnull=False
        )


class Receipt(models.Model):
    """The one document of a payment: a gift receipt, or the confirmation of a plain sale.

    `facts` hold all that the document says and are never changed; `pdf` is stored when it is
    first made from them. Nothing here follows a later change of settings, names or prices.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("payment")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReceiptKind.choices)
    series = models.ForeignKey(
        ReceiptSeries, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("series")
    )
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(
        _("status"), max_length=12, choices=ReceiptStatus.choices, default=ReceiptStatus.ISSUED
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"), db_index=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-issued_at", "-pk"]
        permissions = [
            ("void_receipt", _("Can void or replace a receipt")),
            ("resend_receipt", _("Can send a receipt again")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="receipt_number_is_unique"),
            models.UniqueConstraint(
                fields=["payment"],
                condition=models.Q(status=ReceiptStatus.ISSUED),
                name="receipt_one_issued_per_payment",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gt=0), name="receipt_number_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What is printed: `R-2026-000012`."""
        return f"{self.series_id}-{self.number:06d}"

    @property
    def is_issued(self) -> bool:
        return self.status == ReceiptStatus.ISSUED

    @property
    def is_gift_receipt(self) -> bool:
        return self.kind == ReceiptKind.RECEIPT

    @property
    def is_thanks(self) -> bool:
        return self.kind == ReceiptKind.THANKS

    @property
    def is_described(self) -> bool:
        """Of a thing: it says what was given, and no amount."""
        return self.facts.get("method") in PaymentMethod.DESCRIBED

    @property
    def address_lines(self) -> list[str]:
        """Where a letter goes; empty when nobody told us."""
        lines: list[str] = self.facts.get("remittance", {}).get("address", [])
        return lines

    @property
    def path(self) -> str:
        """The receipt's own page; its token cannot be guessed."""
        return reverse("donations:receipt", args=[receipt_token(self.uuid)])

    @property
    def pdf_path(self) -> str:
        return reverse("donations:receipt-pdf", args=[receipt_token(self.uuid)])

    @property
    def file_name(self) -> str:
        return f"{self.code}.pdf"

    @property
    def totals(self) -> dict[str, int]:
        """`paid`, `goods_value` and `deductible`, in minor units of `currency`."""
        totals: dict[str, int] = self.facts["totals"]
        return totals

    @property
    def paid(self) -> int:
        return self.totals["paid"]

    @property
    def goods_value(self) -> int:
        return self.totals["goods_value"]

    @property
    def deductible(self) -> int:
        return self.totals["deductible"]

    @property
    def currency(self) -> str:
        return str(self.facts["currency"])

    @property
    def supporter_name(self) -> str:
        return str(self.facts["supporter"]["name"])

    @property
    def supporter_email(self) -> str:
        return str(self.facts["supporter"]["email"])


class ReceiptMove(models.Model):
    """A document that stopped to hold: why, and who said so where a person did."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(_("before"), max_length=12, choices=ReceiptStatus.choices)
    after = models.CharField(_("after"), max_length=12, choices=ReceiptStatus.choices)
    reason = models.TextField(_("reason"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
