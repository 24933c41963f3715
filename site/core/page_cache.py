"""Public pages, kept whole and handed out again to everybody for as long as they are true.

What may be kept the page itself shows: it was read without a question to the session, sets no
cookie and forbids nothing. How long it is true says `core.generation`.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core.compression import encoding_of
from core.generation import ALIAS, HOUR, asked_once

KEPT_TYPES = ("text/html", "text/plain", "application/xml", "application/atom+xml", "image/jpeg")


class KeptPage(NamedTuple):
    body: bytes
    headers: dict[str, str]


def keep_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before sessions: a page kept earlier costs one short query."""
    never = (
        settings.STATIC_URL,
        settings.MEDIA_URL,
        reverse("wagtailadmin_home"),
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/payments/",
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        # `is_dummy` marks the admin's previews, which show drafts under the address of the page.
        if request.path_info.startswith(never) or hasattr(request, "is_dummy"):
            return get_response(request)
        with asked_once() as token:
            reads = request.method in {"GET", "HEAD"}
            if token is None or not reads or request.META.get("QUERY_STRING"):
                return get_response(request)
            pages = caches[ALIAS]
            key = _key(request, token)
            kept = pages.get(key)
            if kept is None:
                response = get_response(request)
                if request.method == "GET" and may_be_kept(response):
                    kept = _keep(response)
                    pages.set(key, kept, HOUR)
                else:
                    return response
        return _answer(request, KeptPage(*kept))

    return middleware


def may_be_kept(response: HttpResponse) -> bool:
    """Whether this answer is the same for everybody who asks for this address."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "cookie" not in response.headers.get("Vary", "").lower()
        and response.headers.get("Content-Type", "").startswith(KEPT_TYPES)
    )


def _key(request: HttpRequest, token: str) -> str:
    address = f"{request.scheme}://{request.get_host()}{request.path}"
    parts = "\n".join((token, encoding_of(request), address))
    return hashlib.sha256(parts.encode()).hexdigest()


def _keep(response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    """Browsers may keep it too, but ask each time whether it still holds."""
    body = response.content
    response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Length"] = str(len(body))
    patch_vary_headers(response, ["Accept-Encoding"])
    return body, dict(response.headers)


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    wanted = request.META.get("HTTP_IF_NONE_MATCH")
    if wanted and kept.headers["ETag"] in parse_etags(wanted):
        response: HttpResponse = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            response.headers[name] = kept.headers[name]
        return response
    return HttpResponse(kept.body, headers=kept.headers)
