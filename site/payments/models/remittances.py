from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.postal import PostalAddress

from .payments import Payment


class Remittance(PostalAddress):
    """How a payment came that did not come through Stripe, as the clerk wrote it down; never
    changed. The address is the one that its document goes to."""

    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="remittance", verbose_name=_("payment")
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    account_ending = models.CharField(_("account ends in"), max_length=6, blank=True)
    description = models.CharField(_("what was given"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    person = models.CharField(_("person"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["reference"], name="remittance_reference")]

    def __str__(self) -> str:
        return self.reference or f"{self.payment}"
