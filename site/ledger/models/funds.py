from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from ledger.enums import Restriction


class FundQuerySet(models.QuerySet["Fund"]):
    def open(self) -> Self:
        """Funds that take new gifts, the unrestricted default first."""
        return self.filter(is_closed=False).order_by("-is_default", "name")

    def default(self) -> "Fund":
        """The unrestricted fund that money goes to unless a donor says otherwise."""
        return self.get(is_default=True)


class Fund(ClusterableModel):
    """What money may be used for. Without restrictions unless a donor wished otherwise."""

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Short name for exports; never reused.")
    )
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences shown to donors.")
    )
    restriction = models.CharField(
        _("restriction"), max_length=10, choices=Restriction.choices, default=Restriction.NONE
    )
    restriction_reason = models.TextField(
        _("reason for the restriction"),
        blank=True,
        help_text=_("Whose wish, in which words. A restricted fund cannot be kept without it."),
    )
    is_default = models.BooleanField(_("default"), default=False)
    is_closed = models.BooleanField(_("closed to new gifts"), default=False)

    objects = FundQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("description"),
        FieldPanel("restriction"),
        FieldPanel("restriction_reason"),
        FieldPanel("is_closed"),
        InlinePanel("translations", label=_("Translation")),
    ]

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["-is_default", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(restriction=Restriction.NONE) | ~models.Q(restriction_reason=""),
                name="fund_restriction_has_a_reason",
                violation_error_message=_("Say whose wish restricts this fund, in which words."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False)
                | models.Q(restriction=Restriction.NONE, is_closed=False),
                name="fund_default_is_unrestricted_and_open",
                violation_error_message=_("The default fund stays open and without restrictions."),
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="fund_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_restricted(self) -> bool:
        return self.restriction != Restriction.NONE

    def in_language(self, language: str) -> tuple[str, str]:
        """Name and description in that language, else as first written."""
        short = language.partition("-")[0]
        for text in self.translations.all():
            if text.language == short:
                return text.name, text.description or self.description
        return self.name, self.description

    @property
    def local_name(self) -> str:
        return self.in_language(get_language() or "")[0]

    @property
    def local_description(self) -> str:
        return self.in_language(get_language() or "")[1]


class FundTranslation(models.Model):
    fund = ParentalKey(Fund, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "language"], name="fund_one_text_per_language")
        ]
