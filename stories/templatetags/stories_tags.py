"""Stories on pages of other apps."""

from typing import Any

from django import template
from wagtail.models import Locale, Page

from core.models import HomePage
from stories.enums import Language
from stories.models import StoryPage

register = template.Library()


@register.inclusion_tag("stories/_her_words.html")
def her_words(source: Page | None) -> dict[str, Any]:
    """`{% her_words gift.source %}`: the words of the story that somebody came from, else of the
    one that leads the home page; nothing while nobody agrees to be quoted."""
    return {"story": _story_of(source) or _leading_story()}


@register.filter
def spoken(code: str) -> str:
    """A language as it is written within a sentence: "told in Bambara"."""
    return str(Language(code).label) if code in Language.values else ""


def _story_of(source: Page | None) -> StoryPage | None:
    if not source:
        return None
    stories = StoryPage.objects.servable().for_cards().exclude(opening_quote="")
    key = source.translation_key
    return stories.filter(translation_key=key, locale=Locale.get_active()).first()


def _leading_story() -> Page | None:
    home = HomePage.objects.live().filter(locale=Locale.get_active()).first()
    story = home.servable_lead_story() if home else None
    return story if story and story.opening_quote else None
