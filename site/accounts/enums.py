from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NewsCause(TextChoices):
    """Where a supporter asked for news of stories, or asked for no more."""

    PAYMENT = "payment", _("box ticked when giving or buying")
    OWN_PAGE = "own_page", _("their own page")
    MAIL = "mail", _("link in a mail")
    MAIL_PROGRAM = "mail_program", _("button of the mail program")
    STAFF = "staff", _("staff, on request")
