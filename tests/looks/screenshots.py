"""Pictures of every page in every state: `make screenshots`.

Phone, tablet and desktop, light and dark, English and French, into `var/screenshots/`, with an
`index.html` that shows them side by side. `python -m tests.looks.screenshots give basket` takes
those of the states whose names hold one of the words.
"""

import argparse
import os
import shutil
import sys
from html import escape
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django
from playwright.sync_api import Page

import config
from tests.infrastructure import demo
from tests.infrastructure.browser import WatchedPages, open_browser
from tests.looks.walks import LANGUAGES, sights

FOLDER = config.ROOT / "var" / "screenshots"
WIDTHS = {360: 740, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")


def shoot(page: Page, folder: Path, stem: str) -> None:
    """The page as it stands, in each width and scheme."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        _load_pictures(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(
                path=folder / f"{stem}.{width}.{scheme}.jpg",
                full_page=True,
                type="jpeg",
                quality=70,
                animations="disabled",
            )
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def _load_pictures(page: Page) -> None:
    """Pictures that wait until they come near are asked for, and awaited."""
    page.evaluate(
        """async () => {
            const pictures = [...document.images];
            for (const picture of pictures) {
                picture.loading = "eager";
                picture.decoding = "sync"; // else the shot may come before it is drawn
            }
            await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
        }"""
    )
    # One whose other size was asked for meanwhile was not decoded.
    page.wait_for_function(
        "[...document.images].every((picture) => picture.complete && picture.naturalWidth)"
    )


def write_index(folder: Path, names: list[str]) -> None:
    """A contact sheet: a row for each state, a column for each width, scheme and language."""
    rows = []
    for name in names:
        stem = name.replace(" ", "-")
        cells = "".join(
            f'<a href="{file}"><img src="{file}" alt="{escape(name)}, {language}, {width} px, '
            f'{scheme}" loading="lazy" width="{width // 4}"></a>'
            for language in LANGUAGES
            for scheme in SCHEMES
            for width in WIDTHS
            if (folder / (file := f"{stem}.{language}.{width}.{scheme}.jpg")).exists()
        )
        rows.append(f"<section><h2>{escape(name)}</h2><div>{cells}</div></section>")
    style = (
        "body{font:16px sans-serif;margin:2rem}div{display:flex;gap:1rem;overflow:auto;"
        "align-items:start;max-height:34rem}img{border:1px solid #ccc}"
    )
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>'
        f"<style>{style}</style><h1>Screenshots</h1>{''.join(rows)}</html>"
    )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: list[str], folder: Path, languages: list[str]) -> None:
    django.setup()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names: dict[str, None] = {}
    with demo.serve() as live, open_browser() as browser:
        pages = WatchedPages(browser)
        for language in languages:
            for sight in sights(live, pages, language):
                if words and not any(word in sight.name for word in words):
                    continue
                shoot(sight.page, folder, f"{sight.name.replace(' ', '-')}.{language}")
                names[sight.name] = None
                say(f"{language}  {sight.name}")
        pages.close()
    write_index(folder, list(names))
    say(f"\n  {folder / 'index.html'}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="states whose names hold one of these words")
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    chosen = parser.parse_args()
    main(chosen.words, chosen.to, chosen.languages)
