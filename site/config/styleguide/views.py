from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.models import OutboxMail

from . import specimens


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """What there is to see; of mails the newest of each kind and language."""
    newest: dict[tuple[str, str], OutboxMail] = {}
    for mail in OutboxMail.objects.defer("html", "text").order_by("pk"):
        newest[mail.template, mail.language] = mail
    context = {
        "sections": specimens.SECTIONS,
        "pages": specimens.whole_page_links(),
        "mails": newest.values(),
    }
    return render(request, "styleguide/index.html", context)


@require_safe
@never_cache
def section(request: HttpRequest, name: str) -> HttpResponse:
    make_context = specimens.SECTIONS.get(name)
    if make_context is None:
        raise Http404("no such section")
    return render(request, f"styleguide/{name}.html", {"name": name, **make_context()})


@require_safe
@never_cache
def whole_page(request: HttpRequest, name: str) -> HttpResponse:
    found = specimens.whole_page(name)
    if found is None:
        raise Http404("no such page")
    template, context = found
    return render(request, template, context)


@require_safe
@never_cache
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail as a mail program shows it; `?plain` without its HTML."""
    found = get_object_or_404(OutboxMail, pk=pk)
    if "plain" in request.GET:
        return HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response = HttpResponse(found.html)
    # Mail is styled in its elements, which pages of the site never are.
    response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response
