from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from stories.enums import ShownAs

from .groups import WomensGroup


class Person(index.Indexed, models.Model):
    """Someone whose story is told, as she wants to be shown. Her legal name is not kept here."""

    shown_as = models.CharField(
        _("name shown"),
        max_length=10,
        choices=ShownAs.choices,
        help_text=_("How much of her name she lets us print."),
    )
    shown_name = models.CharField(
        _("name as printed"),
        max_length=100,
        blank=True,
        help_text=_("Exactly as it may be printed. Empty when she wants no name."),
    )
    shows_face = models.BooleanField(
        _("face may be shown"),
        default=False,
        help_text=_("Leave unticked unless she said yes: hands, work and places tell much."),
    )
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("women's group"),
    )
    place = models.CharField(
        _("place"),
        max_length=120,
        blank=True,
        help_text=_("The quarter at the finest, never a street or a house."),
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Invented, to show how the site works.")
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    search_fields = [
        index.SearchField("shown_name"),
        index.AutocompleteField("shown_name"),
        index.FilterField("group"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["shown_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shown_as=ShownAs.NO_NAME, shown_name="")
                | ~models.Q(shown_as=ShownAs.NO_NAME) & ~models.Q(shown_name=""),
                name="person_has_a_name_unless_none_is_shown",
                violation_error_message=_(
                    "Enter the name as printed, or choose “no name” and leave it empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        name = self.shown_name or gettext("No name, record %(number)s") % {"number": self.pk}
        return gettext("%(name)s (sample)") % {"name": name} if self.is_sample else name

    @property
    def display_name(self) -> str:
        """Her name for readers, in their language."""
        if self.shown_name:
            return self.shown_name
        if self.group:
            return gettext("A woman of %(group)s") % {"group": self.group.name}
        return gettext("A woman who gives no name")
