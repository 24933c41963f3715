from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.guards import guarded
from donations.enums import DonationStatus, ThanksStatus

from .gifts import Donation


class PublicThanksQuerySet(models.QuerySet["PublicThanks"]):
    def of_gifts_kept(self) -> Self:
        """Something of the gift is here."""
        return self.filter(
            donation__status__in=DonationStatus.ARRIVED,
            donation__amount__gt=models.F("donation__refunded"),
        )

    def waiting(self) -> Self:
        """Those that staff have to decide about."""
        return self.of_gifts_kept().filter(
            status=ThanksStatus.WAITING,
            donation__is_anonymous=False,
            donation__source__isnull=False,
        )

    def shown(self) -> Self:
        """Those that anybody may read: the giver asked, staff said yes, something of the gift is
        left, and it is not an anonymous one, whatever else is recorded."""
        shown = self.of_gifts_kept().filter(status=ThanksStatus.SHOWN)
        return shown.filter(donation__is_anonymous=False) if guarded("anonymity") else shown


class PublicThanks(models.Model):
    """A giver asks to be thanked by name on the campaign's page. Staff decide about each name; the
    amount is told to nobody."""

    donation = models.OneToOneField(
        Donation,
        on_delete=models.CASCADE,
        related_name="public_thanks",
        verbose_name=_("gift"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ThanksStatus.choices, default=ThanksStatus.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = PublicThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("public thanks")
        verbose_name_plural = _("public thanks")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=ThanksStatus.WAITING, decided_at=None)
                | ~models.Q(status=ThanksStatus.WAITING) & models.Q(decided_at__isnull=False),
                name="public_thanks_decided_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.donation.name
