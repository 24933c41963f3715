"""Supporters who asked are told of a new story: once, in their language, under consent.

The consent is asked three times: when staff start it, when a mail is written, and when it leaves.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from accounts.tokens import news_address
from core.mail import RenderedMail, queue_mail, render_mail
from stories.enums import NoticeStatus
from stories.exceptions import AlreadyToldError, NobodyListensError, NotTellableError
from stories.models import StoryMailing, StoryNotice, StoryPage
from stories.services.channels import missing_for, tellable_stories
from stories.services.followers import followers_of

CHANNEL = "in_mail"
TEMPLATE = "stories/emails/story"
PERMIT = "story"
AT_ONCE = 200  # written with each run of the timer, so that no run is long


def reasons_against(story: StoryPage) -> list[str]:
    """One sentence for each thing that forbids telling supporters of this story now."""
    if tellable_stories([CHANNEL]).filter(pk=story.pk).exists():
        return []
    if not story.is_servable():
        return [_("The story is not on the site.")]
    return missing_for(story, CHANNEL) or [_("The story is not open to everybody.")]


def start_mailing(*, story: StoryPage, by: User) -> StoryMailing:
    """Promise to tell everybody who follows this story's groups, in one transaction.

    Side effects in order: the mailing is written, which no second one of the same story in any
    language can follow; a notice for each follower is written. The timer writes the mails
    (`queue_notices`). Raises `NotTellableError`, `AlreadyToldError` or `NobodyListensError`.
    """
    if sentences := reasons_against(story):
        raise NotTellableError(sentences)
    with transaction.atomic():
        mailing, is_new = StoryMailing.objects.get_or_create(
            translation_key=story.translation_key, defaults={"story": story, "started_by": by}
        )
        if not is_new:
            raise AlreadyToldError
        notices = StoryNotice.objects.bulk_create(
            (
                StoryNotice(mailing=mailing, supporter_id=key)
                for key in followers_of(story).order_by("pk").values_list("pk", flat=True)
            ),
            batch_size=1000,
        )
        if not notices:
            raise NobodyListensError
    return mailing


def queue_notices() -> int:
    """Write the mails of notices that wait, some of them at each run; returns how many. Each in its
    own transaction, so that a run that dies loses none and doubles none."""
    waiting = StoryNotice.objects.filter(status=NoticeStatus.WAITING)
    notices = waiting.select_related("supporter", "mailing__story__locale").order_by("pk")
    return sum(_queue(notice) for notice in notices[:AT_ONCE])


@transaction.atomic
def _queue(notice: StoryNotice) -> bool:
    """One notice: left out when the supporter no longer listens or no version may be told, else
    its mail is promised."""
    supporter = Supporter.objects.get(pk=notice.supporter_id)
    version = version_for(supporter.language, notice.mailing) if _listens(supporter) else None
    status = NoticeStatus.QUEUED if version else NoticeStatus.DROPPED
    waiting = StoryNotice.objects.filter(pk=notice.pk, status=NoticeStatus.WAITING)
    if not waiting.update(status=status, story=version) or version is None:
        return False
    with translation.override(supporter.language):
        unsubscribe_url = news_address(supporter)
    notice.mail = queue_mail(
        key=f"story:{notice.mailing_id}:{supporter.pk}",
        template=TEMPLATE,
        to=supporter.email,
        language=supporter.language,
        context=_context(version, supporter.language, unsubscribe_url),
        permit=(PERMIT, str(notice.pk)),
        unsubscribe_url=unsubscribe_url,
    )
    notice.save(update_fields=["mail"])
    return True


def may_leave(notice: str) -> bool:
    """The permit of such a mail: the supporter still listens, and everybody in the very page it
    speaks of still agrees to e-mail."""
    found = StoryNotice.objects.select_related("supporter").filter(pk=notice).first()
    if found is None or found.story_id is None or not _listens(found.supporter):
        return False
    return tellable_stories([CHANNEL]).filter(pk=found.story_id).exists()


def version_for(language: str, mailing: StoryMailing) -> StoryPage | None:
    """The story in that language, else as staff sent it, else in any language that may be told."""
    versions = {
        version.locale.language_code: version
        for version in tellable_stories([CHANNEL])
        .filter(translation_key=mailing.translation_key)
        .order_by("-pk")
    }
    sent = mailing.story.locale.language_code if mailing.story else ""
    return versions.get(language) or versions.get(sent) or next(iter(versions.values()), None)


def previews(story: StoryPage) -> Iterator[tuple[str, RenderedMail]]:
    """The mail as it would be, in each language of the site; its links lead out of no list."""
    draft = StoryMailing(translation_key=story.translation_key, story=story)
    for language, _name in settings.LANGUAGES:
        if version := version_for(language, draft):
            context = _context(version, language, unsubscribe_url=f"{settings.BASE_URL}/")
            yield language, render_mail(template=TEMPLATE, language=language, context=context)


def _listens(supporter: Supporter) -> bool:
    return supporter.hears_of_stories and bool(supporter.email)


def _context(version: StoryPage, language: str, unsubscribe_url: str) -> dict[str, Any]:
    told_in = version.locale.language_code
    _site, _root, path = version.get_url_parts()
    with translation.override(language):
        name = get_language_info(told_in)["name_translated"]
    return {
        "story": version,
        "story_language": told_in,
        "other_language": name if told_in != language else "",
        "address": f"{settings.BASE_URL}{path}",
        "unsubscribe_url": unsubscribe_url,
    }
