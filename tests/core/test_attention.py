"""What needs a person: on the admin home, in `/readyz`, and one alert each, never a flood."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core import attention
from core.alerts import raise_alerts
from core.attention import Condition, Item, Step, find_attention
from core.checks import check_alert_emails
from core.enums import Audience, MailStatus, Severity
from core.housekeeping import CLAIM_EXPIRES, register_job, run_jobs
from core.mail import MailNotStuckError, set_aside_mail
from core.models import Alert, JobRun, OutboxMail
from tests.factories.accounts import make_staff, make_superuser
from tests.factories.core import make_mail, run_timer

pytestmark = pytest.mark.django_db


class Trouble:
    """A condition that a test switches on and off."""

    def __init__(self, **overrides: Any) -> None:
        self.texts: list[str] = []
        self.step = Step("Mend it", "/admin/mend/")
        self.condition = Condition(
            **{
                "name": "trouble",
                "title": "Trouble",
                "find": self.find,
                "permission": "core.view_outboxmail",
                "audience": Audience.TREASURER,
                "severity": Severity.URGENT,
                **overrides,
            }
        )

    def find(self) -> Iterator[Item]:
        for text in self.texts:
            yield Item(
                text=text,
                since=timezone.now() - timedelta(hours=3),
                url="/admin/thing/",
                step=self.step,
            )


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Trouble:
    """The only condition there is, and a treasurer to tell."""
    trouble = Trouble()
    monkeypatch.setattr(attention, "_conditions", {"trouble": trouble.condition})
    settings.ALERT_EMAILS = {"treasurer": ["books@example.org"], "administrator": []}
    return trouble


def names() -> set[str]:
    return {finding.condition.name for finding in find_attention()}


# --- Alerts


def test_alert_is_raised_once_and_says_when_it_is_over(
    trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "core.alerts")
    assert raise_alerts() == {"raised": [], "cleared": []}
    trouble.texts = ["Something of awa@example.org is broken."]
    assert raise_alerts()["raised"] == ["trouble"]
    trouble.texts.append("And another.")
    assert raise_alerts() == {"raised": [], "cleared": []}
    [alert] = Alert.objects.all()
    assert (alert.text, alert.cleared_at) == ("Something of awa@example.org is broken.", None)
    trouble.texts = []
    assert raise_alerts()["cleared"] == ["trouble"]
    assert raise_alerts() == {"raised": [], "cleared": []}
    assert Alert.objects.get().cleared_at is not None
    subjects = list(OutboxMail.objects.order_by("pk").values_list("subject", "to"))
    assert subjects == [
        ("Needs attention: Trouble", "books@example.org"),
        ("Over: Trouble", "books@example.org"),
    ]
    assert caplog.messages == ["Alert trouble raised (1)", "Alert trouble cleared"]


def test_mail_of_an_alert_says_what_and_the_next_step(
    trouble: Trouble, django_capture_on_commit_callbacks: Any
) -> None:
    trouble.texts = ["Order MH-1001 cannot be filled."]
    with django_capture_on_commit_callbacks(execute=True):
        raise_alerts()
    [sent] = mail.outbox
    assert "Order MH-1001 cannot be filled." in sent.body
    assert "http://127.0.0.1:8000/admin/mend/" in sent.body


def test_trouble_that_flickers_mails_once_an_hour(trouble: Trouble) -> None:
    for _ in range(3):
        trouble.texts = ["Broken."]
        raise_alerts()
        trouble.texts = []
        raise_alerts()
    assert (Alert.objects.count(), OutboxMail.objects.count()) == (1, 2)
    Alert.objects.update(cleared_at=timezone.now() - timedelta(hours=2))
    trouble.texts = ["Broken."]
    raise_alerts()
    assert (Alert.objects.count(), OutboxMail.objects.count()) == (2, 3)


def test_condition_that_cannot_be_examined_is_itself_an_alert(
    trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Iterator[Item]:
        raise RuntimeError("no answer")

    monkeypatch.setattr(attention, "_conditions", {})
    attention.register_condition(Trouble(find=fail).condition)
    raise_alerts()
    assert Alert.objects.get().text == "This could not be checked; the log says why."


# --- Where it is seen


def test_admin_home_shows_each_person_what_is_theirs(client: Client, trouble: Trouble) -> None:
    trouble.texts = ["Something <b>is</b> broken."] * 11
    for user, sees in (
        (make_staff("core.view_outboxmail"), True),
        (make_superuser(), True),
        (make_staff(), False),
    ):
        client.force_login(user)
        html = client.get("/admin/").content.decode()
        assert ("Needs attention" in html) is sees
        assert ("Something &lt;b&gt;is&lt;/b&gt; broken." in html) is sees
        assert ('href="/admin/mend/"' in html) is sees
        assert ("and more" in html) is sees
        assert ("for 3\xa0hours" in html) is sees


def test_nobody_is_led_to_a_page_that_is_closed_to_them(client: Client, trouble: Trouble) -> None:
    trouble.texts = ["Something is broken."]
    trouble.step = Step("Mend it", "/admin/mend/", permission="core.change_outboxmail")
    for more, is_led in (([], False), (["core.change_outboxmail"], True)):
        client.force_login(make_staff("core.view_outboxmail", *more))
        html = client.get("/admin/").content.decode()
        assert ("Mend it" in html, 'href="/admin/mend/"' in html) == (True, is_led)


def test_how_long_is_said_of_what_has_waited() -> None:
    whens = [timedelta(minutes=2), timedelta(seconds=1), timedelta(days=-3)]
    items = [Item(text="", since=timezone.now() - ago, step=Step("", "")) for ago in whens]
    assert [item.has_waited for item in items] == [True, False, False]


def test_admin_home_is_quiet_when_all_is_well(client: Client, trouble: Trouble) -> None:
    client.force_login(make_superuser())
    html = client.get("/admin/").content.decode()
    assert "Needs attention" not in html
    assert "Nothing needs attention." in html


def test_readyz_tells_what_is_wrong_without_saying_of_whom(
    client: Client, trouble: Trouble
) -> None:
    trouble.texts = ["Something of awa@example.org is broken."]
    response = client.get("/readyz")
    told = response.json()
    assert (response.status_code, told["ready"], told["healthy"]) == (200, True, False)
    assert told["attention"]["trouble"]["count"] == "1"
    assert "awa" not in response.content.decode()


def test_alerts_that_reach_nobody_are_told_before_a_deployment(settings: Any) -> None:
    settings.ALERT_EMAILS = {"treasurer": ["books@example.org"], "shopkeeper": []}
    [warning] = check_alert_emails()
    assert "shopkeeper" in warning.msg
    settings.ALERT_EMAILS = {"treasurer": ["books@example.org"]}
    assert check_alert_emails() == []


def test_alerts_are_listed_with_their_end(client: Client, trouble: Trouble) -> None:
    trouble.texts = ["Something is broken."]
    raise_alerts()
    client.force_login(make_superuser())
    assert "Trouble" in client.get("/admin/alerts/").content.decode()
    page = client.get(f"/admin/alerts/inspect/{Alert.objects.get().pk}/").content.decode()
    assert "Something is broken." in page


# --- The machine room


def test_stuck_mail_needs_attention_until_it_left_or_was_set_aside() -> None:
    run_timer()
    waiting, given_up = make_mail(), make_mail(status=MailStatus.GAVE_UP)
    assert names() == {"stuck_mails"}
    set_aside_mail(mail=given_up)
    assert names() == set()
    OutboxMail.objects.filter(pk=waiting.pk).update(
        created_at=timezone.now() - timedelta(minutes=11)
    )
    assert names() == {"stuck_mails"}
    with pytest.raises(MailNotStuckError):
        set_aside_mail(mail=waiting)


def test_timer_that_stopped_is_seen() -> None:
    assert names() == {"timer_stopped"}
    run_timer()
    assert names() == set()
    run_timer(started_at=timezone.now() - timedelta(minutes=16))
    assert names() == {"timer_stopped"}


def test_job_that_keeps_failing_or_does_not_run_is_seen() -> None:
    now = timezone.now()
    run_timer(failing_since=now - timedelta(minutes=5), error="GatewayError")
    assert names() == set()
    run_timer(failing_since=now - timedelta(minutes=11))
    [finding] = find_attention()
    assert finding.condition.name == "failing_jobs"
    assert finding.items[0].text == "“alerts” fails (GatewayError)."
    run_timer(failing_since=None, error="")
    late = JobRun.objects.create(name="mails sent", started_at=now - timedelta(hours=1))
    assert names() == {"failing_jobs"}
    late.delete()
    assert names() == set()


def test_full_disk_is_seen(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    run_timer()
    settings.MEDIA_ROOT = settings.VAR = tmp_path
    for free, seen in ((11, set()), (10, {"full_disk"}), (0, {"full_disk"})):
        usage = SimpleNamespace(total=100, used=100 - free, free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, usage=usage: usage)
        assert names() == seen


# --- The timer's own rows


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One job that runs every ten minutes; the list says when it ran."""
    runs: list[str] = []
    monkeypatch.setattr("core.housekeeping._jobs", {})
    register_job("ten", lambda: runs.append("ran"), every=timedelta(minutes=10))
    return runs


def test_job_waits_its_turn(job: list[str]) -> None:
    assert run_jobs() == {"ten": None}
    assert run_jobs() == {}
    JobRun.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    run_jobs()
    assert len(job) == 2


def test_job_is_not_run_by_two_timers_and_not_lost_with_one(job: list[str]) -> None:
    begun = JobRun.objects.create(name="ten", claimed_at=timezone.now())
    assert run_jobs() == {}
    begun.claimed_at = timezone.now() - CLAIM_EXPIRES
    begun.save()
    assert run_jobs() == {"ten": None}


def test_failure_of_a_job_is_kept_until_it_goes_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("text that may hold anything")

    monkeypatch.setattr("core.housekeeping._jobs", {})
    register_job("one", fail)
    run_jobs()
    first = JobRun.objects.get()
    assert (first.error, first.claimed_at, first.succeeded_at) == ("RuntimeError", None, None)
    run_jobs()
    assert JobRun.objects.get().failing_since == first.failing_since
    register_job("one", lambda: 3)
    assert run_jobs() == {"one": 3}
    assert JobRun.objects.get().failing_since is None
