"""How a page for people leaves: its headers, its policy, its redirects."""

from __future__ import annotations

from urllib.parse import urlsplit

from .exchange import Answer

PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def html(status: int, body: bytes, next_url: str | None = None) -> Answer:
    return Answer(status, body, {**PAGE_HEADERS, "Content-Security-Policy": _policy(next_url)})


def redirect(url: str, next_url: str | None = None) -> Answer:
    # Addresses in another alphabet travel percent-encoded; a header cannot carry them otherwise.
    location = "".join(letter if " " < letter < "\x7f" else _percent(letter) for letter in url)
    headers = {"Content-Security-Policy": _policy(next_url), "Location": location}
    return Answer(303, b"", {**PAGE_HEADERS, **headers})


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _policy(next_url: str | None) -> str:
    """Nothing but our own style sheet. Browsers hold `form-action` against redirects too, so it
    names where we go next.
    """
    targets = ["'self'"]
    if next_url:
        parts = urlsplit(next_url)
        if not set(parts.netloc) & set(" ;,'\""):
            targets.append(f"{parts.scheme}://{parts.netloc}")
    return (
        f"default-src 'none'; style-src 'self'; form-action {' '.join(targets)}; base-uri "
        "'none'; frame-ancestors 'none'"
    )
