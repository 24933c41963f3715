import datetime as dt
from typing import Any, Self

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.cards import load_cards, may_be_shown
from core.generation import remember
from core.panels import RaisedPanel
from stories.blocks import StoryBodyBlock, has_recordings
from stories.enums import Language, Theme
from stories.forms import ListedStory, StoryFilterForm

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
from .people import Person

STORIES_PER_PAGE = 12


class StoryQuerySet(LockedPageQuerySet):
    def newest(self) -> Self:
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self) -> Self:
        """With all that a story's card reads, at a constant number of queries."""
        return self.prefetch_related(_people_with_groups()).defer_streamfields()

    def for_page(self) -> Self:
        """With all that the story's own page reads beside its body."""
        return self.prefetch_related(_people_with_groups())


class StoryIndexPage(Page):
    """All stories, newest first, by group, place, theme and the language they were told in."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    page_description = _("The list of all stories: one in each language. Stories go below it.")
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("Two or three sentences above the stories.")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    parent_page_types = ["core.HomePage"]
    subpage_types = ["stories.StoryPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("story index")
        verbose_name_plural = _("story indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        form = StoryFilterForm(
            request.GET, stories=remember(f"stories of {self.pk}", self._load_stories)
        )
        pks = [story.pk for story in form.chosen_stories()]
        pages = Paginator(pks, STORIES_PER_PAGE).get_page(request.GET.get("page"))
        cards = load_cards(StoryPage, pages.object_list)
        pages.object_list = [card for card in cards.values() if may_be_shown(card)]
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"form": form, "stories": pages}

    def _load_stories(self) -> list[ListedStory]:
        stories = StoryPage.objects.servable().child_of(self).newest()
        columns = ("pk", "group", "group__name", "place", "theme", "told_in")
        return [ListedStory(*row) for row in stories.values_list(*columns)]


class StoryPage(ConsentLockedPage):
    """A story in the words of the women it belongs to.

    The people and their consent belong to the story in all its languages: whoever is named in one
    translation must agree before any of them is served.
    """

    opening_quote = models.TextField(
        _("opening quote"),
        blank=True,
        max_length=300,
        help_text=_(
            "Her words, the largest thing on the page after the title. Without quote marks."
        ),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=250,
        help_text=_("One or two sentences for cards and search results. She is the subject."),
    )
    lead_image = models.ForeignKey(
        "core.CustomImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    group = models.ForeignKey(
        WomensGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("women's group"),
    )
    told_by_group = models.BooleanField(
        _("the group tells this story together"),
        default=False,
        help_text=_("Then the group's own consent is needed, besides that of each person named."),
    )
    place = models.CharField(
        _("place"),
        max_length=120,
        blank=True,
        help_text=_("The quarter at the finest, never a street or a house."),
    )
    theme = models.CharField(
        _("theme"),
        max_length=10,
        choices=Theme.choices,
        blank=True,
        help_text=_("What it is about above all. Readers choose stories by it."),
    )
    told_on = models.DateField(_("told on"), null=True, blank=True)
    told_in = models.CharField(
        _("told in"), max_length=5, choices=Language.choices, default=Language.BAMBARA
    )
    written_in = models.CharField(
        _("written down in"), max_length=5, choices=Language.choices, default=Language.FRENCH
    )
    body = StreamField(
        StoryBodyBlock(),
        blank=True,
        verbose_name=_("story"),
        help_text=_("Text with voices and pictures; the soap of her group; one quiet way to give."),
    )
    what_happened_next = models.TextField(
        _("what happened next"),
        blank=True,
        help_text=_("A few sentences, dated: “In March 2025 the group …”. Printed at the end."),
    )

    objects = LockedPageManager.from_queryset(StoryQuerySet)()

    is_source = True
    is_found_first = True

    page_description = _(
        "A story in the words of the women it belongs to. It is published once each of them has "
        "heard it and agreed."
    )
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                InlinePanel("story_people", heading=_("People"), label=_("person")),
                FieldPanel(
                    "group", help_text=_("Hers: its name and figure stand on the story's card.")
                ),
                FieldPanel("told_by_group"),
            ],
            heading=_("Who tells it"),
            help_text=_(
                "Everyone the story names or shows. It can be published once each of them has a "
                "live consent (Stories → Consents) for the story, for pictures if pictured, and "
                "for her voice if heard."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("theme")]),
                FieldPanel("told_on", help_text=_("Any day of the month; readers see the month.")),
                FieldRowPanel(
                    [
                        FieldPanel("told_in", help_text=_("The language she spoke.")),
                        FieldPanel(
                            "written_in", help_text=_("The language it was first written in.")
                        ),
                    ]
                ),
            ],
            heading=_("Where, when and in which language"),
        ),
        FieldPanel(
            "lead_image",
            help_text=_("The first thing seen. Only of people who agreed to be seen here."),
        ),
        FieldPanel("opening_quote"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("what_happened_next"),
        RaisedPanel(),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("opening_quote"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("place"),
        index.SearchField("what_happened_next"),
    ]
    override_translatable_fields = [SynchronizedField("place"), SynchronizedField("theme")]

    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_by_group=False) | Q(group__isnull=False),
                name="story_told_by_a_group_names_it",
                violation_error_message=_("Choose the group that tells this story."),
            ),
        ]

    # --- The lock

    @classmethod
    def consent_condition(cls, on: dt.date) -> Q:
        people = StoryPerson.objects.filter(page__translation_key=OuterRef("translation_key"))
        refused = people.filter(
            ~agrees("person", "person", to="covers_story", on=on)
            | Q(in_pictures=True) & ~agrees("person", "person", to="covers_photo", on=on)
            | Q(in_recordings=True) & ~agrees("person", "person", to="covers_voice", on=on)
        )
        told_by_groups = cls._base_manager.filter(
            translation_key=OuterRef("translation_key"), told_by_group=True
        )
        groups_refused = told_by_groups.filter(
            ~agrees("group", "group", to="covers_story", on=on)
            | ~agrees("group", "group", to="covers_photo", on=on)
        )
        someone_tells = Exists(people) | Exists(told_by_groups)
        return Q(someone_tells & ~Exists(refused) & ~Exists(groups_refused))

    def missing_consents(self, on: dt.date | None = None) -> list[str]:
        """One sentence per missing consent, of this draft and of its saved translations."""
        day = on or today()
        rows = [*self.story_people.all(), *self._people_of_translations()]
        pictured = {row.person: False for row in rows}
        heard = {row.person for row in rows if row.in_recordings}
        for row in rows:
            pictured[row.person] |= row.in_pictures
        if not pictured and not self.told_by_group:
            return [
                gettext(
                    "Nobody is named as the teller: add the people of this story, or tick that "
                    "the group tells it."
                )
            ]
        sentences = []
        for person, in_pictures in pictured.items():
            sentences += missing_consents_of(
                person, on=day, pictured=in_pictures, heard=person in heard
            )
        if has_recordings(self.body) and not heard:
            sentences.append(gettext("Tick who is heard in the recording."))
        if self.told_by_group and self.group:
            sentences += missing_consents_of(self.group, on=day)
        return sentences

    @classmethod
    def showing(cls, consent: Consent) -> Any:
        if consent.person_id:
            keys = StoryPerson.objects.filter(person=consent.person_id)
            return cls.objects.filter(translation_key__in=keys.values("page__translation_key"))
        told = cls.objects.filter(group=consent.group_id, told_by_group=True)
        return cls.objects.filter(translation_key__in=told.values("translation_key"))

    def _people_of_translations(self) -> "models.QuerySet[StoryPerson]":
        return (
            StoryPerson.objects.filter(page__translation_key=self.translation_key)
            .exclude(page=self.pk)
            .select_related("person")
        )

    # --- What cards and pages print

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        group_url = self.group.url_in(self.locale) if self.group else ""
        return context | {"group_url": group_url, "teller": self.teller}

    @property
    def listing_image(self) -> Any:
        return self.lead_image

    @property
    def listing_summary(self) -> str:
        return self.summary or self.search_description

    @property
    def people(self) -> list[Person]:
        return [row.person for row in self.story_people.all()]

    @property
    def teller(self) -> str:
        """Who tells the story: names as they may be printed, else the group."""
        names = [person.display_name for person in self.people]
        if names:
            return get_text_list(names, gettext("and"))
        return self.group.name if self.group else ""

    share_type = "article"

    @property
    def share_eyebrow(self) -> str:
        return ", ".join(filter(None, (self.group and self.group.name, self.place)))

    @property
    def share_motif(self) -> str:
        return self.group.motif if self.group else ""

    @property
    def share_photo(self) -> Any:
        """The picture at the top, if everyone in the pictures lets it go to social media."""
        people = StoryPerson.objects.filter(page__translation_key=self.translation_key)
        pictured = people.filter(in_pictures=True)
        refused = pictured.exclude(agrees("person", "person", to="covers_photo", where="on_social"))
        if refused.exists() or not (pictured.exists() or self.told_by_group):
            return None
        if self.told_by_group and not (
            self.group and agrees_now(self.group, to="covers_photo", where="on_social")
        ):
            return None
        return self.lead_image

    @property
    def is_sample(self) -> bool:
        subjects: list[Person | WomensGroup] = [*self.people]
        if self.told_by_group and self.group:
            subjects.append(self.group)
        return any(subject.is_sample for subject in subjects)

    @property
    def has_give_block(self) -> bool:
        return any(child.block_type == "give" for child in self.body)

    @property
    def written_in_page_language(self) -> bool:
        return self.written_in == self.locale.language_code


def _people_with_groups() -> Prefetch:
    return Prefetch("story_people", queryset=StoryPerson.objects.select_related("person__group"))


class StoryPerson(Orderable):
    """One of the people a story names or shows."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="story_people")
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
        help_text=_(
            "Everyone who is named, seen or heard. Enter her under Stories → People first."
        ),
    )
    in_pictures = models.BooleanField(
        _("shown in pictures"),
        default=True,
        help_text=_("Untick only if no picture in the story shows her. Then words alone suffice."),
    )
    in_recordings = models.BooleanField(
        _("heard in recordings"),
        default=False,
        help_text=_(
            "Tick if her voice is in a recording of the story: she must agree to that too."
        ),
    )

    panels = [FieldPanel("person"), FieldPanel("in_pictures"), FieldPanel("in_recordings")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], name="story_names_a_person_once")
        ]
