"""Parts of the editor that are only read."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.attribution import raised_by
from core.money import format_amount


def in_all_languages(page: Page) -> PageQuerySet:
    return Page.objects.filter(translation_key=page.translation_key)


class RaisedPanel(Panel):
    """What came by a page in all its languages, or by the pages that `pages_of` names."""

    def __init__(
        self, pages_of: Callable[[Any], PageQuerySet] = in_all_languages, **options: Any
    ) -> None:
        options.setdefault("heading", _("What it raised"))
        options.setdefault("icon", "pick")
        super().__init__(**options)
        self.pages_of = pages_of

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "pages_of": self.pages_of}

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/raised.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            language = get_language() or "en"
            context["rows"] = [
                (each.label, each.number, format_amount(each.amount, each.currency, language))
                for each in raised_by(self.panel.pages_of(self.instance))
            ]
            return context
