from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of one of the timer's jobs. `claimed_at` is set while it runs, so that two
    timers never do the same job at once."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last succeeded"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("timer’s job")
        verbose_name_plural = _("timer’s jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
