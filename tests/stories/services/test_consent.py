import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry

from accounts.models import User
from core.housekeeping import run_jobs
from ledger.verification import verify
from stories.exceptions import ConsentMissingError, ConsentWithdrawnError
from stories.models import GroupPage, StoryPage, StoryPerson
from stories.models.consents import today
from stories.services.consent import (
    RemovedPage,
    live_without_consent,
    take_down_lapsed,
    withdraw_consent,
)
from tests.factories.stories import (
    make_consent,
    make_group,
    make_group_page,
    make_person,
    make_story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    """May record consents, may not publish."""
    return User.objects.create_user("officer@example.org")


def test_withdrawal_takes_her_stories_down_in_every_language(officer: User) -> None:
    french = Locale.objects.get_or_create(language_code="fr")[0]
    consent = make_consent()
    story = make_story(people=[consent.person])
    copy = story.copy_for_translation(french, copy_parents=True)
    copy.save_revision().publish()
    other = make_story()

    report = withdraw_consent(consent=consent, by=officer, reason="She asked us to.")

    assert report.consents == [consent]
    assert report.pages == [
        RemovedPage(title=story.title, language="en", url=story.full_url),
        RemovedPage(title=copy.title, language="fr", url=copy.full_url),
    ]
    assert list(StoryPage.objects.live()) == [other]
    assert consent.withdrawn_on == today()
    assert consent.withdrawn_by == officer
    assert consent.withdrawal_reason == "She asked us to."


def test_withdrawal_is_logged_with_its_reason(officer: User) -> None:
    consent = make_consent()
    story = make_story(people=[consent.person])

    withdraw_consent(consent=consent, by=officer, reason="She moved away.")

    entry = ModelLogEntry.objects.get(action="stories.withdraw_consent")
    assert (entry.object_id, entry.user, entry.data["reason"]) == (
        str(consent.pk),
        officer,
        "She moved away.",
    )
    assert PageLogEntry.objects.get(page=story.pk, action="wagtail.unpublish").user == officer


def test_withdrawal_ends_earlier_consents_still_in_force(officer: User) -> None:
    consent = make_consent()
    earlier = make_consent(person=consent.person, given_on=today() - dt.timedelta(days=90))
    ended = make_consent(person=consent.person, until=today() - dt.timedelta(days=1))
    make_story(people=[consent.person])

    report = withdraw_consent(consent=consent, by=officer, reason="")

    ended.refresh_from_db()
    assert report.consents == [consent, earlier]
    assert ended.withdrawn_on is None
    assert list(StoryPage.objects.servable()) == []


def test_withdrawing_twice_is_refused(officer: User) -> None:
    consent = make_consent()
    withdraw_consent(consent=consent, by=officer, reason="")

    with pytest.raises(ConsentWithdrawnError):
        withdraw_consent(consent=consent, by=officer, reason="")


def test_group_withdrawal_takes_down_what_the_group_tells(officer: User) -> None:
    group = make_group()
    consent = make_consent(group=group)
    page = make_group_page(group=group)
    told = make_story(people=[], group=group, told_by_group=True)
    hosted = make_story(group=group)

    report = withdraw_consent(consent=consent, by=officer, reason="")

    assert [removed.title for removed in report.pages] == [told.title, page.title]
    assert list(StoryPage.objects.live()) == [hosted]
    assert list(GroupPage.objects.live()) == []


def test_new_consent_after_a_withdrawal_allows_publishing_again(officer: User) -> None:
    consent = make_consent()
    story = make_story(people=[consent.person])
    withdraw_consent(consent=consent, by=officer, reason="")
    make_consent(person=consent.person, given_on=today(), read_back_on=today())

    StoryPage.objects.get(pk=story.pk).save_revision().publish()

    assert list(StoryPage.objects.servable()) == [story]


def test_publishing_without_consent_is_refused() -> None:
    person = make_person()
    story = make_story(people=[person], live=False)

    with pytest.raises(ConsentMissingError) as refusal:
        story.save_revision().publish()

    assert refusal.value.sentences == story.missing_consents()
    assert StoryPage.objects.get().live is False


def test_scheduling_beyond_the_end_of_consent_is_refused() -> None:
    person = make_consent(until=today() + dt.timedelta(days=3)).person
    story = make_story(people=[person], live=False)

    story.go_live_at = timezone.now() + dt.timedelta(days=2)
    story.save_revision().publish()
    story.go_live_at = timezone.now() + dt.timedelta(days=5)
    with pytest.raises(ConsentMissingError):
        story.save_revision().publish()


def test_withdrawal_cancels_a_scheduled_draft_that_adds_her(officer: User) -> None:
    consent = make_consent()
    make_story().save_revision().publish()
    story = StoryPage.objects.get()
    story.story_people.add(StoryPerson(person=consent.person))
    story.go_live_at = timezone.now() + dt.timedelta(days=2)
    revision = story.save_revision()
    revision.publish()

    report = withdraw_consent(consent=consent, by=officer, reason="")

    revision.refresh_from_db()
    assert report.pages == []
    assert revision.approved_go_live_at is None
    assert StoryPage.objects.get().is_servable() is True


def test_lapsed_consent_is_found_and_the_story_taken_down() -> None:
    consent = make_consent()
    story = make_story(people=[consent.person])
    assert list(live_without_consent()) == []

    type(consent).objects.update(until=today() - dt.timedelta(days=1))

    assert len(verify()["no story is live without consent"]) == 1
    assert take_down_lapsed() == 1
    assert Page.objects.get(pk=story.pk).live is False
    assert verify()["no story is live without consent"] == []
    assert run_jobs()["stories without consent taken down"] == 0
