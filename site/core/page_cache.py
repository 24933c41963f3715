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

from core.attribution import is_kept_answer, is_kept_query
from core.compression import encoding_of, tightened
from core.generation import ALIAS, HOUR, asked_once

KEPT_TYPES = ("text/html", "text/plain", "application/xml", "application/atom+xml", "image/jpeg")


class KeptPage(NamedTuple):
    body: bytes
    headers: dict[str, str]
    is_tight: bool = False  # compressed as far as it goes, as soon as it is asked for again


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
        "/favicon.ico",
        "/payments/",
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        # `is_dummy` marks the admin's previews, which show drafts under the address of the page.
        if request.path_info.startswith(never) or hasattr(request, "is_dummy"):
            return get_response(request)
        with asked_once() as token:
            reads = request.method in {"GET", "HEAD"}
            if token is None or not reads or not is_kept_query(request):
                return get_response(request)
            pages = caches[ALIAS]
            key = _key(request, token)
            found = pages.get(key)
            if found is None:
                response = get_response(request)
                if request.method != "GET" or not may_be_kept(response):
                    return response
                if not is_kept_answer(request):
                    return response
                kept = _keep(response)
                pages.set(key, tuple(kept), HOUR)
            else:
                kept = KeptPage(*found)
                if not kept.is_tight:
                    kept = _tighten(kept)
                    pages.set(key, tuple(kept), HOUR)
        return _answer(request, kept)

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
    # The query, where there is one, names a page that there is: see `core.attribution`.
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    parts = "\n".join((token, encoding_of(request), address))
    return hashlib.sha256(parts.encode()).hexdigest()


def _keep(response: HttpResponse) -> KeptPage:
    """Browsers may keep it too, but ask each time whether it still holds."""
    body = response.content
    # Weak: it names what is said, which stays the same when it is compressed further.
    response.headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Length"] = str(len(body))
    patch_vary_headers(response, ["Accept-Encoding"])
    return KeptPage(body, dict(response.headers))


def _tighten(kept: KeptPage) -> KeptPage:
    body = tightened(kept.body, kept.headers.get("Content-Encoding", ""))
    return KeptPage(body, kept.headers | {"Content-Length": str(len(body))}, is_tight=True)


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    wanted = request.META.get("HTTP_IF_NONE_MATCH")
    if wanted and kept.headers["ETag"] in parse_etags(wanted):
        response: HttpResponse = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            response.headers[name] = kept.headers[name]
        return response
    return HttpResponse(kept.body, headers=kept.headers)
