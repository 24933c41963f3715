from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Supporter
from core.models import OutboxMail
from stories.enums import NoticeStatus

from .stories import StoryPage


class StoryMailing(models.Model):
    """Supporters who asked for it are told of a story: once, whatever its languages."""

    translation_key = models.UUIDField(unique=True, editable=False)
    story = models.ForeignKey(
        StoryPage,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("story"),
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    started_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail about a story")
        verbose_name_plural = _("mails about stories")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("send_storymailing", _("Can tell supporters of a story"))]

    def __str__(self) -> str:
        return str(self.story or "–")


class StoryNotice(models.Model):
    """One supporter to be told of a story; `story` is the language version they are told of."""

    mailing = models.ForeignKey(StoryMailing, on_delete=models.CASCADE, related_name="notices")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(
        max_length=10, choices=NoticeStatus.choices, default=NoticeStatus.WAITING
    )
    story = models.ForeignKey(StoryPage, on_delete=models.SET_NULL, null=True, related_name="+")
    mail = models.OneToOneField(OutboxMail, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "supporter"], name="story_notice_once_per_supporter"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(status="waiting"), name="story_notice_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
