from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.enums import ExportProgram, ExportTerm

from .accounts import Account
from .funds import Fund


class ExportName(models.Model):
    """What an accounting program calls one of our accounts or funds, or another word of its own.
    Exactly one of the three is named. What has no row here is exported under our name."""

    program = models.CharField(_("program"), max_length=10, choices=ExportProgram.choices)
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="export_names"
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.CASCADE, null=True, blank=True, related_name="export_names"
    )
    term = models.CharField(max_length=12, choices=ExportTerm.choices, blank=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("name for export")
        verbose_name_plural = _("names for export")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, fund=None, term="")
                | Q(account=None, fund__isnull=False, term="")
                | Q(account=None, fund=None) & ~Q(term=""),
                name="export_name_is_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="export_name_is_not_empty"),
            models.UniqueConstraint(
                fields=["program", "account"],
                condition=Q(account__isnull=False),
                name="export_name_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["program", "fund"],
                condition=Q(fund__isnull=False),
                name="export_name_once_per_fund",
            ),
            models.UniqueConstraint(
                fields=["program", "term"],
                condition=~Q(term=""),
                name="export_name_once_per_term",
            ),
        ]

    def __str__(self) -> str:
        return self.name
