"""Short texts of rows that are the same in every language: written in the site's first language,
with a translation for each further one in a JSON column beside them, so that no query finds them.

Pages have a row for each language and need none of this.
"""

from collections.abc import Mapping
from types import new_class
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language


def further_languages() -> list[tuple[str, Any]]:
    """Code and name of each language of the content but the first."""
    return [
        (code, name)
        for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        if code != settings.LANGUAGE_CODE
    ]


def language_name(code: str) -> str:
    """What a language of the site is called; its code, should the site no longer have it."""
    return str(dict(settings.LANGUAGES).get(code, code))


def in_language(text: str, translations: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text in that language, else as first written; and the language that it is in."""
    code = language.split("-", maxsplit=1)[0]
    if code != settings.LANGUAGE_CODE and translations.get(code):
        return translations[code], code
    return text, settings.LANGUAGE_CODE


def in_active_language(text: str, translations: Mapping[str, str]) -> str:
    return in_language(text, translations, get_language() or settings.LANGUAGE_CODE)[0]


class TranslationsForm(forms.ModelForm):
    """A model form where some texts have a field for each further language beside them, kept in a
    JSON column: `columns` names it for each text. Made by `with_translations`."""

    columns: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text, column in self.columns.items():
            kept = getattr(self.instance, column)
            names = []
            for code, _name in further_languages():
                names.append(field_name(text, code))
                if field := self.fields.get(names[-1]):  # a form made of some fields lacks others
                    field.initial = kept.get(code, "")
            order = [name for name in self.fields if name not in names]
            if text in order:
                at = order.index(text) + 1
                order = [*order[:at], *names, *order[at:]]
            self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for text, column in self.columns.items():
            kept = dict(getattr(self.instance, column))
            for code, _name in further_languages():
                if (name := field_name(text, code)) in cleaned:
                    kept[code] = cleaned[name]
            setattr(self.instance, column, {code: said for code, said in kept.items() if said})
        return cleaned


def field_name(text: str, code: str) -> str:
    return f"{text}_{code}"


def with_translations(base: type, *, text: str, column: str, label: Any, **options: Any) -> type:
    """`base`, a model form, with one more field for each further language; for several texts, one
    after the other."""
    fields = {
        field_name(text, code): forms.CharField(
            label=format_lazy("{} ({})", label, name), required=False, **options
        )
        for code, name in further_languages()
    }
    columns = getattr(base, "columns", {}) | {text: column}
    body = {**fields, "columns": columns, "__module__": base.__module__}
    bases = (base,) if issubclass(base, TranslationsForm) else (TranslationsForm, base)
    return new_class(base.__name__, bases, exec_body=lambda ns: ns.update(body))
