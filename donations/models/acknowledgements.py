from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from donations.enums import AcknowledgementReason, AcknowledgementStatus, ThanksWay

from .gifts import Donation


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def waiting(self) -> Self:
        """Whose giver nobody has thanked; what was given back since needs no thanks."""
        return self.filter(
            status=AcknowledgementStatus.WAITING,
            donation__amount__gt=models.F("donation__refunded"),
        )


class Acknowledgement(models.Model):
    """A gift for which a person should say thank you, beyond the receipt that goes out by itself:
    who did, how and when. The row is written with the gift, or when staff ask for it."""

    donation = models.OneToOneField(
        Donation,
        on_delete=models.CASCADE,
        related_name="acknowledgement",
        verbose_name=_("gift"),
    )
    reason = models.CharField(_("why"), max_length=10, choices=AcknowledgementReason.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=AcknowledgementStatus.choices,
        default=AcknowledgementStatus.WAITING,
    )
    way = models.CharField(_("thanked by"), max_length=10, choices=ThanksWay.choices, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    done_at = models.DateTimeField(_("when"), null=True, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks for a gift")
        verbose_name_plural = _("thanks for gifts")
        ordering = ["-status", "pk"]  # what waits comes first, the oldest at the top
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=AcknowledgementStatus.WAITING, way="", done_at=None, done_by=None
                )
                | models.Q(status=AcknowledgementStatus.THANKED, done_at__isnull=False)
                & ~models.Q(way="")
                | models.Q(status=AcknowledgementStatus.SKIPPED, way="", done_at__isnull=False),
                name="acknowledgement_says_how_and_when",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(status=AcknowledgementStatus.WAITING),
                name="acknowledgement_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.donation.name or self.donation.email


class AcknowledgementMove(models.Model):
    """One change of who was thanked: also of what was noted by mistake and taken back."""

    acknowledgement = models.ForeignKey(
        Acknowledgement, on_delete=models.CASCADE, related_name="moves"
    )
    before = models.CharField(_("before"), max_length=10, choices=AcknowledgementStatus.choices)
    after = models.CharField(_("after"), max_length=10, choices=AcknowledgementStatus.choices)
    way = models.CharField(_("thanked by"), max_length=10, choices=ThanksWay.choices, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    moved_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
