"""A real Chromium, and pages that notice what a person would not: console errors, blocked scripts,
requests to third parties."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

INSTALL = (
    "No Chromium: install one (Debian: apt install chromium-headless-shell) "
    "or let Playwright fetch its own (python -m playwright install chromium)."
)
# The shell is Chromium without a window to draw, which is most of its work.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
LOOPBACK = {"127.0.0.1", "localhost", None}
DOWNLOAD_SECONDS = 60


def find_chromium(playwright: Playwright) -> str | None:
    """The system's Chromium or Chrome, else Playwright's own, fetched if it can be had quickly."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    for place in (*PLACES, playwright.chromium.executable_path):
        if Path(place).exists():
            return place
    if _fetched():
        return playwright.chromium.executable_path
    return None


def _fetched() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless browser; `FileNotFoundError` says what to install when there is none."""
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        executable = find_chromium(playwright)
        if executable is None:
            raise FileNotFoundError(INSTALL)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


class WatchedPages:
    """Opens pages, each in a context of its own (cookies are not shared), and collects problems.

    A test that provokes a problem names it: `pages.expect("404")`.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._expected: list[str] = []
        self._seen: list[str] = []

    def open(self, *, javascript: bool = True, **options: Any) -> Page:
        """A new page, 1280 × 900 unless `viewport` says otherwise."""
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = self._browser.new_context(java_script_enabled=javascript, **options)
        context.set_default_timeout(60_000)  # a busy machine is no mistake of ours
        self._contexts.append(context)
        page = context.new_page()
        # A violation of the content security policy is a console error, too.
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("request", self._check_host)
        return page

    def expect(self, pattern: str) -> None:
        """Do not count problems whose text matches the regular expression."""
        self._expected.append(pattern)

    @property
    def problems(self) -> list[str]:
        return [
            text
            for text in self._seen
            if not any(re.search(pattern, text) for pattern in self._expected)
        ]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self._seen.append(text)

    def _check_host(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in LOOPBACK:
            self._seen.append(f"request to a third party: {request.url}")
