"""The lock: a page that shows people is served only while they agree to it.

`StoryPage` and `GroupPage` share it. Lists take `objects.servable()`; a single page answers
`is_servable()`, which costs no query when the page came from the database through `objects`:
the manager brings the answer along, for lists of specific pages too.
"""

import datetime as dt
from functools import lru_cache
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from stories.exceptions import ConsentMissingError

from .consents import Consent, today
from .groups import WomensGroup
from .people import Person


def agrees(
    subject: str, outer: str, *, to: str, where: str = "on_site", on: dt.date | None = None
) -> Exists:
    """Whether the person or group in the outer query's field agrees to `to` on this site, or in
    another channel, today or on a day."""
    return Exists(
        Consent.objects.live(on).filter(**{subject: OuterRef(outer), to: True, where: True})
    )


def agrees_now(subject: Person | WomensGroup, *, to: str, where: str) -> bool:
    """The same of one person or group."""
    return bool(subject.consents.live().filter(**{to: True, where: True}).exists())


def missing_consents_of(
    subject: Person | WomensGroup,
    *,
    on: dt.date,
    pictured: bool = True,
    heard: bool = False,
    appealed: bool = False,
) -> list[str]:
    """One sentence for each thing this person or group has not agreed to on this site, and where
    the page asks for money (`appealed`), in appeals."""
    consents = subject.consents.live(on).filter(on_site=True)
    sentences = []
    if not consents.filter(covers_story=True).exists():
        sentences.append(_("%(name)s: no live consent for the story.") % {"name": subject})
    if pictured and not consents.filter(covers_photo=True).exists():
        sentences.append(_("%(name)s: no live consent for pictures.") % {"name": subject})
    if heard and not consents.filter(covers_voice=True).exists():
        sentences.append(_("%(name)s: no live consent for her voice.") % {"name": subject})
    if appealed:
        needed = {"covers_story": True} | ({"covers_photo": True} if pictured else {})
        if not subject.consents.live(on).filter(for_fundraising=True, **needed).exists():
            sentences.append(_("%(name)s: no live consent for appeals.") % {"name": subject})
    return sentences


class LockedPageQuerySet(PageQuerySet):
    def only(self, *fields: str) -> Self:
        """Also without the related rows the manager brings along: Django refuses to mix both."""
        return super(LockedPageQuerySet, self.select_related(None)).only(*fields)

    def consented(self) -> Self:
        """Pages that everyone they show agrees to, drafts included."""
        return self.filter(has_consent=True)

    def servable(self) -> Self:
        """Pages that may be shown to anybody: live, public, and agreed to by all they show."""
        return self.live().public().consented()


@lru_cache(maxsize=8)
def _condition(pages: "type[ConsentLockedPage]", day: dt.date) -> Q:
    """The same all day, and building it takes longer than asking it."""
    return pages.consent_condition(day)


class LockedPageManager(PageManager.from_queryset(LockedPageQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        # Every one of these pages prints its group and picture, so they come along.
        pages = super().get_queryset().select_related("group", "lead_image", "locale")
        return pages.annotate(has_consent=_condition(self.model, today()))


class ConsentLockedPage(Page):
    """A page type says what must be agreed to, twice: as a condition for the database, and as
    sentences for the editor about the draft in hand."""

    objects = LockedPageManager()

    class Meta:
        abstract = True

    @classmethod
    def consent_condition(cls, on: dt.date) -> Q:
        raise NotImplementedError

    def missing_consents(self, on: dt.date | None = None) -> list[str]:
        raise NotImplementedError

    @classmethod
    def showing(cls, consent: Consent) -> Any:
        """The pages, in all languages, that depend on the consent of this person or group."""
        raise NotImplementedError

    def is_servable(self) -> bool:
        """Whether visitors may see this page, or any card or link made from it."""
        if not self.live:
            return False
        if not hasattr(self, "has_consent"):
            return type(self).objects.filter(pk=self.pk).consented().exists()
        return self.has_consent

    def structured_data(self, address: str) -> dict[str, Any]:
        """An article by the organisation: search engines need no woman's name."""
        dates = (self.first_published_at, self.last_published_at)
        published, changed = (day.isoformat() if day else "" for day in dates)
        return {
            "@type": "Article",
            "headline": self.title,
            "mainEntityOfPage": address,
            "datePublished": published,
            "dateModified": changed,
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_servable():
            raise Http404("no live consent")
        return super().serve(request, *args, **kwargs)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Editors see the page with a notice about the consents that are missing."""
        context = super().get_preview_context(request, mode_name)
        return context | {"missing_consents": self.missing_consents()}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.is_servable() else []

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse to publish, or to schedule, what is not agreed to.

        Raises `ConsentMissingError`. The editor's own "Publish" button asks before it comes here
        (`stories.wagtail_hooks`), so that the editor reads the reason.
        """
        draft = revision.as_object()
        if sentences := draft.missing_consents(on=draft.goes_live_on()):
            raise ConsentMissingError(sentences)
        return super().publish(revision, *args, **kwargs)

    def goes_live_on(self) -> dt.date:
        """The day this draft is to appear: today, or the day it is scheduled for."""
        if self.go_live_at:
            return max(today(), self.go_live_at.astimezone(dt.UTC).date())
        return today()
