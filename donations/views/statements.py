"""A supporter's own year-end statements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.services.supporters import supporters_of
from core.files import pdf_response
from donations.exceptions import StatementError
from donations.models import GivingStatement
from donations.services.documents.statement_documents import read_out_statement, render_statement
from donations.services.documents.statements import issue_statement
from donations.tokens import read_statement_token


@never_cache
@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Make the statement of a year, asked for from `/my/`; asked for twice, it is the same one."""
    assert isinstance(request.user, User)
    asked, year = request.POST.get("supporter", ""), request.POST.get("year", "")
    mine = [one for one in supporters_of(request.user) if str(one.uuid) == asked]
    if not mine or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Http404("no such supporter or year")
    try:
        statement = issue_statement(supporter=mine[0], year=int(year), by=None)
    except StatementError as error:
        messages.error(request, str(error))
        return redirect("accounts:my")
    return redirect(statement.path)


@never_cache
@require_safe
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """A statement as a page, for who holds the link from the mail or from `/my/`."""
    try:
        found = _statement_of(token)
    except Http404:  # with the way to an own statement, which the page for all has not
        return render(request, "donations/recurring/closed.html", status=404)
    holds = (
        None
        if found.is_issued
        else GivingStatement.objects.issued()
        .filter(supporter=found.supporter_id, year=found.year)
        .first()
    )
    context = {"statement": found, "document": read_out_statement(found), "holds": holds}
    response = render(request, "donations/statement.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def statement_pdf(_request: HttpRequest, token: str) -> HttpResponse:
    """A reprint, which says that it is a copy; the original went out with the mail."""
    found = _statement_of(token)
    content = render_statement(found, is_copy=True)
    response = pdf_response(content, name=found.file_name, inline=True)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _statement_of(token: str) -> GivingStatement:
    """The same answer for a token that is not ours and for a statement that is not there."""
    uuid = read_statement_token(token)
    found = GivingStatement.objects.defer("pdf").filter(uuid=uuid).first() if uuid else None
    if found is None:
        raise Http404("no such statement")
    return found
