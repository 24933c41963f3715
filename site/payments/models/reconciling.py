from typing import Self

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from payments.enums import UnmatchedReason


class ReconcileRun(models.Model):
    """One comparison with Stripe: what was looked at, what was mended and what could not be.

    `events_until` is the cursor: Stripe's events up to then were compared. A run that has no end
    died on the way, one with an `error` was given up; the next one begins where the last whole one
    ended.
    """

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    since = models.DateTimeField(_("looked back to"))
    events_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.JSONField(_("looked at"), default=dict)
    healed = models.JSONField(_("healed"), default=list)
    rebuilt = models.JSONField(_("rebuilt"), default=list)
    failed = models.JSONField(_("could not be healed"), default=dict)
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("comparison with Stripe")
        verbose_name_plural = _("comparisons with Stripe")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return date_format(localtime(self.started_at), "DATETIME_FORMAT")

    @property
    def counts(self) -> str:
        """What was looked at, such as "sessions 12, charges 9"."""
        return ", ".join(f"{name} {count}" for name, count in self.looked_at.items())

    @property
    def healed_count(self) -> int:
        return len(self.healed)

    @property
    def rebuilt_count(self) -> int:
        return len(self.rebuilt)

    @property
    def failed_count(self) -> int:
        return len(self.failed)


class UnmatchedObjectQuerySet(models.QuerySet["UnmatchedObject"]):
    def open(self) -> Self:
        return self.filter(matched_at=None, set_aside_at=None)


class UnmatchedObject(models.Model):
    """Money at Stripe that our books cannot explain: a charge that names none of our payments, an
    object that is not what we asked for. Open until a comparison matches it or staff set it aside.
    """

    stripe_id = models.CharField(_("id at Stripe"), max_length=100, unique=True)
    reason = models.CharField(_("reason"), max_length=20, choices=UnmatchedReason.choices)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    matched_at = models.DateTimeField(_("matched"), null=True, blank=True)
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )

    objects = UnmatchedObjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("unmatched object")
        verbose_name_plural = _("unmatched objects")
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return self.stripe_id
