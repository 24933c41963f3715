"""The outbox: mail is a row in the business transaction and leaves after it commits.

A template is three files under `templates/`: `<name>.subject.txt`, `<name>.txt`, `<name>.html`.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from core.enums import MailStatus
from core.guards import guarded
from core.models import OrganisationSettings, OutboxMail
from core.rows import insert_unless_there

logger = logging.getLogger(__name__)

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
CLAIM_EXPIRES = timedelta(minutes=10)
PERMIT_REFUSED = "PermitRefused"
_WIDE_GAP = re.compile(r"\n{3,}")  # where a part of the text has nothing to say
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


class Attachment(NamedTuple):
    """A file sent along: made when the mail leaves, so the outbox holds no copy of it."""

    name: str
    content: bytes
    content_type: str


class RenderedMail(NamedTuple):
    subject: str
    text: str
    html: str


_attachments: dict[str, Callable[[str], Attachment]] = {}
_permits: dict[str, Callable[[str], bool]] = {}


def register_attachment(kind: str, make: Callable[[str], Attachment]) -> None:
    """Tell the outbox how to make an attachment of that kind from its reference."""
    _attachments[kind] = make


def register_permit(kind: str, holds: Callable[[str], bool]) -> None:
    """Tell the outbox how to find out, when a mail of that kind leaves, whether it still may."""
    _permits[kind] = holds


def render_mail(*, template: str, language: str, context: dict[str, Any]) -> RenderedMail:
    """The three files of a mail in that language, styles inlined.

    Besides the context they know `organisation`, `base_url` and `language`.
    """
    with translation.override(language):
        values = {
            "organisation": OrganisationSettings.load(),
            "base_url": settings.BASE_URL,
            "language": language,
            **context,
        }
        return RenderedMail(
            subject=" ".join(_plain(f"{template}.subject.txt", values).split()),
            text=_WIDE_GAP.sub("\n\n", _plain(f"{template}.txt", values).strip()) + "\n",
            html=_inliner.inline(render_to_string(f"{template}.html", values)),
        )


def _plain(template: str, values: dict[str, Any]) -> str:
    """A text file is no HTML: "Women's fund" must not become "Women&#x27;s fund"."""
    return get_template(template).template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]


def queue_mail(
    *,
    key: str,
    template: str,
    to: str,
    language: str,
    context: dict[str, Any],
    attachment: tuple[str, str] | None = None,
    permit: tuple[str, str] | None = None,
    unsubscribe_url: str = "",
) -> OutboxMail:
    """Promise a mail: call inside the transaction that is its reason.

    Renders it now in the given language, writes the row, and after commit hands it to a task.
    A key already promised returns the earlier row unchanged, whoever promised it first. With a
    `permit` it leaves only if that still holds then. `unsubscribe_url` takes a POST without sign-in
    that ends such mails.
    """
    rendered = render_mail(template=template, language=language, context=context)
    kind, reference = attachment or ("", "")
    permit_kind, permit_ref = permit or ("", "")
    mail = OutboxMail(
        key=key,
        template=template,
        to=to,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        attachment_kind=kind,
        attachment_ref=reference,
        permit_kind=permit_kind,
        permit_ref=permit_ref,
        unsubscribe_url=unsubscribe_url,
        next_try_at=timezone.now(),
    )
    if not insert_unless_there(mail):
        return OutboxMail.objects.get(key=key)
    transaction.on_commit(partial(send_queued_mail.enqueue, mail.pk))
    return mail


@task()
def send_queued_mail(pk: int) -> None:
    send_mail(pk)


def send_due_mails() -> int:
    """Send what is due, and what a worker left half done. Returns how many left."""
    now = timezone.now()
    due = OutboxMail.objects.filter(
        Q(status=MailStatus.QUEUED, next_try_at__lte=now)
        | Q(status=MailStatus.SENDING, claimed_at__lt=now - CLAIM_EXPIRES)
    )
    return sum(send_mail(pk) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


def send_mail(pk: int) -> bool:
    """Send one queued mail unless somebody else has it. True when it left now.

    One whose permit no longer holds is set aside. Never raises for a mail server's failure: the row
    is put back with a later time, and after the last try it says "gave up", which the staff's
    attention list shows.
    """
    if not _claim(pk):
        return False
    mail = OutboxMail.objects.get(pk=pk)
    if not _is_permitted(mail):
        OutboxMail.objects.filter(pk=pk).update(
            status=MailStatus.SET_ASIDE, last_error=PERMIT_REFUSED
        )
        return False
    try:
        _message(mail).send()
    except Exception as error:  # any failure of the far side means "try later"
        _put_back(mail, error)
        return False
    OutboxMail.objects.filter(pk=pk).update(
        status=MailStatus.SENT, sent_at=timezone.now(), last_error=""
    )
    return True


def _is_permitted(mail: OutboxMail) -> bool:
    if not mail.permit_kind or not guarded("permit of a mail"):
        return True
    return _permits[mail.permit_kind](mail.permit_ref)


def _claim(pk: int) -> bool:
    """Take the row by compare-and-set, so that two workers never send the same mail."""
    now = timezone.now()
    row = OutboxMail.objects.filter(pk=pk)
    if row.filter(status=MailStatus.QUEUED).update(status=MailStatus.SENDING, claimed_at=now):
        return True
    # A claim this old means the worker died between claiming and writing "sent".
    return bool(
        row.filter(status=MailStatus.SENDING, claimed_at__lt=now - CLAIM_EXPIRES).update(
            claimed_at=now, may_be_duplicate=True
        )
    )


def _put_back(mail: OutboxMail, error: Exception) -> None:
    attempts = mail.attempts + 1
    gave_up = attempts > len(RETRY_AFTER)
    wait = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
    OutboxMail.objects.filter(pk=mail.pk).update(
        status=MailStatus.GAVE_UP if gave_up else MailStatus.QUEUED,
        attempts=attempts,
        next_try_at=timezone.now() + wait,
        last_error=type(error).__name__,
    )
    logger.warning("Mail %s was not sent (%s, try %s)", mail.pk, type(error).__name__, attempts)


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    digest = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{digest}@{urlsplit(settings.BASE_URL).hostname}>"}
    if mail.unsubscribe_url:  # RFC 8058: mail programs show a button that posts there
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.may_be_duplicate:
        headers["X-Possible-Duplicate"] = "yes"
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.attachment_kind:
        message.attach(*_attachments[mail.attachment_kind](mail.attachment_ref))
    return message


class MailNotRetriableError(Exception):
    """The mail has left already, or is leaving."""


def retry_mail(*, mail: OutboxMail) -> None:
    """Queue a mail again that gave up, was set aside or waits for its next try.

    Puts the row back with fresh tries by compare-and-set, then after commit hands it to a task.
    Raises `MailNotRetriableError` when it was sent or is being sent.
    """
    with transaction.atomic():
        moved = OutboxMail.objects.filter(
            pk=mail.pk,
            status__in=[MailStatus.QUEUED, MailStatus.GAVE_UP, MailStatus.SET_ASIDE],
        ).update(status=MailStatus.QUEUED, attempts=0, next_try_at=timezone.now())
        if not moved:
            raise MailNotRetriableError(_("This mail has left already, or is leaving now."))
        transaction.on_commit(partial(send_queued_mail.enqueue, mail.pk))


class MailNotStuckError(Exception):
    """The mail was not given up, so there is nothing to set aside."""


def set_aside_mail(*, mail: OutboxMail) -> None:
    """Leave a mail unsent for good that was given up, so that it needs no attention any more.

    Moves the row by compare-and-set. Raises `MailNotStuckError` when it is in any other state.
    """
    gave_up = OutboxMail.objects.filter(pk=mail.pk, status=MailStatus.GAVE_UP)
    if not gave_up.update(status=MailStatus.SET_ASIDE):
        raise MailNotStuckError(_("Only a mail that was given up can be set aside."))
