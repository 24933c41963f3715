from typing import Any

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from core.enums import MailStatus
from core.mail import MailNotRetriableError, retry_mail
from core.models import OutboxMail

pytestmark = pytest.mark.django_db


def make_mail(status: MailStatus) -> OutboxMail:
    return OutboxMail.objects.create(
        key="receipt:1",
        template="none",
        to="awa@example.org",
        language="en",
        subject="Your receipt",
        text="Thank you",
        status=status,
        attempts=8,
        next_try_at=timezone.now(),
    )


@pytest.mark.parametrize("status", [MailStatus.GAVE_UP, MailStatus.QUEUED])
def test_retry_sends_the_mail_after_commit(
    status: MailStatus, django_capture_on_commit_callbacks: Any
) -> None:
    mail = make_mail(status)
    with django_capture_on_commit_callbacks(execute=True):
        retry_mail(mail=mail)
        assert mailbox.outbox == []
    assert [message.subject for message in mailbox.outbox] == ["Your receipt"]
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == (MailStatus.SENT, 0)


@pytest.mark.parametrize("status", [MailStatus.SENDING, MailStatus.SENT])
def test_retry_never_sends_twice(status: MailStatus) -> None:
    mail = make_mail(status)
    with pytest.raises(MailNotRetriableError):
        retry_mail(mail=mail)
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == (status, 8)
