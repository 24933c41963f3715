"""No page in any state may shut anybody out: axe, the HTML itself, narrow screens, the console.

One walk through the whole site a language; the fixture `pages` fails it on any console error, so
on any violation of the content security policy too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.live_site import LiveSite
from tests.looks.validator import INSTALL, find_validator, validate
from tests.looks.walks import LANGUAGES, sights

pytestmark = [pytest.mark.browser, pytest.mark.faults]

# Motion would have colours measured half-way.
NARROW = {"viewport": {"width": 320, "height": 640}, "reduced_motion": "reduce"}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
# Other words have the same colours, and colours take longest to look at.
WORDS = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}
# The dark scheme changes colours and nothing else.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_fit_for_everybody(
    demo_site: LiveSite, pages: WatchedPages, language: str, tmp_path: Path
) -> None:
    pages.expect("status of 4")  # forms with errors, and the page that is not there
    problems = []
    for sight in sights(demo_site, pages, language, **NARROW):
        problems += [f"{sight.name}: {problem}" for problem in problems_of(sight.page, language)]
        stem = sight.name.replace(" ", "-")
        (tmp_path / f"{stem}.html").write_text(sight.response.text())
    assert problems == []
    validator = find_validator()
    if validator is None:
        pytest.skip(INSTALL)
    assert validate(validator, tmp_path) == []


def problems_of(page: Page, language: str) -> Iterator[str]:
    is_first = language == LANGUAGES[0]
    yield from violations(page, EVERYTHING if is_first else WORDS)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "wider than a narrow screen"
    if page.evaluate("document.documentElement.lang") != language:
        yield "in the wrong language"
    if is_first:
        page.emulate_media(color_scheme="dark")
        yield from violations(page, COLOURS)
        page.emulate_media(color_scheme="light")


def violations(page: Page, options: dict) -> Iterator[str]:
    try:
        found = look(page, options)
    except Error:  # the page was just giving way to the next one
        page.wait_for_load_state("networkidle")
        found = look(page, options)
    for violation in found:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {violation['help']}: {node['html'][:200]}"


def look(page: Page, options: dict) -> list[dict]:
    """What axe finds. It goes into a page once, and what it found in order stays there: both take
    longer than looking."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict] = page.evaluate(
        "options => axe.run(options).then(seen => seen.violations)", options
    )
    return found
