from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from donations.models.grants import Grant


class ReportPack(models.Model):
    """A report for a funder as one file: stories told with consent, the books of the money, and
    what was hard. `facts` is all that it says, frozen when it was made.

    A pack whose story has lost a consent `lapsed`: its file and that story's words are erased, and
    it has to be made anew.
    """

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="packs", verbose_name=_("grant")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("until"))
    introduction = models.TextField(_("introduction"), blank=True)
    what_was_hard = models.TextField(_("what was hard"))
    facts = models.JSONField(default=dict)
    pdf = models.BinaryField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    lapsed_at = models.DateTimeField(_("to be made anew since"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("report pack")
        verbose_name_plural = _("report packs")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")), name="report_pack_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(what_was_hard=""), name="report_pack_says_what_was_hard"
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None, pdf__isnull=False)
                | Q(lapsed_at__isnull=False, pdf=None),
                name="report_pack_lapsed_has_no_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant}, {date_format(self.period_from)} – {date_format(self.period_to)}"

    @property
    def state(self) -> str:
        if hasattr(self, "replaced_by"):
            return str(_("replaced"))
        return str(_("to be made anew")) if self.lapsed_at else str(_("may be given out"))

    @property
    def file_name(self) -> str:
        return f"report-{self.grant_id}-{self.period_to:%Y-%m}-{self.language}.pdf"


class PackStory(models.Model):
    """A story in a pack. When its page is gone, so is the leave to tell it."""

    pack = models.ForeignKey(ReportPack, on_delete=models.CASCADE, related_name="stories")
    story = models.ForeignKey(
        "stories.StoryPage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("story"),
    )
    position = models.PositiveSmallIntegerField()
    has_picture = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "position"], name="pack_story_has_its_place"),
            models.UniqueConstraint(fields=["pack", "story"], name="pack_tells_a_story_once"),
        ]
