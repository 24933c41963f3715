"""Inputs written at once. Django makes each by three templates, one inside the other, and a form of
ten fields has twenty inputs: that was a third of what the give page cost."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeData

# The templates that are nothing but an <input>.
INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in (
        *("checkbox", "checkbox_option", "color", "date", "datetime", "email", "hidden", "input"),
        *("number", "password", "radio_option", "search", "tel", "text", "time", "url"),
    )
)


class FormRenderer(DjangoTemplates):
    """Django's own, to the letter; only what is a lone `<input>` needs no template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in INPUTS and not widget.get("wrap_label"):
            return _input(widget)
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_escaped(value)}"'
    attributes = "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
    kind, name = escape(widget["type"]), escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{given}{attributes}>'


def _escaped(value: Any) -> str:
    return str(value) if isinstance(value, SafeData) else escape(value)
