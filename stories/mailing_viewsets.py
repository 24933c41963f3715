"""Telling supporters of a story: what the mail says and whom it reaches, then one press."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.models import Page

from core.admin import ReadOnlyViewSet
from core.enums import MailStatus
from stories.enums import NoticeStatus
from stories.exceptions import AlreadyToldError, MailingError
from stories.models import StoryMailing, StoryPage
from stories.services.followers import followers_of
from stories.services.mailings import previews, reasons_against, start_mailing

MAY_SEND = "stories.send_storymailing"
LOG_ACTION = "stories.tell_supporters"
UNDER_WAY = (MailStatus.QUEUED, MailStatus.SENDING)
LEFT_OUT = (MailStatus.SET_ASIDE, MailStatus.GAVE_UP)


def tell_button(page: Page, user: Any) -> Button | None:
    """On a story that is live, for who may send."""
    if not (isinstance(page, StoryPage) and page.live and user.has_perm(MAY_SEND)):
        return None
    url = reverse("story_mailings:tell", args=[page.pk])
    return Button(_("Tell supporters"), url=url, icon_name="mail", priority=62)


class OfStory:
    """What both views share: only who may send comes in, and the story must be there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_SEND):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def story(self) -> StoryPage:
        return get_object_or_404(StoryPage.objects.live(), pk=self.kwargs["story"])


class TellView(OfStory, WagtailAdminTemplateMixin, TemplateView):
    """Shows the mail in every language, how many it reaches and what forbids it; a POST sends."""

    template_name = "stories/admin/tell.html"
    page_title = _("Tell supporters of this story")
    header_icon = "mail"

    def get_page_subtitle(self) -> str:
        return str(self.story.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]),
                "label": self.story.title,
            },
            {"url": "", "label": self.page_title},
        ]

    @property
    def told(self) -> StoryMailing | None:
        return StoryMailing.objects.filter(translation_key=self.story.translation_key).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        by_language = followers_of(self.story).order_by().values_list("language")
        numbers = dict(by_language.annotate(number=Count("pk")).order_by("-number"))
        shown = [
            (language, get_language_info(language)["name_translated"], mail)
            for language, mail in previews(self.story)
        ]
        return context | {
            "story": self.story,
            "told": self.told,
            "reasons": reasons_against(self.story),
            "number": sum(numbers.values()),
            "previews": shown,
            "readers": [
                (get_language_info(language)["name_translated"], number)
                for language, number in numbers.items()
            ],
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        user: Any = request.user
        try:
            mailing = start_mailing(story=self.story, by=user)
        except MailingError as error:
            messages.error(request, str(error))
            if isinstance(error, AlreadyToldError) and self.told:
                return redirect("story_mailings:inspect", self.told.pk)
            return redirect("story_mailings:tell", self.story.pk)
        log(self.story, LOG_ACTION, user=user)
        number = mailing.notices.count()
        said = ngettext(
            "%(number)s supporter is told. The mail leaves within minutes.",
            "%(number)s supporters are told. The mails leave over the next minutes.",
            number,
        )
        messages.success(request, said % {"number": number})
        return redirect("story_mailings:inspect", mailing.pk)


class PreviewView(OfStory, View):
    """The mail itself in one language, for a frame of the page above."""

    def get(self, _request: HttpRequest, story: int, language: str) -> HttpResponse:
        del story
        mail = dict(previews(self.story)).get(language)
        if mail is None:
            raise Http404("no mail in that language")
        return HttpResponse(mail.html)


def _mail(*statuses: MailStatus) -> Q:
    return Q(notices__mail__status__in=statuses)


class StoryMailingViewSet(ReadOnlyViewSet):
    """Numbers and no names: who follows which group concerns nobody who writes stories."""

    model = StoryMailing
    name = "story-mailings"
    url_namespace = "story_mailings"
    icon = "mail"
    menu_label = _("Mails to supporters")
    list_select_related = ("story", "started_by")
    list_display = (
        Column("__str__", label=_("Story")),
        DateColumn("started_at", label=_("Sent"), sort_key="started_at"),
        Column("started_by", label=_("Sent by")),
        NumberColumn("waiting", label=_("Waiting"), sort_key="waiting"),
        NumberColumn("sent", label=_("Left"), sort_key="sent"),
        NumberColumn("dropped", label=_("Left out"), sort_key="dropped"),
    )
    list_filter = ("started_at",)
    search_fields = ("story__title",)
    list_export = ("__str__", "started_at", "started_by", "waiting", "sent", "dropped")
    export_headings = {
        "__str__": _("Story"),
        "waiting": _("Waiting"),
        "sent": _("Left"),
        "dropped": _("Left out"),
    }
    inspect_view_fields = ("story", "started_at", "started_by", "waiting", "sent", "dropped")

    def rows(self) -> QuerySet[StoryMailing]:
        numbers = {
            "waiting": Q(notices__status=NoticeStatus.WAITING) | _mail(*UNDER_WAY),
            "sent": _mail(MailStatus.SENT),
            "dropped": Q(notices__status=NoticeStatus.DROPPED) | _mail(*LEFT_OUT),
        }
        return (
            super()
            .rows()
            .annotate(**{name: Count("notices", filter=which) for name, which in numbers.items()})
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("tell/<int:story>/", TellView.as_view(), name="tell"),
            path("tell/<int:story>/<slug:language>/", PreviewView.as_view(), name="preview"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        sending = Permission.objects.filter(
            content_type__app_label="stories", codename="send_storymailing"
        )
        return super().get_permissions_to_register() | sending
