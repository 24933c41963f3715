from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from donations.enums import OrganisationKind


class OrganisationManager(models.Manager["Organisation"]):
    def get_queryset(self) -> models.QuerySet["Organisation"]:
        # Its name is the supporter's, and every list prints it.
        return super().get_queryset().select_related("supporter")


class Organisation(models.Model):
    """A foundation, company or sponsor of donor-advised funds: what staff keep about a supporter
    that is no person. Name, address and gifts are the supporter's, so that nothing is kept twice.
    """

    supporter = models.OneToOneField(
        Supporter,
        on_delete=models.PROTECT,
        related_name="organisation",
        verbose_name=_("supporter"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    website = models.URLField(_("website"), blank=True)
    note = models.TextField(_("note"), blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("foundation or organisation")
        verbose_name_plural = _("foundations and organisations")
        ordering = ["supporter__name", "pk"]

    def __str__(self) -> str:
        return f"{self.supporter}"

    @property
    def name(self) -> str:
        return self.supporter.name


class Contact(models.Model):
    """Somebody at an organisation whom we write to."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    gets_reports = models.BooleanField(_("gets our reports"), default=False)
    gets_letters = models.BooleanField(_("gets receipts and letters"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name
