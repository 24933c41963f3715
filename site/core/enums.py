from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailStatus(TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    GAVE_UP = "gave_up", _("gave up")
