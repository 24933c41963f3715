from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail.search import index

from core.generation import remember
from stories.enums import Motif


class WomensGroup(index.Indexed, models.Model):
    """A group of women: the same in every language, whatever its pages say about it.

    Soaps, people and stories point here, so that no record depends on a page or its translation.
    """

    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("As the women call themselves.")
    )
    place = models.CharField(
        _("place"),
        max_length=120,
        help_text=_("The quarter at the finest, never a street or a house: “Sanankoro, Bamako”."),
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, help_text=_("The year; empty when nobody is sure.")
    )
    member_count = models.PositiveSmallIntegerField(
        _("members"),
        null=True,
        blank=True,
        help_text=_("How many women, as they counted last. It stands on their page."),
    )
    motif = models.CharField(
        _("figure"),
        max_length=10,
        choices=Motif.choices,
        help_text=_("The bogolan figure that marks this group's soaps, pages and stories."),
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Invented, to show how the site works.")
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("women's group")
        verbose_name_plural = _("women's groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def url_in(self, locale: Locale) -> str:
        """Where the page about this group is in that language, "" when none may be shown."""
        urls = remember(f"group pages {locale.pk}", lambda: self._urls_of_pages(locale))
        return urls.get(self.pk, "")

    def _urls_of_pages(self, locale: Locale) -> dict[int, str]:
        """Of all groups: each page that names one would ask for it."""
        pages: Any = self._meta.get_field("pages").related_model
        shown = (
            pages.objects.live().consented().filter(locale=locale, view_restrictions__isnull=True)
        )
        paths = shown.values_list("group", "url_path")
        return {group: Page(url_path=path).url or "" for group, path in paths}
