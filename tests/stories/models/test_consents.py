import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from stories.enums import ConsentStatus, ShownAs
from stories.exceptions import ConsentKeptError
from stories.models import Consent, Person
from stories.models.consents import today
from tests.factories.stories import make_consent, make_group, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, ConsentStatus.LIVE),
        ({"read_back_on": None}, ConsentStatus.AWAITING_READ_BACK),
        ({"until": today() - DAY}, ConsentStatus.ENDED),
        ({"withdrawn_on": today()}, ConsentStatus.WITHDRAWN),
        ({"until": today() - DAY, "withdrawn_on": today()}, ConsentStatus.WITHDRAWN),
    ],
)
def test_status_and_named_reads_agree(fields: dict, status: ConsentStatus) -> None:
    consent = make_consent(**fields)

    reads = {
        ConsentStatus.LIVE: Consent.objects.live(),
        ConsentStatus.AWAITING_READ_BACK: Consent.objects.awaiting_read_back(),
        ConsentStatus.ENDED: Consent.objects.ended(),
        ConsentStatus.WITHDRAWN: Consent.objects.withdrawn(),
    }
    assert consent.status == status
    assert [name for name, found in reads.items() if found.exists()] == [status]


def test_ending_within_counts_live_consents_only() -> None:
    soon = make_consent(until=today() + 60 * DAY)
    make_consent(until=today() + 61 * DAY)
    make_consent(until=today() + DAY, withdrawn_on=today())

    assert list(Consent.objects.ending_within(60)) == [soon]


def test_consent_cannot_be_deleted() -> None:
    consent = make_consent()

    with pytest.raises(ConsentKeptError):
        consent.delete()
    with pytest.raises(ConsentKeptError):
        Consent.objects.filter(pk=consent.pk).delete()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("both", [True, False])
def test_consent_is_of_a_person_or_a_group(both: bool) -> None:
    subject = {"person": make_person(), "group": make_group()} if both else {"person": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_consent(**subject)


def test_consent_cannot_end_before_it_is_given() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_consent(given_on=today(), until=today() - DAY)


@pytest.mark.parametrize(("shown_as", "name"), [(ShownAs.NO_NAME, "Awa"), (ShownAs.FIRST_NAME, "")])
def test_name_kept_only_when_it_is_shown(shown_as: ShownAs, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(shown_as=shown_as, shown_name=name)


def test_display_name_without_a_name_names_the_group() -> None:
    group = make_group(name="Bènkadi")
    unnamed = {"shown_as": ShownAs.NO_NAME, "shown_name": ""}

    assert Person(shown_as=ShownAs.FIRST_NAME, shown_name="Awa").display_name == "Awa"
    assert Person(**unnamed, group=group).display_name == "A woman of Bènkadi"
    assert Person(**unnamed).display_name == "A woman who gives no name"


def test_sample_person_is_marked_for_staff_only() -> None:
    person = make_person(shown_name="Awa", is_sample=True)

    assert str(person) == "Awa (sample)"
    assert person.display_name == "Awa"
