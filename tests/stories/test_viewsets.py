"""Staff keep the records of groups, people and consents, through real requests."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from stories.models import Consent, Person, StoryPage
from stories.models.consents import today
from tests.factories.accounts import make_staff, make_superuser
from tests.factories.stories import make_consent, make_group, make_person, make_story

pytestmark = pytest.mark.django_db

CONSENT = {
    "covers_story": "on",
    "on_site": "on",
    "given_how": "spoken",
    "language": "bm",
    "asked_by": "A field officer",
    "given_on": "2026-01-01",
    "until": "2027-01-01",
}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


def test_listings_open_and_search(staff: Client) -> None:
    make_group(name="Benkadi")
    make_consent(person=make_person(shown_name="Awa"))

    for name, words in (("womens_groups", "Benkadi"), ("people", "Awa"), ("consents", "Awa")):
        found = staff.get(reverse(f"{name}:index"), {"q": words})
        missed = staff.get(reverse(f"{name}:index"), {"q": "nothing like it"})
        assert (found.status_code, words in found.content.decode()) == (200, True)
        assert list(missed.context["object_list"]) == []


def test_consent_filters_by_status(staff: Client) -> None:
    day = dt.timedelta(days=1)
    live = make_consent()
    soon = make_consent(until=today() + 30 * day)
    waiting = make_consent(read_back_on=None)
    ended = make_consent(until=today() - day)
    withdrawn = make_consent(withdrawn_on=today())

    found = {
        status: set(staff.get(reverse("consents:index"), {"status": status}).context["object_list"])
        for status in ("live", "ending_soon", "awaiting_read_back", "ended", "withdrawn")
    }

    assert found == {
        "live": {live, soon},
        "ending_soon": {soon},
        "awaiting_read_back": {waiting},
        "ended": {ended},
        "withdrawn": {withdrawn},
    }


def test_consent_is_recorded_for_a_person_or_a_group_never_both(staff: Client) -> None:
    person, group = make_person(), make_group()
    url = reverse("consents:add")

    staff.post(url, CONSENT | {"person": person.pk, "group": group.pk})
    staff.post(url, CONSENT)
    assert Consent.objects.count() == 0

    staff.post(url, CONSENT | {"person": person.pk})
    staff.post(url, CONSENT | {"group": group.pk})
    assert {consent.subject for consent in Consent.objects.all()} == {person, group}


@pytest.mark.parametrize(
    "fields",
    [
        {"given_on": "2999-01-01", "until": "3000-01-01"},
        {"until": "2025-01-01"},
        {"read_back_on": "2025-12-31"},
        {"read_back_on": "2999-01-01"},
        {"until": ""},
    ],
)
def test_consent_with_impossible_dates_is_refused(staff: Client, fields: dict) -> None:
    staff.post(reverse("consents:add"), CONSENT | {"person": make_person().pk} | fields)

    assert Consent.objects.count() == 0


def test_person_without_a_name_must_be_shown_without_one(staff: Client) -> None:
    staff.post(reverse("people:add"), {"shown_as": "first_name", "shown_name": ""})
    assert Person.objects.count() == 0

    staff.post(reverse("people:add"), {"shown_as": "no_name", "shown_name": ""})
    assert Person.objects.count() == 1


def test_consent_has_no_delete_for_anybody(staff: Client) -> None:
    consent = make_consent()

    answers = [staff.post(f"/admin/consents/{verb}/{consent.pk}/") for verb in ("delete", "copy")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Consent.objects.count() == 1
    assert b"delete" not in staff.get(reverse("consents:edit", args=[consent.pk])).content.lower()


def test_withdrawal_shows_what_goes_then_takes_it_down(staff: Client) -> None:
    consent = make_consent()
    story = make_story(title="Under the mango tree", people=[consent.person])
    url = reverse("consents:withdraw", args=[consent.pk])

    asked = staff.get(url)
    answered = staff.post(url, {"reason": "She moved away."}, follow=True)

    assert "Under the mango tree" in asked.content.decode()
    assert "1 page was taken down: Under the mango tree (en)" in answered.content.decode()
    assert StoryPage.objects.get(pk=story.pk).live is False
    assert Consent.objects.get().withdrawal_reason == "She moved away."
    assert ModelLogEntry.objects.filter(action="stories.withdraw_consent").count() == 1


def test_asking_to_withdraw_changes_nothing(staff: Client) -> None:
    consent = make_consent()

    staff.get(reverse("consents:withdraw", args=[consent.pk]))

    assert Consent.objects.get().withdrawn_on is None


def test_withdrawn_consent_is_not_rewritten(staff: Client) -> None:
    consent = make_consent(withdrawn_on=today())

    staff.post(reverse("consents:edit", args=[consent.pk]), CONSENT | {"person": consent.person.pk})
    again = staff.post(reverse("consents:withdraw", args=[consent.pk]), {"reason": ""}, follow=True)

    assert Consent.objects.get().asked_by == consent.asked_by
    assert Consent.objects.get().until == consent.until
    assert "withdrawn before" in again.content.decode()


def test_story_writer_may_not_touch_consents(client: Client) -> None:
    client.force_login(make_staff("stories.add_person", "stories.change_person"))
    consent = make_consent()

    client.post(reverse("consents:withdraw", args=[consent.pk]), {"reason": ""})

    assert Consent.objects.get().withdrawn_on is None
    assert client.get(reverse("consents:index")).status_code == 302
    assert client.get(reverse("people:index")).status_code == 200


def test_consent_export_names_no_witness(staff: Client) -> None:
    make_consent(witnessed_by="A witness", note="A note", person=make_person(shown_name="=1+1"))

    content = b"".join(staff.get(reverse("consents:index"), {"export": "csv"})).decode()

    assert "Live" in content or "live" in content
    assert "'=1+1" in content
    assert "A witness" not in content
    assert "A note" not in content


def test_consent_listing_prints_the_day_it_ends(staff: Client) -> None:
    make_consent(until=dt.date(2031, 5, 9))

    assert "May\xa09, 2031" in staff.get(reverse("consents:index")).content.decode()
