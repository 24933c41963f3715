from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.enums import EventStatus


class WebhookEvent(models.Model):
    """The inbox. Stripe's event id is the key; only what is needed to fetch the object again is
    kept, so no personal data lies here. A failed row is tried again, a finished one is not. An
    event without a payment is not about ours."""

    id = models.CharField(primary_key=True, max_length=100)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=100)
    # The subscription, where the event is about an invoice that does not exist yet.
    subject_id = models.CharField(max_length=100, blank=True)
    payment = models.ForeignKey(
        "payments.Payment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("payment"),
    )
    api_version = models.CharField(max_length=40, blank=True)
    livemode = models.BooleanField()
    was_delivered = models.BooleanField(
        _("delivered"),
        default=True,
        help_text=_("No: the delivery was lost, and the comparison with Stripe found the event."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EventStatus.choices, default=EventStatus.RECEIVED
    )
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(_("error"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
