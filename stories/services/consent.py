"""Taking stories down when the yes behind them ends."""

import dataclasses
from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, get_page_models

from stories.exceptions import ConsentWithdrawnError
from stories.models import Consent
from stories.models.consents import today
from stories.models.lock import ConsentLockedPage
from stories.services.recall import recall_notices


def locked_pages() -> list[type[ConsentLockedPage]]:
    """Every page type that shows people, those of apps above this one included."""
    return [model for model in get_page_models() if issubclass(model, ConsentLockedPage)]


@dataclasses.dataclass(frozen=True)
class RemovedPage:
    title: str
    language: str
    url: str | None


@dataclasses.dataclass(frozen=True)
class WithdrawalReport:
    """What a withdrawal changed: consents ended with it, and pages no longer on the site. And how
    many mails about her had left, which nobody can call back."""

    consents: list[Consent]
    pages: list[RemovedPage]
    mails: int = 0


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: AbstractBaseUser, reason: str) -> WithdrawalReport:
    """Record that she has changed her mind, and take her off the site.

    In order: marks this consent, and every other one of the same person or group still in force,
    as withdrawn today (a later no outweighs each earlier yes); unpublishes her stories and the
    campaigns that show her in every language, and for a group its own pages; cancels their
    scheduled publishing; logs the withdrawal on each consent; sets aside the mails about her
    stories that have not left and erases their words from the outbox. From the commit on, the lock
    refuses the pages even where a copy of them is still marked live. Earlier versions of the pages
    and the files of the pictures are kept, unlinked: this function does not erase them.

    Raises `ConsentWithdrawnError` when it had been withdrawn before.
    """
    marked = {"withdrawn_on": today(), "withdrawn_by": by, "withdrawal_reason": reason}
    if not Consent.objects.filter(pk=consent.pk, withdrawn_on=None).update(**marked):
        raise ConsentWithdrawnError
    others = Consent.objects.of_same_subject(consent).filter(withdrawn_on=None, until__gte=today())
    ended = [consent, *others]
    others.update(**marked)
    consent.refresh_from_db()

    for each in ended:
        log(
            instance=each,
            action="stories.withdraw_consent",
            user=by,
            data={"reason": reason, "asked_for": str(consent.pk)},
        )
    pages = pages_of(consent)
    removed = [removed for page in pages for removed in _take_down(page, by=by)]
    _cancel_refused_schedules()
    mails = recall_notices({page.translation_key for page in pages})
    return WithdrawalReport(consents=ended, pages=removed, mails=mails)


def take_down_lapsed() -> int:
    """Unpublish, and unschedule, every page whose consent has ended. Returns how many were live.

    The lock has refused them since the hour it ended; this makes the page tree say the same.
    """
    count = 0
    for page_type in locked_pages():
        for page in page_type.objects.filter(has_consent=False, live=True):
            with transaction.atomic():
                count += len(_take_down(page))
    _cancel_refused_schedules()
    return count


def live_without_consent() -> Iterator[str]:
    """One sentence for each live page that someone it shows does not agree to."""
    for page_type in locked_pages():
        if not Page.objects.exact_type(page_type).filter(live=True).exists():
            continue  # nothing to ask about, and to ask is a long query
        for page in page_type.objects.filter(has_consent=False, live=True):
            yield f"“{page.title}” ({page.url_path}) is live: {' '.join(page.missing_consents())}"


def pages_of(consent: Consent) -> list[ConsentLockedPage]:
    """Every page that shows this person or speaks for this group, in all languages."""
    return [page for page_type in locked_pages() for page in page_type.showing(consent)]


def _take_down(page: ConsentLockedPage, by: AbstractBaseUser | None = None) -> list[RemovedPage]:
    if not page.live:
        return []
    removed = RemovedPage(title=page.title, language=page.locale.language_code, url=page.full_url)
    # Whoever may record a no may have it obeyed: permission to publish is not asked.
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    return [removed]


def _cancel_refused_schedules() -> None:
    """A draft may name people whom the published version does not: each one is asked about."""
    for revision in Revision.objects.filter(
        content_type__in=ContentType.objects.get_for_models(*locked_pages()).values(),
        approved_go_live_at__isnull=False,
    ):
        draft = revision.as_object()
        if draft.missing_consents(on=draft.goes_live_on()):
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
