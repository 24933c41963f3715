import datetime as dt
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import override

from core.form_renderer import FormRenderer

AWKWARD = '"><script>&'


class EveryInput(forms.Form):
    """Values, attributes and labels as they come: missing, wrong, safe, numbers, yes and no."""

    text = forms.CharField(
        widget=forms.TextInput(attrs={"data-x": AWKWARD, "autofocus": True, "disabled": False}),
        initial=AWKWARD,
    )
    safe = forms.CharField(
        widget=forms.TextInput(attrs={"title": mark_safe("&eacute;")}),
        initial=mark_safe("&amp;"),
    )
    number = forms.IntegerField(min_value=-1, max_value=1234567, initial=1234.5)
    mail = forms.EmailField(required=False)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), help_text="When")
    hidden = forms.CharField(widget=forms.HiddenInput, initial=0)
    password = forms.CharField(widget=forms.PasswordInput)
    agreed = forms.BooleanField(initial=True)
    one = forms.ChoiceField(choices=[("a", AWKWARD), ("b", "B")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        choices=[(1, "One"), (2, "Two")], widget=forms.CheckboxSelectMultiple, initial=[2]
    )
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), initial=AWKWARD)
    no_words = forms.CharField(widget=forms.Textarea, required=False)
    listed = forms.ChoiceField(
        choices=[
            ("", "–"),
            (AWKWARD, AWKWARD),
            (1.5, 1.5),
            (AWKWARD, [("in", lazystr("Lazy")), ("safe", mark_safe("&eacute;"))]),
        ],
        initial="safe",
    )
    many = forms.MultipleChoiceField(choices=[(1, "One"), (2, dt.date(2026, 11, 22))], initial=[2])
    several_parts = forms.SplitDateTimeField(required=False)


@pytest.mark.parametrize(
    "data", [None, {"text": AWKWARD, "one": "b", "several": ["1"], "listed": AWKWARD}]
)
def test_inputs_are_those_of_django_to_the_letter(data: dict[str, Any] | None) -> None:
    with override("fr"):
        _compare(data)


def _compare(data: dict[str, Any] | None) -> None:
    ours, theirs = (EveryInput(data, renderer=each()) for each in (FormRenderer, DjangoTemplates))
    for name in EveryInput.base_fields:
        assert str(ours[name]) == str(theirs[name]), name
    for name in ("one", "several"):  # as our own templates write them
        pairs = zip(ours[name], theirs[name], strict=True)
        assert all(one.tag() == other.tag() for one, other in pairs), name
    assert ours.as_p() == theirs.as_p()
