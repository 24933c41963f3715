from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import MailStatus


class OutboxMail(models.Model):
    """A mail that a business transaction promised: written with it, sent after it commits.

    The text is rendered when the promise is made, so that a later change of template or setting
    does not change what was promised. `key` names the promise: asking twice queues it once.
    One with a permit asks for it again at the moment it leaves, and stays here if it is refused.
    One with an `unsubscribe_url` lets its reader end such mails by one click.
    """

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=80)
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    attachment_kind = models.CharField(max_length=30, blank=True)
    attachment_ref = models.CharField(max_length=60, blank=True)
    permit_kind = models.CharField(max_length=30, blank=True)
    permit_ref = models.CharField(max_length=60, blank=True)
    unsubscribe_url = models.URLField(blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MailStatus.choices,
        default=MailStatus.QUEUED,
        db_index=True,
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True)
    may_be_duplicate = models.BooleanField(
        _("may have gone out twice"),
        default=False,
        help_text=_("A worker died while sending; the mail may have gone out twice."),
    )
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("promised at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
