from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.coreutils import resolve_model_string
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core.blocks import BodyBlock
from core.cards import load_cards, may_be_shown

from .listing import ListingFields

LEAD_STORY = "stories.StoryPage"  # by name: stories stand above core


class HomePage(ListingFields, Page):
    """The front page: one story fills the first screen, the rest follows quietly."""

    lead_story = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("first story"),
        help_text=_(
            "Fills the first screen with its picture, her words and her name. If its consent "
            "ends, it disappears from here by itself and the introduction takes its place."
        ),
    )
    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("Who we are, in two or three sentences, below the first story."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("body"),
        help_text=_(
            "What follows, from top to bottom. Three things on a page deserve attention: "
            "for example the soap of her group, a panel for giving, what happened this month."
        ),
    )

    page_description = _("The front page: one in each language.")
    content_panels = [
        *Page.content_panels,
        PageChooserPanel("lead_story", LEAD_STORY),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "core.StandardPage",
        "stories.StoryIndexPage",
        "stories.GroupIndexPage",
        "shop.ShopIndexPage",
        "donations.GivePage",
        "donations.CampaignPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"lead_story": self.servable_lead_story()}

    def servable_lead_story(self) -> Page | None:
        """The first story, unless it may not be shown now."""
        if not self.lead_story_id:
            return None
        story = load_cards(resolve_model_string(LEAD_STORY), [self.lead_story_id]).get(
            self.lead_story_id
        )
        return story if story and may_be_shown(story) else None


class StandardPage(ListingFields, Page):
    """A plain page: mission, values, an interview."""

    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("What this page says, in one or two sentences, in larger type."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    page_description = _("For all that is no story: who we are, how giving works, an interview.")
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel(
            "body",
            help_text=_(
                "The page from top to bottom. Press the plus sign to add text, a picture, an "
                "interview; each shows what it looks like before you choose it."
            ),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["core.HomePage", "core.StandardPage"]
    subpage_types = ["core.StandardPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
