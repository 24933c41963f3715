import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core.blocks import BodyBlock
from core.cards import cards_from
from core.generation import remember
from core.panels import RaisedPanel

from .consents import Consent, today
from .groups import WomensGroup
from .lock import (
    ConsentLockedPage,
    LockedPageManager,
    LockedPageQuerySet,
    agrees,
    agrees_now,
    missing_consents_of,
)
from .stories import StoryPage


class GroupPageQuerySet(LockedPageQuerySet):
    def for_cards(self) -> Self:
        return self.defer_streamfields()


class GroupIndexPage(Page):
    """All women's groups."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    page_description = _(
        "The list of all women's groups: one in each language. Group pages go below it."
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("Two or three sentences above the groups.")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    parent_page_types = ["core.HomePage"]
    subpage_types = ["stories.GroupPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("group index")
        verbose_name_plural = _("group indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        groups = remember(f"groups of {self.pk}", self._load_groups)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"groups": groups}

    def _load_groups(self) -> list[Page]:
        return cards_from(GroupPage.objects.servable().child_of(self).order_by("title"))


class GroupPage(ConsentLockedPage):
    """A women's group in its own words. Served while the group agrees."""

    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("women's group"),
        help_text=_("Name, place, members and figure come from Stories → Groups."),
    )
    lead_image = models.ForeignKey(
        "core.CustomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=250,
        help_text=_("What the group does, in one or two sentences. The women are the subject."),
    )

    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("What they do, in their own words; pictures; their soaps."),
    )

    objects = LockedPageManager.from_queryset(GroupPageQuerySet)()

    is_source = True
    is_found_first = True

    page_description = _(
        "A women's group in its own words. It is published once the group has heard it and agreed."
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("group"),
        FieldPanel(
            "lead_image",
            help_text=_("The first thing seen. Only of people who agreed to be seen here."),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
        RaisedPanel(),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    parent_page_types = ["stories.GroupIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("group page")
        verbose_name_plural = _("group pages")

    @classmethod
    def consent_condition(cls, on: dt.date) -> Q:
        return Q(
            agrees("group", "group", to="covers_story", on=on)
            & agrees("group", "group", to="covers_photo", on=on)
        )

    def missing_consents(self, on: dt.date | None = None) -> list[str]:
        return missing_consents_of(self.group, on=on or today())

    @classmethod
    def showing(cls, consent: Consent) -> Any:
        pages = cls.objects.filter(group=consent.group_id)
        return pages if consent.group_id else pages.none()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        stories = remember(f"stories of group {self.group_id} {self.locale_id}", self._load_stories)
        return context | {"stories": stories}

    def _load_stories(self) -> list[Page]:
        stories = StoryPage.objects.servable().filter(group=self.group, locale=self.locale)
        return cards_from(stories.newest())

    @property
    def listing_image(self) -> Any:
        return self.lead_image

    @property
    def listing_summary(self) -> str:
        return self.summary or self.search_description

    share_type = "article"

    @property
    def share_eyebrow(self) -> str:
        return self.group.place

    @property
    def share_motif(self) -> str:
        return self.group.motif

    @property
    def share_photo(self) -> Any:
        """The picture at the top, if the group lets it go to social media."""
        may_go = agrees_now(self.group, to="covers_photo", where="on_social")
        return self.lead_image if may_go else None

    @property
    def is_sample(self) -> bool:
        return self.group.is_sample
