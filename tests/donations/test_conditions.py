"""What about gifts, grants and pledges needs a person: what each condition says, and when it ends.
Cards that fail, closed funds and lapsed packs are tested beside what they are about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from core.attention import conditions, find_attention
from donations.enums import BatchStatus, InstalmentStatus, ReportKind
from donations.models import GiftBatch, Instalment
from donations.services.offline.transfers import withdraw
from tests.factories.accounts import make_staff
from tests.factories.batches import make_batch, make_transfer
from tests.factories.grants import make_grant, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_time() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 21, 15, 31, tzinfo=UTC), tick=False):
        yield


def texts(name: str) -> list[str]:
    [condition] = [one for one in conditions() if one.name == name]
    return [item.text for item in condition.find()]


def test_letters_wait_until_they_are_printed() -> None:
    make_batch({}, {"email": "awa@example.org"}, {})
    assert texts("letters_to_print") == []
    GiftBatch.objects.update(status=BatchStatus.POSTED, posted_at=timezone.now())
    assert texts("letters_to_print") == [
        "2 letters of the batch of Nov.\xa020, 2026 are not printed."
    ]
    GiftBatch.objects.update(letters_printed_at=timezone.now())
    assert texts("letters_to_print") == []


def test_grants_and_pledges_say_what_is_due_late_and_over() -> None:
    grant = make_grant((date(2026, 11, 20), 1_000_000), title="Clinic")
    make_promise((date(2026, 11, 20), 5_000), (date(2026, 11, 21), 5_000))
    assert sorted(texts("instalments_late")) == [
        "A pledge: $50.00, expected on Nov.\xa020, 2026.",
        "Clinic: $10,000.00, expected on Nov.\xa020, 2026.",
    ]
    for right, sees in (("donations.view_instalment", True), ("donations.view_grant", False)):
        names = {one.condition.name for one in find_attention(user=make_staff(right))}
        assert ("instalments_late" in names) is sees

    report = grant.reports.create(kind=ReportKind.INTERIM, due_on=date(2026, 12, 22))
    counts = []
    for due_on in (report.due_on, date(2026, 12, 21), date(2026, 11, 21), date(2026, 11, 20)):
        grant.reports.update(due_on=due_on)
        counts.append((len(texts("grant_reports_due")), len(texts("grant_reports_late"))))
    assert counts == [(0, 0), (1, 0), (1, 0), (0, 1)]
    grant.reports.update(sent_on=date(2026, 11, 21), sent_by=grant.responsible)
    assert texts("grant_reports_late") == []

    grant.conditions.create(text="A site", deadline=date(2026, 11, 21))
    assert texts("grant_conditions_past") == []
    assert len(texts("instalments_late")) == 1  # the grant's money waits for the condition
    grant.conditions.update(deadline=date(2026, 11, 20))
    assert texts("grant_conditions_past") == [
        "“Clinic”: a condition ended on Nov.\xa020, 2026 and is not met."
    ]

    grant.ask_again_on = date(2026, 11, 22)
    grant.save()
    assert texts("grants_to_renew") == []
    grant.ask_again_on = date(2026, 11, 21)
    grant.save()
    assert texts("grants_to_renew") == ["“Clinic”: you wanted to ask again on Nov.\xa021, 2026."]
    make_grant(is_awarded=False, renews=grant)
    assert texts("grants_to_renew") == []

    Instalment.objects.exclude(pledge=None).update(
        status=InstalmentStatus.WRITTEN_OFF, written_off_on=date(2026, 11, 21), reason="Moved"
    )
    assert texts("instalments_late") == []


def test_transfer_that_does_not_come_is_asked_about_until_it_is_put_away() -> None:
    make_transfer()
    late = make_transfer(expected_by=date(2026, 1, 20), code="7K3F9Q")
    assert texts("late_transfers") == [
        f"$250.00 with the code {late.shown_code} was expected by Jan.\xa020, 2026."
    ]
    withdraw(late)
    assert texts("late_transfers") == []
