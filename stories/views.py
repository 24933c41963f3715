import datetime as dt

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import OrganisationSettings
from stories.models import StoryIndexPage, StoryPage


class StoryFeed(Feed):
    """The newest stories of one language, as Atom; withdrawn ones are gone at the next reading."""

    feed_type = Atom1Feed

    def get_object(self, *_args: object, **_kwargs: object) -> OrganisationSettings:
        return OrganisationSettings.load()

    def title(self, organisation: OrganisationSettings) -> str:
        return _("Stories from %(name)s") % {"name": organisation.name}

    def link(self) -> str:
        index = StoryIndexPage.objects.live().filter(locale__language_code=get_language()).first()
        return (index and index.url) or "/"

    def items(self) -> "QuerySet[StoryPage]":
        stories = StoryPage.objects.servable().filter(locale__language_code=get_language())
        return stories.newest()[:20]

    def item_title(self, story: StoryPage) -> str:
        return story.title

    def item_description(self, story: StoryPage) -> str:
        return story.listing_summary

    def item_link(self, story: StoryPage) -> str:
        return story.url

    def item_pubdate(self, story: StoryPage) -> dt.datetime | None:
        return story.first_published_at

    def item_updateddate(self, story: StoryPage) -> dt.datetime | None:
        return story.last_published_at
