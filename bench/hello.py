"""The anchor: a view that does nothing, reached without any middleware of ours."""

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def own_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Point the request at this module's addresses instead of the site's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


def make_application() -> WSGIHandler:
    # A handler reads the list of middleware once, when it is made.
    with override_settings(MIDDLEWARE=[f"{__name__}.own_urls"]):
        return WSGIHandler()


urlpatterns = [path("hello/", hello)]
