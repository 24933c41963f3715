from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from stories.models.lock import ConsentLockedPage


@hooks.register("register_log_actions")
def consent_log_actions(actions: Any) -> None:
    actions.register_action(
        "stories.withdraw_consent", _("Withdraw consent"), _("Consent withdrawn")
    )


@hooks.register("before_publish_page")
def refuse_without_consent(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved by now and stays one; the editor reads whose consent is missing."""
    if not isinstance(page, ConsentLockedPage):
        return None
    sentences = page.missing_consents(on=page.goes_live_on())
    if not sentences:
        return None
    messages.error(
        request,
        gettext("Saved as a draft, not published. %(reasons)s") % {"reasons": " ".join(sentences)},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
