"""The sidebar of Wagtail's admin, packed in a tenth of the time, and kept.

Wagtail's own adapters work out for each of ninety menu entries which scripts it needs, and nobody
asks for them: every page of the admin loads the sidebar's script anyway. That was two fifths of
any page. What is packed, and which entries somebody sees, stays Wagtail's: see ADR 30.
"""

from functools import cache
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from telepath import BaseAdapter, ObjectNode, ValueContext, ValueNode
from wagtail.admin import localization
from wagtail.admin.telepath import register
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.ui import sidebar
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from core.generation import keep

PARTS = (
    sidebar.LinkMenuItem,
    sidebar.ActionMenuItem,
    sidebar.SubMenuItem,
    sidebar.PageExplorerMenuItem,
    sidebar.WagtailBrandingModule,
    sidebar.SearchModule,
    sidebar.MainMenuModule,
)


class SidebarAdapter(BaseAdapter):
    """Packs one kind of part: facts as they are, lists of entries one by one. Labels that are not
    translated yet are so when the JSON is written."""

    def __init__(self, part: type) -> None:
        self.js_constructor = f"wagtail.sidebar.{part.__name__}"

    def build_node(self, obj: Any, context: ValueContext) -> ObjectNode:
        return ObjectNode(
            self.js_constructor,
            [
                context.build_node(fact) if isinstance(fact, list) else ValueNode(fact)
                for fact in obj.js_args()
            ],
        )


def sidebar_props(context: Context) -> SafeString:
    """Wagtail's tag of this name: the sidebar as JSON, kept under all that it is made from."""
    user = context["request"].user

    def make() -> SafeString:
        made: SafeString = wagtailadmin_tags.sidebar_props(context)
        return made

    return keep("sidebar", _version(user), make)


def _version(user: Any) -> tuple[Any, ...]:
    """Who somebody is, what they may do and what they have put away; entries ask for nothing
    else."""
    profile = getattr(user, "wagtail_userprofile", None)
    rights: list[Any] = []
    if not user.is_superuser:
        # Wagtail keeps what these have found on the user, so whoever asks next asks nothing.
        pages, collections = (
            policy_registry.get_by_type(model).get_cached_permissions_for_user(user)
            for model in (Page, Collection)
        )
        rights = [
            sorted(user.get_all_permissions()),
            sorted((right.page.path, right.permission_id) for right in pages),
            sorted((right.collection.path, right.permission_id) for right in collections),
        ]
    return (
        get_language(),
        user.pk,
        user.first_name,
        user.get_username(),
        user.is_superuser,
        profile and (profile.avatar.name, profile.dismissibles),
        rights,
    )


def words_of_scripts() -> dict[str, Any]:
    """What Wagtail tells its scripts in the reader's language, months and days among it."""
    return _words_of_scripts(get_language())


@cache
def _words_of_scripts(_language: str | None) -> dict[str, Any]:
    words: dict[str, Any] = localization.get_js_translation_strings()
    return words


def install() -> None:
    """Put these in the place of Wagtail's."""
    for part in PARTS:
        register(SidebarAdapter(part), part)
    wagtailadmin_tags.register.simple_tag(sidebar_props, takes_context=True)
    wagtailadmin_tags.get_js_translation_strings = words_of_scripts
