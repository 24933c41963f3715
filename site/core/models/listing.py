from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page


class ListingFields(models.Model):
    """How a page looks where others link to it: cards, search results, shared links."""

    listing_image = models.ForeignKey(
        "core.CustomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for cards"),
        help_text=_("Shown where other pages link to this one, and when the link is shared."),
    )
    listing_summary = models.CharField(
        _("summary for cards"),
        max_length=250,
        blank=True,
        help_text=_("One or two sentences. Left empty, the introduction is used."),
    )

    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("listing_image"), FieldPanel("listing_summary")],
            heading=_("On cards and in search results"),
        ),
    ]

    class Meta:
        abstract = True

    def reading_description(self) -> str:
        """One sentence or two on what is to be read here, from the most to the least deliberate."""
        introduction: str = getattr(self, "introduction", "")
        description: str = getattr(self, "search_description", "")
        return self.listing_summary or description or introduction
