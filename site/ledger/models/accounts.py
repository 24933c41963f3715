from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountCode, AccountKind


class Account(models.Model):
    """One row of the chart of accounts; the rows come from `AccountCode` by migration."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind.choices)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["code"]

    def __str__(self) -> str:
        """In the reader's language; an account that the code does not know keeps its own name."""
        known = self.code in AccountCode.values
        return f"{self.code} {AccountCode(self.code).label if known else self.name}"
