from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from core import sidebar
from core.admin import ReadOnlyViewSet
from core.attention import conditions, find_attention, title_of
from core.models import Alert, OrganisationSettings

sidebar.install()


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    """The mark of the organisation in the sidebar."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


class AttentionPanel(Component):
    """What needs this person, at the top of the admin home; one quiet line when nothing does."""

    name = "attention"
    order = 10
    template_name = "core/admin/attention.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        with OrganisationSettings.read_once():
            findings = find_attention(user=user)
        return {
            "is_watching": any(user.has_perm(condition.permission) for condition in conditions()),
            "findings": findings,
        }


class AlertViewSet(ReadOnlyViewSet):
    """What needed attention, from when to when."""

    model = Alert
    name = "alerts"
    icon = "warning"
    add_to_settings_menu = True
    menu_label = _("Alerts")
    list_display = (
        TitleColumn(
            "condition",
            label=_("condition"),
            accessor=lambda alert: title_of(alert.condition),
            sort_key="condition",
            get_url=lambda alert: reverse("alerts:inspect", args=[alert.pk]),
        ),
        Column("get_severity_display", label=_("Severity"), sort_key="severity"),
        DateColumn("raised_at", label=_("Raised"), sort_key="raised_at"),
        DateColumn("cleared_at", label=_("Cleared"), sort_key="cleared_at"),
    )
    list_filter = ("condition", "severity", "raised_at")
    list_export = ("condition", "severity", "text", "raised_at", "cleared_at")
    inspect_view_fields = ("condition", "severity", "text", "raised_at", "cleared_at")


@hooks.register("register_admin_viewset")
def register_alerts() -> AlertViewSet:
    return AlertViewSet()


@hooks.register("construct_homepage_panels")
def show_attention(_request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, AttentionPanel())
