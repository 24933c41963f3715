"""The least that Django and Wagtail can do, each reached without any middleware of ours."""

from collections.abc import Callable
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.models import Page, Site

TEMPLATES = Path(__file__).parent / "templates"
ITEMS = [
    {"name": f"Soap {number}", "text": "Shea butter and ash, stirred by hand. " * 6}
    for number in range(24)
]
USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# As the template of `wagtail start` has it.
WAGTAIL = [*USUAL, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
CACHED = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *USUAL,
    "django.middleware.cache.FetchFromCacheMiddleware",
]


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def template(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/items.html", {"items": ITEMS})


def own_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Point the request at the benchmark's addresses instead of the site's."""
    urls = _urls

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = urls
        return get_response(request)

    return middleware


_urls = __name__


def make_application(middleware: list[str], *, urls: str = __name__) -> WSGIHandler:
    global _urls  # noqa: PLW0603  (read while the handler is made)
    # A handler reads the list of middleware once, when it is made.
    with override_settings(MIDDLEWARE=[f"{__name__}.own_urls", *middleware]):
        _urls = urls
        return WSGIHandler()


def make_plain_page() -> str:
    """A page as `wagtail start` makes it, with a template of one line; returns its address."""
    home = Site.objects.get(is_default_site=True).root_page
    page = home.add_child(instance=Page(title="Plain", slug="plain-page-of-the-benchmark"))
    page.refresh_from_db()
    return f"/wagtail/{page.slug}/"


urlpatterns = [
    path("hello/", hello),
    path("template/", template),
    path("wagtail/", include(wagtail_urls)),
]
