"""Card testing finds no home: who may open a payment, before anything is written."""

import time
from typing import Any

import pytest
from django.core import checks
from django.core.cache import cache
from django.utils import timezone

from core.models import OrganisationSettings
from payments.defence import admission, alarms, questions, visitors
from payments.defence.admission import admit, breaker_since
from payments.defence.card_testing import CARD_FAILED
from payments.defence.checks import check_limits
from payments.defence.places import Limit
from payments.defence.questions import ask, is_answered
from payments.defence.visitors import Visitor
from payments.exceptions import PaymentsClosedError, ProofNeededError, TooManyPaymentsError
from payments.models import WebhookEvent
from payments.skew import remember_skew
from tests.factories.payments import make_payment

pytestmark = pytest.mark.django_db

AWA = Visitor(network="198.51.100.7")


def open_some(count: int, visitor: Visitor = AWA, *, email: str = "", begin: int = 0) -> None:
    for number in range(begin, begin + count):
        admit(visitor=visitor, email=email or f"{number}@example.org", fingerprint=f"{number}")


def with_answer(about: str, visitor: Visitor = AWA) -> Visitor:
    """The visitor, who read the question and answered it."""
    question = ask(about=about)
    facts = questions.signing.loads(question.token, salt=questions.SALT)
    words, position = questions._drawn(facts["seed"])
    return Visitor(network=visitor.network, token=question.token, answer=words[position])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MIN_AGE", 0)


def test_admit_five_of_one_address_and_no_sixth() -> None:
    open_some(5)
    with pytest.raises(TooManyPaymentsError):
        open_some(1, begin=5)
    open_some(1, Visitor(network="198.51.100.8"), begin=6)


def test_admit_the_same_payment_again_needs_no_place() -> None:
    payment = make_payment(fingerprint="same")
    for _click in range(12):
        admit(visitor=AWA, email="awa@example.org", fingerprint=payment.fingerprint)
    open_some(5)


def test_admit_limits_an_email_address_wherever_it_comes_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "PER_EMAIL", Limit("email", places=3, seconds=600))
    open_some(3, Visitor(), email="awa@example.org")
    with pytest.raises(TooManyPaymentsError):
        admit(visitor=Visitor(network="192.0.2.1"), email=" AWA@example.org", fingerprint="x")
    open_some(1, Visitor(network="192.0.2.1"), begin=9)


@pytest.mark.usefixtures("quick")
def test_breaker_asks_everybody_and_lets_through_who_answers(settings: Any) -> None:
    settings.PAYMENTS_PER_MINUTE = 3
    open_some(3, Visitor())
    assert breaker_since() is None
    with pytest.raises(ProofNeededError) as needed:
        open_some(1, begin=3)
    assert breaker_since() is not None
    cache.delete_many([f"payments.place:minute:{n}" for n in range(3)])
    with pytest.raises(ProofNeededError):  # it stays so for a while, at any pace
        open_some(1, Visitor(), begin=4)
    admit(visitor=with_answer(needed.value.about), email="3@example.org", fingerprint="3")


@pytest.mark.usefixtures("quick")
def test_breaker_refusal_costs_no_place_of_the_address(settings: Any) -> None:
    settings.PAYMENTS_PER_MINUTE = 1
    open_some(1, Visitor())
    for number in range(1, 9):
        with pytest.raises(ProofNeededError) as needed:
            open_some(1, begin=number)
    admit(visitor=with_answer(needed.value.about), email="8@example.org", fingerprint="8")


@pytest.mark.usefixtures("quick")
def test_trap_asks_a_question_and_never_locks_out() -> None:
    fell = Visitor(network=AWA.network, fell_for_trap=True)
    with pytest.raises(ProofNeededError) as needed:
        open_some(1, fell)
    admit(visitor=with_answer(needed.value.about), email="0@example.org", fingerprint="0")


def test_posts_without_a_stamp_are_asked_after_the_second() -> None:
    blind = Visitor(network=AWA.network, saw_the_form=False)
    open_some(2, blind)
    with pytest.raises(ProofNeededError):
        open_some(1, blind, begin=2)
    open_some(3, begin=3)


