from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


def confirm_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
