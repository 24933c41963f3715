import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from donations.enums import ReceiptStatus, RunStatus
from donations.tokens import statement_token


class GivingStatementQuerySet(models.QuerySet["GivingStatement"]):
    def issued(self) -> Self:
        return self.filter(status=ReceiptStatus.ISSUED)

    def to_post(self) -> Self:
        """Those that no mail carries."""
        return self.issued().filter(email="")


class GivingStatement(models.Model):
    """What one supporter gave in one year of the organisation, taken from the receipts that hold.

    Frozen as receipts are: `facts` say all of it, `pdf` is stored when it is first made. When a
    receipt of that year is replaced later, a corrected statement takes this one's place.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.PROTECT,
        related_name="giving_statements",
        verbose_name=_("supporter"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"), max_length=12, choices=ReceiptStatus.choices, default=ReceiptStatus.ISSUED
    )
    email = models.EmailField(_("e-mail"), blank=True)
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)

    objects = GivingStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("year-end statement")
        verbose_name_plural = _("year-end statements")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "year", "version"], name="giving_statement_version_is_unique"
            ),
            models.UniqueConstraint(
                fields=["supporter", "year"],
                condition=models.Q(status=ReceiptStatus.ISSUED),
                name="giving_statement_one_issued_per_year",
            ),
        ]
        indexes = [models.Index(fields=["year", "status"], name="giving_statement_of_year")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """`Y-2026-000012`, and `Y-2026-000012-2` once it was corrected."""
        later = f"-{self.version}" if self.version > 1 else ""
        return f"Y-{self.year}-{self.supporter_id:06d}{later}"

    @property
    def is_issued(self) -> bool:
        return self.status == ReceiptStatus.ISSUED

    @property
    def path(self) -> str:
        return reverse("donations:statement", args=[statement_token(self.uuid)])

    @property
    def pdf_path(self) -> str:
        return reverse("donations:statement-pdf", args=[statement_token(self.uuid)])

    @property
    def file_name(self) -> str:
        return f"{self.code}.pdf"

    @property
    def supporter_name(self) -> str:
        return str(self.facts["supporter"]["name"])

    @property
    def totals(self) -> list[dict[str, object]]:
        """One for each currency: `paid`, `goods_value` and `deductible`, after refunds."""
        totals: list[dict[str, object]] = self.facts["totals"]
        return totals


class StatementRun(models.Model):
    """The statements of a whole year, issued one supporter after another. `reached` is the last
    supporter who is done, so that a run goes on where a worker died."""

    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("status"), max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING
    )
    total = models.PositiveIntegerField(_("supporters"))
    done = models.PositiveIntegerField(_("done"), default=0)
    issued = models.PositiveIntegerField(_("new statements"), default=0)
    reached = models.BigIntegerField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("started by"),
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    moved_at = models.DateTimeField(_("last step"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("statements of a year")
        verbose_name_plural = _("statements of years")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(status=RunStatus.RUNNING),
                name="statement_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status=RunStatus.RUNNING, finished_at=None)
                | models.Q(status=RunStatus.FINISHED, finished_at__isnull=False),
                name="statement_run_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def is_running(self) -> bool:
        return self.status == RunStatus.RUNNING
