from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from core.attention import conditions, find_attention


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
        return {
            "is_watching": any(user.has_perm(condition.permission) for condition in conditions()),
            "findings": find_attention(user=user),
        }


@hooks.register("construct_homepage_panels")
def show_attention(_request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, AttentionPanel())
