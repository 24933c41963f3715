import pytest

from stories.models import StoryPage
from stories.services.consent import withdraw_consent
from stories.templatetags.stories_tags import her_words
from tests.factories.accounts import make_user
from tests.factories.core import make_home, make_page
from tests.factories.stories import make_consent, make_story

pytestmark = pytest.mark.django_db


def words(source) -> str:
    story: StoryPage | None = her_words(source)["story"]
    return story.opening_quote if story else ""


def test_giver_reads_the_words_of_the_story_they_came_from() -> None:
    lead = make_story(opening_quote="We make soap.")
    home = make_home()
    home.lead_story = lead
    home.save()
    came_from = make_story(opening_quote="I keep the key.")
    assert words(came_from) == "I keep the key."
    assert words(make_story(opening_quote="")) == "We make soap."
    assert words(make_page()) == "We make soap."
    assert words(None) == "We make soap."


def test_nobody_is_quoted_who_took_her_words_back() -> None:
    consent = make_consent()
    story = make_story(people=[consent.person], opening_quote="I keep the key.")
    assert words(story) == "I keep the key."
    withdraw_consent(consent=consent, by=make_user(), reason="She said so")
    assert words(story) == ""
