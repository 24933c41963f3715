"""Inputs, lists to choose from and boxes for words, written at once. Django makes each by several
templates, one inside the other, and a form of ten fields has twenty of them: that was a third of
what the give page cost."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.safestring import SafeData

Widget = Mapping[str, Any]


class FormRenderer(DjangoTemplates):
    """Django's own, to the letter; only what is a lone element needs no template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        write = WRITTEN.get(template_name)
        if write and not widget.get("wrap_label"):
            return write(widget)
        return super().render(template_name, context, request)


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_escaped(value)}"'
    kind, name = escape(widget["type"]), escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{given}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    text = shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _place in widget["optgroups"])
    return f'<select name="{escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: str | None, options: list[Widget]) -> str:
    written = "".join(f"\n  {_option(option)}\n" for option in options)
    if not name:
        return written
    return f'\n  <optgroup label="{shown(name)}">{written}\n  </optgroup>'


def _option(option: Widget) -> str:
    value, attributes = _escaped(option["value"]), _attributes(option)
    return f'<option value="{value}"{attributes}>{shown(option["label"])}</option>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def shown(value: Any) -> str:
    """As `{{ value }}` writes it."""
    return _escaped(str(localize(value)))


def _escaped(value: Any) -> str:
    """As `{{ value|stringformat:"s" }}` writes it."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


# The templates of one element: an <input>, a <textarea>, a <select> with its options.
KINDS_OF_INPUT = (
    *("checkbox", "checkbox_option", "color", "date", "datetime", "email", "hidden", "input"),
    *("number", "password", "radio_option", "search", "tel", "text", "time", "url"),
)
WRITTEN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": write
    for write, names in (
        (_input, KINDS_OF_INPUT),
        (_textarea, ("textarea",)),
        (_select, ("select",)),
    )
    for name in names
}
