"""Entries of the journal found by how their keys begin."""

import pytest
from django.db.models import Q

from ledger.enums import EntryKind
from ledger.models import Entry
from tests.factories.ledger import default_fund
from tests.infrastructure.plans import reads_every_row
from tests.ledger.test_posting import NOON, gift, post

pytestmark = pytest.mark.django_db

KEYS = ["gift:1", "gift:1:", "gift:1:2", "gift:1;", "gift:12:1", "GIFT:1:3", "gift:_:1", "é:1"]


def test_entries_whose_keys_begin_so_are_found_to_the_letter() -> None:
    for key in KEYS:
        postings = gift(100, default_fund())
        post(
            key=key,
            kind=EntryKind.MANUAL,
            description=key,
            occurred_at=NOON,
            postings=postings,
        )

    def found(begins: str) -> list[str]:
        entries = Entry.objects.filter(key__begins=begins)
        return sorted(entries.values_list("key", flat=True))

    assert {begins: found(begins) for begins in ("gift:1:", "gift:_", "é", "gift:3")} == {
        "gift:1:": ["gift:1:", "gift:1:2"],
        "gift:_": ["gift:_:1"],
        "é": ["é:1"],
        "gift:3": [],
    }


def test_they_are_looked_for_in_the_index() -> None:
    begun = Q(key__begins="gift:1:")
    for wanted in (begun, begun | Q(key="gift:1")):
        assert not reads_every_row(Entry.objects.filter(wanted))
    assert reads_every_row(Entry.objects.filter(description="gift:1"))
