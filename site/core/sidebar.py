"""The sidebar of Wagtail's admin, packed in a tenth of the time.

Wagtail's own adapters work out for each of ninety menu entries which scripts it needs, and nobody
asks for them: every page of the admin loads the sidebar's script anyway. That was two fifths of
any page. What is packed, and which entries somebody sees, stays Wagtail's: see ADR 30.
"""

from typing import Any

from telepath import BaseAdapter, ObjectNode, ValueContext, ValueNode
from wagtail.admin.telepath import register
from wagtail.admin.ui import sidebar

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


def register_adapters() -> None:
    """Put these in the place of Wagtail's."""
    for part in PARTS:
        register(SidebarAdapter(part), part)
