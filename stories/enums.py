from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Motif(TextChoices):
    """The bogolan figure of a group: its bars, pages and stories are known by it."""

    CROCODILE = "crocodile", _("crocodile track")
    COMB = "comb", _("comb")
    CALABASH = "calabash", _("calabash")
    ZIGZAG = "zigzag", _("zigzag")
    COWRIE = "cowrie", _("cowrie")
    RIVER = "river", _("river")


class Language(TextChoices):
    """Languages that stories are told and consents are asked in, as written within a sentence."""

    BAMBARA = "bm", pgettext_lazy("told in", "Bambara")
    FRENCH = "fr", pgettext_lazy("told in", "French")
    ENGLISH = "en", pgettext_lazy("told in", "English")
    SONINKE = "snk", pgettext_lazy("told in", "Soninke")
    FULFULDE = "ff", pgettext_lazy("told in", "Fulfulde")
    DOGON = "dtm", pgettext_lazy("told in", "Dogon")
    SENUFO = "sef", pgettext_lazy("told in", "Senufo")


class Theme(TextChoices):
    """What a story is about, above all: one word by which readers find it."""

    WORK = "work", _("Work and soap")
    SAVINGS = "savings", _("Saving together")
    CARE = "care", _("Getting care")
    CHILDREN = "children", _("Mothers and children")
    COMMUNITY = "community", _("Deciding together")


class ShownAs(TextChoices):
    """How much of a name a person lets be printed."""

    FULL_NAME = "full_name", _("full name")
    FIRST_NAME = "first_name", _("first name")
    ALIAS = "alias", _("a name she chose")
    NO_NAME = "no_name", _("no name")


class GivenHow(TextChoices):
    SPOKEN = "spoken", _("spoken and recorded")
    WRITTEN = "written", _("written")
    THUMBPRINT = "thumbprint", _("thumbprint")


class ConsentStatus(TextChoices):
    """Where a consent stands today; worked out from its dates, never stored."""

    LIVE = "live", pgettext_lazy("consent", "live")
    AWAITING_READ_BACK = "awaiting_read_back", _("to be read back")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn")


class NoticeStatus(TextChoices):
    """Of one supporter who is to be told of a story; whether the mail has left, the mail says."""

    WAITING = "waiting", _("waiting")
    QUEUED = "queued", _("handed to the post")
    DROPPED = "dropped", _("left out")
