"""What was mailed of a story whose teller takes her yes back."""

from collections.abc import Iterable
from uuid import UUID

from core.enums import MailStatus
from core.models import OutboxMail
from stories.enums import NoticeStatus
from stories.models import StoryNotice


def recall_notices(stories: Iterable[UUID]) -> int:
    """Call back the mails about these stories, in every language; returns how many had left.

    Side effects in order: notices that wait are left out; mails that have not left are set aside
    for good; the words of all these mails are erased from the outbox, those that left included.
    """
    notices = StoryNotice.objects.filter(mailing__translation_key__in=list(stories))
    notices.filter(status=NoticeStatus.WAITING).update(status=NoticeStatus.DROPPED)
    mails = OutboxMail.objects.filter(pk__in=list(notices.values_list("mail", flat=True)))
    notices.update(story=None)  # no permit is given without
    mails.filter(status__in=[MailStatus.QUEUED, MailStatus.GAVE_UP]).update(
        status=MailStatus.SET_ASIDE
    )
    mails.update(subject="–", text="", html="")
    return mails.filter(status=MailStatus.SENT).count()
