"""The site's one stylesheet, written into each page: a first visit needs one round trip to show
text, not two. The content security policy names it by its hash."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

NAME = "css/site.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUOTED_OR_SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s+""")
AROUND = re.compile(r"""("[^"]*"|'[^']*')|\s?([{};,>])\s?""")
ADDRESS = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)["']?\)""")


class Stylesheet(NamedTuple):
    text: SafeString
    source: str  # how a content security policy names it


def stylesheet() -> Stylesheet:
    """As the file is now; read again when it changes."""
    path = _path()
    return _read(path, path.stat().st_mtime_ns)


@cache
def _path() -> Path:
    return Path(str(finders.find(NAME)))


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> Stylesheet:
    text = ADDRESS.sub(_full_address, shorten(path.read_text()))
    assert "</" not in text
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Stylesheet(
        mark_safe(text),  # noqa: S308  (our own file)
        f"'sha256-{digest}'",
    )


def shorten(text: str) -> str:
    """The same rules without comments and with no more white space than they need."""
    text = COMMENT.sub("", text)
    text = QUOTED_OR_SPACE.sub(lambda match: match[1] or " ", text)
    text = AROUND.sub(lambda match: match[1] or match[2], text)
    text = re.sub(r"(?<=[\w-]): (?=[^{}]*[;}])", ":", text)
    return text.replace(";}", "}").strip()


def _full_address(match: re.Match[str]) -> str:
    """In the file addresses are relative to the file, in a page they would be to the page."""
    return f'url("{static(urljoin(NAME, match[1]))}")'
