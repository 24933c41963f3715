"""What leaves as text leaves compressed. In front of a static file a web server or WhiteNoise has
done it already.

Compressing a secret beside what an attacker wrote can betray the secret by its length. Here it
cannot: our cookies are not sent along with requests that other sites make, and Django masks the
tokens in forms anew each time.
"""

import gzip
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
WORTH_IT = 500  # bytes; below this the headers weigh more
BROTLI_QUALITY = 6  # of 11: a millisecond for a page
TIGHTEST = 11  # fifty milliseconds, 9 per cent less: for what is handed out again and again


def encoding_of(request: HttpRequest) -> str:
    """The best encoding that this browser takes: "br", "gzip" or ""."""
    taken = set()
    for part in request.META.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return next((name for name in ("br", "gzip") if name in taken), "")


def tightened(body: bytes, encoding: str) -> bytes:
    """The same, smaller where it can be, for a page that is kept."""
    if encoding != "br":
        return body
    plain = brotli.decompress(body)
    return bytes(brotli.compress(plain, mode=brotli.MODE_TEXT, quality=TIGHTEST))


def compress_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: brotli for who takes it, else gzip."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < WORTH_IT
            or not response.headers.get("Content-Type", "").startswith(TEXT)
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = encoding_of(request)
        if encoding == "br":
            response.content = brotli.compress(
                response.content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY
            )
        elif encoding == "gzip":
            response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        if encoding:
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware
