"""A payment that Stripe remembers and we do not: written again, once, or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from payments.enums import PaymentStatus
from payments.exceptions import CannotRebuildError
from payments.gateway import Gateway, Record, RecordedLine
from payments.models import Payment
from payments.services.rebuilding import rebuild_payment
from tests.factories.ledger import default_fund
from tests.infrastructure.meanwhile import just_before
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler) -> None:
    """Every test here runs with the recording handler."""


def record_of(reference: str, **changes: Any) -> Record:
    now = timezone.now()
    line = RecordedLine("gift", "Gift", 1, 4000, 0, default_fund().code, "")
    values: dict[str, Any] = {
        "session_id": "cs_1",
        "reference": reference,
        "url": "https://checkout.example/1",
        "amount": 4000,
        "currency": "USD",
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "fr",
        "wants_news": True,
        "created_at": now - timedelta(hours=2),
        "expires_at": now,
        "lines": (line,),
        "facts": {"payment": reference, "remembered": "gift"},
        **changes,
    }
    return Record(**values)


@pytest.fixture
def remembers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`remembers(record)`: what Stripe has kept."""

    def keep(record: Record) -> None:
        monkeypatch.setattr(Gateway, "fetch_record", lambda _gateway, _session: record)

    return keep


def test_payment_is_written_again_once(remembers: Any, handler: RecordingHandler) -> None:
    record = record_of(str(uuid4()))
    remembers(record)
    payment = rebuild_payment("cs_1")
    assert rebuild_payment("cs_1") == payment
    assert (str(payment.uuid), payment.status) == (record.reference, PaymentStatus.PENDING)
    assert (payment.created_at, payment.wants_news) == (record.created_at, True)
    assert list(payment.lines.values_list("kind", "amount")) == [("gift", 4000)]
    assert handler.calls == [("rebuilt", ["gift"])]


def test_payment_that_another_run_wrote_meanwhile_is_that_one(
    remembers: Any, handler: RecordingHandler
) -> None:
    remembers(record_of(str(uuid4())))
    with just_before("SAVEPOINT", lambda: rebuild_payment("cs_1")):
        payment = rebuild_payment("cs_1")
    assert payment == Payment.objects.get()
    assert handler.calls == [("rebuilt", ["gift"])]


def test_what_cannot_be_ours_is_not_written_and_says_why(remembers: Any) -> None:
    ours = record_of(str(uuid4()))
    [line] = ours.lines
    for wrong, why in (
        ({"facts": {}}, "not made by us"),
        ({"lines": ()}, "not made by us"),
        ({"lines": (replace(line, kind="raffle"),)}, "line of unknown kind 'raffle'"),
        ({"lines": (replace(line, fund="gone"),)}, "fund 'gone' is not here"),
    ):
        remembers(replace(ours, **wrong))
        with pytest.raises(CannotRebuildError, match=f"^{why}$"):
            rebuild_payment("cs_1")
    assert not Payment.objects.exists()
    remembers(ours)
    rebuild_payment("cs_1")
    remembers(record_of(str(uuid4())))  # another payment that names the same session
    with pytest.raises(CannotRebuildError, match=r"^IntegrityError$"):
        rebuild_payment("cs_1")
    assert Payment.objects.count() == 1
