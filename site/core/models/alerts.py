from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Severity


class Alert(models.Model):
    """One time that a condition needed attention: raised once, cleared once. `condition` is the
    name it is registered under."""

    condition = models.CharField(_("condition"), max_length=60)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    text = models.TextField(_("what was wrong"))
    raised_at = models.DateTimeField(_("raised"))
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition"],
                condition=models.Q(cleared_at__isnull=True),
                name="alert_one_open_per_condition",
            ),
        ]

    def __str__(self) -> str:
        return self.condition
