"""Rows written by statements that are put together once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Supporter
from core.rows import insert, insert_unless_there, update
from payments.enums import EventStatus
from payments.models import ReconcileRun, WebhookEvent
from tests.factories.payments import make_payment

NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.money]


def supporter(email: str) -> Supporter:
    return Supporter(email=email, name="Awa “Sample” %s", language="fr")


def test_inserted_rows_are_what_the_orm_would_have_written() -> None:
    rows = [supporter("a@example.org"), supporter("b@example.org")]
    insert(rows)
    for row in rows:
        stored = Supporter.objects.get(pk=row.pk)
        for field in Supporter._meta.local_concrete_fields:
            assert getattr(stored, field.attname) == getattr(row, field.attname), field.name
        assert stored.created_at is not None
        row.name = "Awa"
        row.save()  # as a row that is there
    assert Supporter.objects.filter(name="Awa").count() == 2


def test_update_writes_the_named_fields_of_each_row_and_no_others() -> None:
    rows = [supporter("a@example.org"), supporter("b@example.org")]
    insert(rows)
    for number, row in enumerate(rows):
        row.name, row.city, row.language = f"“{number}” %s", "Kita", "xx"
    update(rows, "name", "city")
    update([], "name")
    stored = Supporter.objects.order_by("email").values_list("name", "city", "language")
    assert list(stored) == [("“0” %s", "Kita", "fr"), ("“1” %s", "Kita", "fr")]
    run = ReconcileRun.objects.create(started_at=NOW, since=NOW)
    run.healed = [{"name": "Zoé “%s”", "parts": [1, None]}]
    update([run], "healed")
    assert ReconcileRun.objects.get().healed == run.healed


def test_insert_unless_there_writes_once_and_leaves_the_transaction_whole() -> None:
    first, twin = supporter("a@example.org"), supporter("a@example.org")
    with transaction.atomic():
        assert insert_unless_there(first)
        assert not insert_unless_there(twin)
        assert Supporter.objects.count() == 1
    assert (first._state.adding, twin._state.adding, twin.pk) == (False, True, None)


def test_insert_of_what_is_there_raises() -> None:
    insert([supporter("a@example.org")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([supporter("a@example.org")])


def test_rows_with_keys_and_references_of_their_own_keep_them() -> None:
    payment: Any = make_payment()
    event = WebhookEvent(
        id="evt_1",
        type="charge.succeeded",
        object_id="ch_1",
        payment=payment,
        livemode=False,
        status=EventStatus.RECEIVED,
        happened_at=payment.created_at,
    )
    assert insert_unless_there(event)
    assert WebhookEvent.objects.get(pk="evt_1").payment == payment
