from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailStatus(TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    GAVE_UP = "gave_up", _("gave up")
    SET_ASIDE = "set_aside", _("set aside")  # need not go out any more, or may not


class Severity(TextChoices):
    """How long something that needs attention may wait."""

    URGENT = "urgent", _("urgent")  # money or trust is lost while it waits
    SOON = "soon", _("soon")


class Audience(TextChoices):
    """Who is told of an alert; their addresses are the setting `ALERT_EMAILS`."""

    ADMINISTRATOR = "administrator", _("administrator")
    TREASURER = "treasurer", _("treasurer")
    SHOPKEEPER = "shopkeeper", _("shopkeeper")
