import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.postal import PostalAddress


class Supporter(PostalAddress):
    """One record for a buyer and a donor, a person or an organisation, known by e-mail or, who gave
    by cheque, by name and address. Made when money arrives, not before,
    so that abandoned and hostile checkouts leave nobody behind."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supporter",
        verbose_name=_("sign-in"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    hears_of_stories = models.BooleanField(
        _("hears of new stories"),
        default=False,
        editable=False,
        help_text=_("Because they asked to; unknown means no."),
    )

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        permissions = [("stop_news", _("Can stop the news a supporter asked for"))]
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(Lower("name"), name="supporter_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="supporter_email_is_lower_case",
            ),
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="supporter_email_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"{self.uuid}"
