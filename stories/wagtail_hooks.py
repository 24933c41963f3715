from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from stories.mailing_viewsets import LOG_ACTION, StoryMailingViewSet, tell_button
from stories.models.lock import ConsentLockedPage
from stories.translations import SyncView
from stories.viewsets import (
    ConsentViewSet,
    PersonChooserViewSet,
    PersonViewSet,
    WomensGroupViewSet,
)


class StoriesViewSetGroup(ModelViewSetGroup):
    items = (WomensGroupViewSet, PersonViewSet, ConsentViewSet, StoryMailingViewSet)
    menu_label = _("Stories")
    menu_icon = "openquote"
    menu_order = 150


@hooks.register("register_admin_viewset")
def story_viewsets() -> list[Any]:
    return [StoriesViewSetGroup(), PersonChooserViewSet("person_chooser")]


@hooks.register("register_page_header_buttons")
def offer_to_tell(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    del view_name, next_url
    if button := tell_button(page, user):
        yield button


@hooks.register("register_admin_urls")
def sync_url() -> list[URLPattern]:
    """Stands before wagtail-localize's own: this app comes first in INSTALLED_APPS."""
    return [path("localize/update/<int:translation_source_id>/", SyncView.as_view())]


@hooks.register("register_log_actions")
def consent_log_actions(actions: Any) -> None:
    actions.register_action(
        "stories.withdraw_consent", _("Withdraw consent"), _("Consent withdrawn")
    )
    actions.register_action(LOG_ACTION, _("Tell supporters"), _("Supporters told of it"))


@hooks.register("before_publish_page")
def refuse_without_consent(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved by now and stays one; the editor reads whose consent is missing.

    Wagtail writes a new page as live before it asks here, so a page being added is set back.
    """
    if not isinstance(page, ConsentLockedPage):
        return None
    sentences = page.missing_consents(on=page.goes_live_on())
    if not sentences:
        return None
    if request.resolver_match and request.resolver_match.view_name == "wagtailadmin_pages:add":
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    messages.error(
        request,
        gettext("Saved as a draft, not published. %(reasons)s") % {"reasons": " ".join(sentences)},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page", order=-1)  # before wagtail-localize shows its own editor
def refuse_translation_without_consent(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail-localize publishes without asking the hook above."""
    if request.method == "POST" and request.POST.get("action") == "publish":
        return refuse_without_consent(request, page)
    return None
