from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as mailbox
from django.db import transaction
from django.utils import timezone

from core.enums import MailStatus
from core.mail import CLAIM_EXPIRES, RETRY_AFTER, queue_mail, send_due_mails, send_mail
from core.models import OutboxMail
from tests.factories.core import make_mail

pytestmark = pytest.mark.django_db

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "hello.subject.txt": "Hello {{ name }}\n",
                        "hello.txt": "Dear {{ name }}",
                        "hello.html": "<p>Dear {{ name }}</p>",
                    },
                )
            ]
        },
    }
]


class DeadServer:
    """A mail backend whose server never answers."""

    def __init__(self, **_options: Any) -> None:
        pass

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError("no answer at somebody@example.org")


@pytest.fixture
def dead_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"


def promise(settings: Any, **overrides: Any) -> OutboxMail:
    settings.TEMPLATES = TEMPLATES
    return queue_mail(
        **{
            "key": "hello:1",
            "template": "hello",
            "to": "reader@example.org",
            "language": "en",
            "context": {"name": "Awa"},
        }
        | overrides
    )


def test_mail_leaves_after_commit_and_not_before(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mail = promise(settings)
        assert mailbox.outbox == []
    assert [(sent.subject, sent.to) for sent in mailbox.outbox] == [
        ("Hello Awa", ["reader@example.org"])
    ]
    mail.refresh_from_db()
    assert mail.status == MailStatus.SENT


def test_mail_is_promised_once_per_key(settings: Any) -> None:
    first = promise(settings)
    again = promise(settings, context={"name": "Fanta"})
    assert again == first
    assert OutboxMail.objects.get().subject == "Hello Awa"


def test_mail_of_a_transaction_that_fails_is_never_promised(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def fail_after_promising() -> None:
        with transaction.atomic():
            promise(settings)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail_after_promising()
    assert mailbox.outbox == []
    assert not OutboxMail.objects.exists()


def test_mail_is_sent_by_one_worker_only() -> None:
    mail = make_mail()
    assert send_mail(mail.pk) is True
    assert send_mail(mail.pk) is False
    assert len(mailbox.outbox) == 1


def test_mail_that_fails_waits_longer_each_time_then_gives_up(dead_server: None) -> None:
    mail = make_mail()
    for attempt, wait in enumerate(RETRY_AFTER, start=1):
        before = timezone.now()
        assert send_mail(mail.pk) is False
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == (MailStatus.QUEUED, attempt)
        assert before + wait <= mail.next_try_at <= timezone.now() + wait
        assert mail.last_error == "ConnectionRefusedError"
    assert send_mail(mail.pk) is False
    mail.refresh_from_db()
    assert mail.status == MailStatus.GAVE_UP
    assert send_mail(mail.pk) is False


def test_due_mails_are_sent_and_others_left() -> None:
    now = timezone.now()
    due = make_mail()
    later = make_mail(next_try_at=now + timedelta(minutes=5))
    gave_up = make_mail(status=MailStatus.GAVE_UP)
    assert send_due_mails() == 1
    statuses = {mail.pk: mail.status for mail in OutboxMail.objects.all()}
    assert statuses == {
        due.pk: MailStatus.SENT,
        later.pk: MailStatus.QUEUED,
        gave_up.pk: MailStatus.GAVE_UP,
    }


def test_mail_of_a_worker_that_died_is_sent_again_and_says_so() -> None:
    long_ago = timezone.now() - CLAIM_EXPIRES - timedelta(seconds=1)
    mail = make_mail(status=MailStatus.SENDING, claimed_at=long_ago)
    assert send_due_mails() == 1
    assert mailbox.outbox[0].extra_headers["X-Possible-Duplicate"] == "yes"
    mail.refresh_from_db()
    assert mail.may_be_duplicate


def test_mail_of_a_worker_at_work_is_left_alone() -> None:
    make_mail(status=MailStatus.SENDING, claimed_at=timezone.now())
    assert send_due_mails() == 0
    assert mailbox.outbox == []


def test_mail_has_the_same_message_id_whenever_it_is_sent() -> None:
    mail = make_mail(key="receipt:7")
    send_mail(mail.pk)
    first = mailbox.outbox[0].extra_headers["Message-ID"]
    OutboxMail.objects.update(status=MailStatus.QUEUED)
    send_mail(mail.pk)
    assert mailbox.outbox[1].extra_headers["Message-ID"] == first
