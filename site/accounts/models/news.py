from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import NewsCause

from .supporters import Supporter


class NewsChoice(models.Model):
    """One change of whether a supporter hears of new stories, and where it was made: what we can
    show to whoever asks why they were written to. Never edited."""

    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.CASCADE,
        related_name="news_choices",
        verbose_name=_("supporter"),
    )
    is_wanted = models.BooleanField(_("hears of new stories"))
    cause = models.CharField(_("where"), max_length=20, choices=NewsCause.choices)
    chosen_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("choice of news")
        verbose_name_plural = _("choices of news")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_cause_display()
