"""A supporter's own receipts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.files import pdf_response
from donations.models import Receipt
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.tokens import read_receipt_token


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """A receipt as a page, for who holds the link from the mail or from `/my/`."""
    try:
        found = _receipt_of(token)
    except Http404:  # with the way to an own receipt, which the page for all has not
        return render(request, "donations/recurring/closed.html", status=404)
    document = read_out(found)
    response = render(request, "donations/receipt.html", {"receipt": found, "document": document})
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def receipt_pdf(_request: HttpRequest, token: str) -> HttpResponse:
    """A reprint, which says that it is a copy; the original went out with the mail."""
    found = _receipt_of(token)
    response = pdf_response(render_pdf(found, is_copy=True), name=found.file_name, inline=True)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _receipt_of(token: str) -> Receipt:
    """The same answer for a token that is not ours and for a receipt that is not there."""
    uuid = read_receipt_token(token)
    found = Receipt.objects.defer("pdf").filter(uuid=uuid).first() if uuid else None
    if found is None:
        raise Http404("no such receipt")
    return found
