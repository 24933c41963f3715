"""Fields of forms, written at once: the give form has twenty of them, and a template takes five
times as long over each."""

from django import template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.form_renderer import shown

register = template.Library()


@register.simple_tag
def field_of(field: BoundField, unmarked: bool = False) -> SafeString:
    """`{% field_of form.email %}`: label, hint, error, control. `unmarked=True` where nobody needs
    to read that it is optional."""
    return mark_safe(_written(field, unmarked))  # noqa: S308  (each text is escaped below)


def _written(field: BoundField, unmarked: bool) -> str:
    if field.is_hidden:
        return field.as_widget()
    kind, label, errors = field.widget_type, shown(field.label), field.errors
    invalid = " field--invalid" if errors else ""
    notes = _notes(field, errors)
    if kind in {"radioselect", "checkboxselectmultiple"}:
        return (
            f'<fieldset class="field choices{invalid}" id="{shown(field.auto_id)}"'
            f"{_described(field)}><legend>{label}</legend>{notes}"
            f'<div class="choices__row">{"".join(map(_choice, field))}</div></fieldset>'
        )
    name = shown(field.id_for_label)
    if kind == "checkbox":
        return (
            f'<div class="field field--check{invalid}">{field.as_widget()}'
            f'<label for="{name}">{label}</label>{notes}</div>'
        )
    if not (unmarked or errors or kind == "select" or field.field.required):
        optional = shown(gettext("(optional)"))
        label += f' <span class="field__optional">{optional}</span>'
    return (
        f'<div class="field{invalid}"><label for="{name}">{label}</label>{notes}'
        f"{field.as_widget()}</div>"
    )


def _described(field: BoundField) -> str:
    names = field.aria_describedby
    return f' aria-describedby="{shown(names)}"' if names else ""


def _choice(choice: BoundWidget) -> str:
    return f'<label class="choice">{choice.tag()}<span>{shown(choice.choice_label)}</span></label>'


def _notes(field: BoundField, errors: ErrorList) -> str:
    """What helps to fill it in, and what is wrong with it."""
    name, hint, notes = shown(field.auto_id), shown(field.help_text), ""
    if hint:
        notes = f'<p class="field__hint" id="{name}_helptext">{hint}</p>'
    if errors:
        text = " ".join(map(shown, errors))
        notes += f'<p class="field__error" id="{name}_error">{text}</p>'
    return notes
