from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from core.models import OrganisationSettings
from ledger.enums import Restriction


class FundQuerySet(models.QuerySet["Fund"]):
    def restricted(self) -> Self:
        return self.exclude(restriction=Restriction.NONE)

    def default(self) -> "Fund":
        """The unrestricted fund that money goes to unless a donor says otherwise."""
        return self.get(is_default=True)

    def local_names(self) -> dict[int, str]:
        """Fund → its name in the reader's language, in the order that people know and at
        one query: for lists of other things."""
        language = (get_language() or "").partition("-")[0]
        text = models.FilteredRelation(
            "translations", condition=models.Q(translations__language=language)
        )
        rows = self.annotate(text=text).values_list("pk", "name", "text__name")
        return {pk: translated or name for pk, name, translated in rows}


class Fund(ClusterableModel):
    """What money may be used for. Without restrictions unless a donor wished otherwise; what the
    board sets aside is a label (`designation`) and stays without restrictions."""

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Short name for exports; never reused.")
    )
    name = models.CharField(
        _("name"),
        max_length=100,
        help_text=_("What the money is for, in two to five words, as givers read it."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences shown to donors.")
    )
    restriction = models.CharField(
        _("restriction"),
        max_length=10,
        choices=Restriction.choices,
        default=Restriction.NONE,
        help_text=_("Only a giver's wish restricts. Money without a label helps most."),
    )
    restriction_reason = models.TextField(
        _("reason for the restriction"),
        blank=True,
        help_text=_("Whose wish, in which words. A restricted fund cannot be kept without it."),
    )
    free_on = models.DateField(
        _("free to use from"),
        null=True,
        blank=True,
        help_text=_("The day on which a restriction to a time ends."),
    )
    designation = models.TextField(
        _("set aside by the board"),
        blank=True,
        help_text=_(
            "For what, and by which decision. A label: the money stays without restrictions, and "
            "the board can change its mind."
        ),
    )
    is_default = models.BooleanField(_("default"), default=False)
    is_closed = models.BooleanField(
        _("closed to new gifts"),
        default=False,
        help_text=_("Closes it at once. Gifts that it has stay in it."),
    )
    opens_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("From then on it takes gifts.")
    )
    closes_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("After that day it takes no new gifts.")
    )

    objects = FundQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("description"),
        FieldPanel("restriction"),
        FieldPanel("restriction_reason"),
        FieldPanel("free_on"),
        FieldPanel("designation"),
        MultiFieldPanel(
            [FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("is_closed")],
            heading=_("When it takes gifts"),
        ),
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
                | models.Q(
                    restriction=Restriction.NONE,
                    is_closed=False,
                    opens_on=None,
                    closes_on=None,
                ),
                name="fund_default_is_unrestricted_and_open",
                violation_error_message=_("The default fund stays open and without restrictions."),
            ),
            models.CheckConstraint(
                condition=models.Q(designation="") | models.Q(restriction=Restriction.NONE),
                name="fund_designation_is_no_restriction",
                violation_error_message=_(
                    "The board sets aside money without restrictions only; a donor restricts."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(free_on=None) | models.Q(restriction=Restriction.TIME),
                name="fund_free_on_is_of_a_time",
                violation_error_message=_("Only a restriction to a time ends on a day."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens_on=None)
                | models.Q(closes_on=None)
                | models.Q(opens_on__lte=models.F("closes_on")),
                name="fund_closes_after_it_opens",
                violation_error_message=_("The last day comes before the first."),
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

    @property
    def takes_gifts(self) -> bool:
        """Whether it is open to new gifts today, in the organisation's zone."""
        if self.is_closed or (self.opens_on is None and self.closes_on is None):
            return not self.is_closed
        today = OrganisationSettings.today()
        return (self.opens_on or today) <= today <= (self.closes_on or today)

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
