"""What templates say is said through `{% translate %}`, so that every language can say it."""

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
NAMES = {"Mali Health"}
SILENT = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|<style.*?</style>|<svg.*?</svg>"
    r"|{% block body_class %}.*?{% endblock.*?%}"
    r"|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
HEARD = re.compile(r'(?:alt|aria-label|placeholder|title)="([^"]*)"')


def words_of(source: str) -> list[str]:
    """Texts between tags, and in attributes that are read out."""
    plain = SILENT.sub("\n", source)
    texts = [*re.sub(r"<[^>]*>", "\n", plain).splitlines(), *HEARD.findall(plain)]
    return [text.strip() for text in texts if re.search(r"[^\W\d_]{2,}", text)]


@pytest.mark.parametrize(
    "path",
    sorted(
        {*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")}
        - {TEMPLATES / "robots.txt", *TEMPLATES.glob("styleguide/*")}  # for those who build
    ),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_template_holds_no_words_of_its_own(path: Path) -> None:
    words = {text.strip(" –·") for text in words_of(path.read_text())}
    assert words - NAMES == set()


def test_words_outside_a_translation_are_found() -> None:
    source = '<h1 title="Gift">{% translate "Basket" %} Hello</h1>{# a note #}<p>{{ name }}</p>'
    assert words_of(source) == ["Hello", "Gift"]
