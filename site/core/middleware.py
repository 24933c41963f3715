"""Three small guards around every request: where a form came from, what the browser may do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

from core.stylesheet import stylesheet

GetResponse = Callable[[HttpRequest], HttpResponse]


class SameOriginMiddleware(CsrfViewMiddleware):
    """Refuse cross-site posts without needing a token on the page.

    Pages are cached whole, so forms carry no token. A browser that says where the post comes from
    (`Sec-Fetch-Site`, else `Origin`) is believed: scripts cannot forge these headers. Same origin
    passes, any other is refused. A browser that sends neither goes Django's own way: a token, and
    without one the page of `CSRF_FAILURE_VIEW` that shows the form's values beside a token and
    asks to confirm, so that an old phone never meets an error.
    """

    if TYPE_CHECKING:  # Django has them, its stubs do not

        def _accept(self, request: HttpRequest) -> None: ...
        def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden: ...
        def _origin_verified(self, request: HttpRequest) -> bool: ...

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        if (
            request.method in {"GET", "HEAD", "OPTIONS", "TRACE"}
            or getattr(callback, "csrf_exempt", False)
            or getattr(request, "_dont_enforce_csrf_checks", False)
        ):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        fetch_site = request.headers.get("Sec-Fetch-Site")
        if fetch_site == "same-origin":
            self._accept(request)
            return None
        if fetch_site is None and "Origin" in request.headers:
            if self._origin_verified(request):
                self._accept(request)
                return None
            return self._reject(request, "cross-site")
        if fetch_site is not None:
            return self._reject(request, "cross-site")
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def _check_referer(self, request: HttpRequest) -> None:
        """Over HTTPS a wrong one refuses; a browser that sends none is left to its token."""
        if "Referer" in request.headers:
            super()._check_referer(request)  # type: ignore[misc]


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Ask the browser for no sensor, camera or location."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        )
        return response

    return middleware


def page_csp(get_response: GetResponse) -> GetResponse:
    """The strict policy allows the one stylesheet in the page, by its hash. Wagtail's admin gets
    its own, measured policy."""
    prefix = reverse("wagtailadmin_home")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(prefix):
            response._csp_replace = settings.WAGTAIL_ADMIN_CSP  # type: ignore[attr-defined]  # noqa: SLF001
        else:
            response._csp_update = {"style-src": [stylesheet().source]}  # type: ignore[attr-defined]  # noqa: SLF001
        return response

    return middleware
