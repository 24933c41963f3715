from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.cards import is_servable
from core.health import readiness
from core.search import search_pages
from core.sharing import card_path, draw_card, version_of

CONFIRM_AT_MOST = 64 * 1024  # characters repeated on the confirm page


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """The process can serve; 503 when it cannot."""
    ready, report = readiness()
    return JsonResponse(report, status=200 if ready else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=7 * 24 * 3600)
def favicon(_request: HttpRequest) -> HttpResponse:
    """For who asks for it without having read a page, and for browsers without SVG."""
    path = Path(str(finders.find("img/motifs/favicon.ico")))
    return HttpResponse(path.read_bytes(), content_type="image/x-icon")


@require_safe
def share_card(_request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The picture of a page for links to it; none for a page that may not be shown now."""
    found = Page.objects.live().public().select_related("locale").filter(pk=pk).first()
    if found is None or not is_servable(found.specific):
        raise Http404("no such page")
    if version != version_of(found):
        return redirect(card_path(found))
    with override(found.locale.language_code):
        return HttpResponse(draw_card(found.specific), content_type="image/jpeg")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    results = search_pages(words=words, page_number=request.GET.get("page", "1")) if words else None
    return render(request, "search/search.html", {"words": words, "results": results})


@never_cache
def confirm_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a refused post sees.

    A browser that cannot say where the post came from gets its own values back beside a token,
    and one button to send them: the person confirms what a cross-site page could not. Everything
    else is refused: posts from elsewhere, a token that did not help, files, secrets, the admin.
    """
    if _may_confirm(request, reason):
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        return render(request, "core/confirm_form.html", {"fields": fields})
    return render(request, "core/refused_form.html", status=403)


def _may_confirm(request: HttpRequest, reason: str) -> bool:
    if reason not in {REASON_NO_CSRF_COOKIE, REASON_CSRF_TOKEN_MISSING}:
        return False
    if request.path_info.startswith(reverse("wagtailadmin_home")) or request.FILES:
        return False
    names = set(request.POST)
    if "csrfmiddlewaretoken" in names or any("password" in name for name in names):
        return False
    size = sum(len(name) + sum(map(len, values)) for name, values in request.POST.lists())
    return len(names) <= 200 and size <= CONFIRM_AT_MOST
