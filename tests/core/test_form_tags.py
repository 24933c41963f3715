from typing import Any

from django import forms
from django.template import Context, Template
from django.utils.safestring import mark_safe

AWKWARD = '"><script>&'
SAID = "&quot;&gt;&lt;script&gt;&amp;"


class EveryField(forms.Form):
    words = forms.CharField(label=AWKWARD, help_text=AWKWARD)
    further = forms.CharField(label=mark_safe("<em>Further</em>"), required=False)
    agreed = forms.BooleanField(label="I agree")
    one = forms.ChoiceField(
        choices=[("a", AWKWARD), ("b", "B")], widget=forms.RadioSelect, help_text="Either"
    )
    listed = forms.ChoiceField(choices=[("a", "A")], required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, initial=AWKWARD)

    def clean_words(self) -> str:
        raise forms.ValidationError([AWKWARD, "Twice."])


def written(name: str, data: dict[str, Any] | None = None, options: str = "") -> str:
    form = EveryField(data, renderer=forms.renderers.DjangoTemplates())
    template = Template("{% load form_tags %}{% field_of field " + options + "%}")
    return template.render(Context({"field": form[name]})).replace("\n", "")


def test_field_has_its_label_hint_error_and_control() -> None:
    label = f'<label for="id_words">{SAID}</label>'
    hint = f'<p class="field__hint" id="id_words_helptext">{SAID}</p>'
    control = '<input type="text" name="words" required aria-describedby="id_words_helptext" '
    assert written("words") == f'<div class="field">{label}{hint}{control}id="id_words"></div>'
    wrong = written("words", {"words": AWKWARD})
    assert wrong.startswith(f'<div class="field field--invalid">{label}{hint}')
    assert f'<p class="field__error" id="id_words_error">{SAID} Twice.</p>' in wrong
    assert 'aria-describedby="id_words_helptext id_words_error"' in wrong


def test_field_says_that_it_is_optional_where_nobody_would_guess() -> None:
    optional = '<em>Further</em> <span class="field__optional">(optional)</span></label>'
    assert optional in written("further")
    for other in (written("further", options="unmarked=True "), written("listed")):
        assert "(optional)" not in other
    assert "<em>Further</em></label>" in written("further", options="unmarked=True ")


def test_box_comes_before_its_words() -> None:
    assert written("agreed") == (
        '<div class="field field--check"><input type="checkbox" name="agreed" required '
        'id="id_agreed"><label for="id_agreed">I agree</label></div>'
    )
    assert "field--check field--invalid" in written("agreed", {})


def test_choices_are_a_group_with_a_legend() -> None:
    group = written("one", {"one": "b"})
    assert group.startswith(
        '<fieldset class="field choices" id="id_one" aria-describedby="id_one_helptext">'
        '<legend>One</legend><p class="field__hint" id="id_one_helptext">Either</p>'
    )
    assert f"<span>{SAID}</span></label>" in group
    assert group.count('class="choice"') == 2
    assert "checked" in group.partition('value="b"')[2]


def test_hidden_field_is_its_input_alone() -> None:
    assert written("hidden") == f'<input type="hidden" name="hidden" value="{SAID}" id="id_hidden">'
