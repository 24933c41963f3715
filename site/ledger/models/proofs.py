from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.dates import date_format


class Proof(models.Model):
    """One time that the books were proved: what each check found, nothing when they are right."""

    proved_at = models.DateTimeField(_("proved"), auto_now_add=True)
    problem_count = models.PositiveIntegerField(_("findings"))
    problems = models.JSONField(_("what was found"), default=dict)

    class Meta:
        verbose_name = _("proof of the books")
        verbose_name_plural = _("proofs of the books")
        ordering = ["-proved_at", "-pk"]

    def __str__(self) -> str:
        return date_format(localtime(self.proved_at), "DATETIME_FORMAT")

    @property
    def sentences(self) -> list[str]:
        """All findings, each after the name of its check."""
        return [
            f"{check}: {problem}"
            for check, problems in self.problems.items()
            for problem in problems
        ]
