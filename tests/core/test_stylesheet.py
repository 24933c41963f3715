import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from core.stylesheet import shorten, stylesheet
from tests.infrastructure.browser import WatchedPages

RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const plain = (rule) => rule.cssText.replaceAll(/url\\([^)]*\\)|\\s+/g, "");
  return [...sheet.cssRules].map(plain).join();
}"""


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("a {\n  color: red; /* why */\n}\n", "a{color:red}"),
        ("a :hover > b, i { width: calc(1px + 2px); }", "a :hover>b,i{width:calc(1px + 2px)}"),
        ('a::after { content: "{ ; }  "; }', 'a::after{content: "{ ; }  "}'),
    ],
)
def test_shorten(written: str, short: str) -> None:
    assert shorten(written) == short


@pytest.mark.django_db
def test_policy_names_the_stylesheet_of_the_page(client: Client) -> None:
    response = client.get("/nowhere/")
    found = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()

    assert len(found) == 1
    assert f"style-src 'self' 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "../" not in found[0]


@pytest.mark.browser
def test_a_browser_reads_the_same_rules_from_both(pages: WatchedPages) -> None:
    page = pages.open()
    file = Path(finders.find("css/site.css"))
    assert page.evaluate(RULES, str(stylesheet().text)) == page.evaluate(RULES, file.read_text())