@pytest.mark.usefixtures("quick")
def test_wrong_answers_come_to_an_end() -> None:
    for _try in range(10):
        wrong = Visitor(network=AWA.network, token=ask(about="x").token, answer="no")
        with pytest.raises(ProofNeededError) as needed:
            open_some(1, wrong)
        assert needed.value.is_wrong
    with pytest.raises(TooManyPaymentsError):
        open_some(1, Visitor(network=AWA.network, token=ask(about="y").token, answer="no"))


def test_answer_counts_once_read_in_time_and_for_this_payment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = with_answer("this payment")

    def counts(about: str = "this payment", **other: str) -> bool:
        return is_answered(
            about=about, **({"token": answered.token, "answer": answered.answer} | other)
        )

    assert not counts()  # within a second of being asked
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2)
    assert counts()
    assert counts(answer=f" {answered.answer.upper()}. ")
    assert not counts(about="another payment")
    assert not counts(answer="")
    assert not counts(token=answered.token[:-1])
    assert not counts(token="")
    monkeypatch.setattr(time, "time", lambda: now + questions.MAX_AGE + 1)
    assert not counts()


def test_answer_in_the_other_language_counts(quick: None) -> None:
    answered = with_answer("x")
    french = questions._translations(answered.answer)[1]
    assert is_answered(about="x", token=answered.token, answer=french)


def test_stamp_is_good_between_two_seconds_and_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, hourly = visitors.make_stamp(), visitors.make_stamp(hourly=True)
    assert not visitors._is_good(exact)  # filled in faster than anybody types
    assert visitors._is_good(hourly)  # of a cached page, the same for everybody this hour
    assert not visitors._is_good("")
    assert not visitors._is_good(exact + "x")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3)
    assert visitors._is_good(exact)
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    assert not visitors._is_good(exact)
    assert not visitors._is_good(hourly)


@pytest.mark.parametrize("where", ["admin", "environment"])
def test_kill_switch_closes_everything(settings: Any, where: str) -> None:
    make_payment(fingerprint="0")
    if where == "admin":
        organisation = OrganisationSettings.load()
        organisation.payments_are_closed = True
        organisation.save()
    else:
        settings.PAYMENTS_CLOSED = True
    with pytest.raises(PaymentsClosedError):
        open_some(1)


def test_without_the_guard_everybody_is_admitted(settings: Any) -> None:
    settings.GUARDS_OFF = {"admission"}
    open_some(6)


def test_without_a_cache_people_may_pay(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    open_some(6)
    assert "payments are not limited" in caplog.text


def test_deployment_check_asks_for_a_shared_cache_and_the_proxies(settings: Any) -> None:
    assert [problem.id for problem in check_limits()] == ["payments.W001", "payments.W002"]
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    }
    settings.TRUSTED_PROXY_COUNT = 1
    assert check_limits() == []
    assert check_limits in checks.registry.registry.deployment_checks


def test_attack_and_closing_raise_an_alarm(settings: Any) -> None:
    assert [*alarms.card_testing(), *alarms.payments_closed(), *alarms.clock_skew()] == []
    settings.PAYMENTS_PER_MINUTE = 1
    open_some(1, Visitor())
    with pytest.raises(ProofNeededError):
        open_some(1, Visitor(), begin=1)
    remember_skew(-420)
    settings.PAYMENTS_CLOSED = True
    [attack], [closed], [skew] = (
        [*find()] for find in (alarms.card_testing, alarms.payments_closed, alarms.clock_skew)
    )
    assert "each visitor answers a question" in attack.text
    assert attack.since == breaker_since()
    assert closed.text == "Nobody can give or buy: PAYMENTS_CLOSED is set."
    assert "420 seconds before this server’s time" in skew.text


def test_declined_cards_by_the_dozen_raise_an_alarm() -> None:
    WebhookEvent.objects.bulk_create(
        WebhookEvent(
            id=f"evt_{number}",
            type=CARD_FAILED,
            object_id="pi_1",
            livemode=False,
            happened_at=timezone.now(),
        )
        for number in range(31)
    )
    [item] = alarms.card_testing()
    assert item.text == "31 cards were declined within an hour."
