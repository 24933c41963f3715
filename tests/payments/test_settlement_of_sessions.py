"""What each answer of Stripe's means for a payment. The caller brings the session along, so Stripe
is not asked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from donations.services.giving.gifts import start_donation
from ledger.models import Entry, Fund
from payments.drift import unknown_words
from payments.enums import PaymentMethod, PaymentStatus
from payments.exceptions import ForeignObjectError, MismatchError
from payments.gateway import Charge, Fee, Intent, Session
from payments.models import Payment, WebhookEvent
from payments.services.settlement import is_uuid, payment_behind, settle, settle_event
from tests.factories.payments import gift_line, goods_line, make_payment
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CHARGE = Charge("ch_1", 4000, "USD", NOW - timedelta(hours=1), Fee(146, "USD", NOW, 4000))
INTENT = Intent("pi_1", "succeeded", CHARGE, "")


@pytest.fixture(autouse=True)
def _recorded(handler: RecordingHandler, receipts: list[Payment]) -> None:
    """Every test here runs with the recording handler and issuer."""


def session_of(payment: Payment, **changes: Any) -> Session:
    values: dict[str, Any] = {
        "id": f"cs_{payment.pk}",
        "url": "https://checkout.example/1",
        "status": "open",
        "payment_status": "unpaid",
        "amount": payment.amount,
        "currency": payment.currency,
        "reference": str(payment.uuid),
        "livemode": False,
        "created_at": NOW,
        "expires_at": payment.expires_at,
        "line_amounts": (),
        "intent": None,
        **changes,
    }
    return Session(**values)


def paid_session(payment: Payment, **changes: Any) -> Session:
    values = {"status": "complete", "payment_status": "paid", "intent": INTENT, **changes}
    return session_of(payment, **values)


def history(payment: Payment) -> list[tuple[str, str, str]]:
    return [(move.before, move.after, move.cause) for move in payment.moves.all()]


def test_open_session_is_noted_once() -> None:
    payment = make_payment()
    for cause in ("page", "event"):
        assert settle(payment, cause=cause, session=session_of(payment)) == payment
    assert (payment.stripe_session, payment.session_url) == (
        f"cs_{payment.pk}",
        "https://checkout.example/1",
    )
    assert history(payment) == [("created", "pending", "page")]


def test_paid_session_is_noted_whole(handler: RecordingHandler) -> None:
    payment = make_payment()
    session = paid_session(payment, subscription="sub_of_somebody")
    for cause in ("event", "page"):
        settle(payment, cause=cause, session=session)
    noted = (payment.stripe_session, payment.stripe_payment_intent, payment.stripe_charge)
    assert noted == (session.id, "pi_1", "ch_1")
    assert (payment.stripe_invoice, payment.fee) == (None, 146)
    assert payment.succeeded_at == CHARGE.created_at
    assert history(payment) == [("created", "succeeded", "event")]
    assert handler.calls == [("paid", ["gift"])]


@pytest.mark.parametrize("intent", [None, replace(INTENT, charge=None)])
def test_paid_session_whose_charge_is_not_known_yet(intent: Intent | None) -> None:
    payment = make_payment()
    settle(payment, cause="event", session=paid_session(payment, intent=intent, invoice="in_1"))
    assert payment.stripe_payment_intent == (intent and "pi_1")
    assert (payment.stripe_charge, payment.fee) == (None, None)
    assert payment.stripe_invoice == "in_1"
    assert payment.succeeded_at is not None
    assert payment.succeeded_at >= NOW


def test_fee_that_comes_later_is_booked_and_nothing_else(handler: RecordingHandler) -> None:
    payment = make_payment()
    unknown = replace(INTENT, charge=replace(CHARGE, fee=None))
    for intent in (unknown, INTENT):
        settle(payment, cause="event", session=paid_session(payment, intent=intent))
    assert payment.fee == 146
    assert sorted(Entry.objects.values_list("key", flat=True)) == [
        f"payment:{payment.uuid}",
        f"payment:{payment.uuid}:fee",
    ]
    assert handler.calls == [("paid", ["gift"])]


@pytest.mark.parametrize("word", ["requires_payment_method", "canceled"])
def test_promised_payment_that_did_not_come_fails(handler: RecordingHandler, word: str) -> None:
    payment, open_still = make_payment(), make_payment(email="b@example.org")
    intent = Intent("pi_1", word, None, "")
    settle(open_still, cause="page", session=session_of(open_still, intent=intent))
    assert open_still.status == PaymentStatus.PENDING
    session = session_of(payment, status="complete", intent=intent)
    settle(payment, cause="event", session=session)
    assert (payment.status, payment.stripe_session) == (PaymentStatus.FAILED, session.id)
    assert history(payment) == [("created", "failed", "event")]
    assert handler.calls == [("closed", ["gift"])]


@pytest.mark.parametrize("intent", [None, Intent("pi_1", "processing", None, "")])
def test_promised_payment_is_waited_for(handler: RecordingHandler, intent: Intent | None) -> None:
    payment = make_payment()
    settle(payment, cause="event", session=session_of(payment, status="complete", intent=intent))
    assert (payment.status, handler.calls) == (PaymentStatus.CREATED, [])
    assert unknown_words() == {}


def test_expired_session_closes_and_is_noted(handler: RecordingHandler) -> None:
    payment = make_payment()
    session = session_of(payment, status="expired")
    for _ in range(2):
        settle(payment, cause="event", session=session)
    assert (payment.status, payment.stripe_session) == (PaymentStatus.EXPIRED, session.id)
    assert history(payment) == [("created", "expired", "event")]
    assert handler.calls == [("closed", ["gift"])]


def test_status_that_nobody_knows_changes_nothing_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    payment = make_payment()
    settle(payment, cause="event", session=session_of(payment, status="hibernating"))
    assert (payment.status, list(unknown_words())) == ("created", ["session: hibernating"])
    assert caplog.messages == [
        f"session cs_{payment.pk} says 'hibernating', which is unknown to us"
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": "another"}, "Stripe says .'another', 1300, 'USD', False.$"),
        ({"amount": 1301}, "Stripe says .+, 1301, 'USD', False.$"),
        ({"currency": "EUR"}, "Stripe says .+, 1300, 'EUR', False.$"),
        ({"livemode": True}, "Stripe says .+, 1300, 'USD', True.$"),
        ({"line_amounts": (1200, 101)}, "has other lines at Stripe$"),
        ({"line_amounts": (1300,)}, "has other lines at Stripe$"),
    ],
)
def test_session_that_is_not_what_we_asked_for_is_refused(
    change: dict[str, Any], words: str
) -> None:
    payment = make_payment(goods_line(1200), gift_line(100))
    with pytest.raises(MismatchError, match=words):
        settle(payment, cause="event", session=paid_session(payment, **change))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.CREATED


def test_lines_may_be_told_in_any_order() -> None:
    payment = make_payment(goods_line(1200), gift_line(100))
    session = paid_session(payment, intent=None, line_amounts=(100, 1200))
    assert settle(payment, cause="event", session=session).is_paid


def test_money_that_came_another_way_is_left_as_it_is() -> None:
    payment = make_payment()
    Payment.objects.update(method=PaymentMethod.CHEQUE)
    payment.refresh_from_db()
    settle(payment, cause="event", session=paid_session(payment))
    assert (payment.status, history(payment)) == (PaymentStatus.CREATED, [])


def test_monthly_gift_whose_page_expired_never_begins() -> None:
    payment = start_donation(
        amount=2000,
        currency="USD",
        fund=Fund.objects.default(),
        email="awa@example.org",
        name="Awa Sample",
        language="en",
        interval="month",
        cancel_path="/donate/",
    )
    settle(payment, cause="event", session=session_of(payment, status="expired"))
    assert payment.subscription is not None
    payment.subscription.refresh_from_db()
    assert payment.subscription.status == "incomplete_expired"


def test_reference_is_ours_only_when_it_looks_so() -> None:
    ours = str(uuid4())
    assert is_uuid(ours) is True
    assert [is_uuid(other) for other in ("", "order 7", ours.upper())] == [False] * 3


def test_what_is_about_no_payment_of_ours_says_what_it_is() -> None:
    with pytest.raises(ForeignObjectError, match=r"^ch_1$"):
        payment_behind(intent_id="", charge_id="ch_1")
    with pytest.raises(ForeignObjectError, match=r"^cs_1$"):
        settle_event(WebhookEvent(object_id="cs_1", type="checkout.session.completed"))


def test_payment_that_is_known_by_its_charge_is_found_without_asking() -> None:
    payment = make_payment()
    Payment.objects.update(stripe_payment_intent="pi_1", stripe_charge="ch_1")
    assert payment_behind(intent_id="", charge_id="ch_1") == payment
    assert payment_behind(intent_id="pi_1") == payment
