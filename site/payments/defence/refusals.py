"""What somebody sees who may not open a payment now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from payments.defence.questions import ask
from payments.defence.visitors import ANSWER, TOKEN, TRAP
from payments.exceptions import (
    AdmissionError,
    PaymentsClosedError,
    ProofNeededError,
    TooManyPaymentsError,
)

CLOSED_SECONDS = 3600  # when machines may ask again
REPEATED_AT_MOST = 64 * 1024  # characters of a form that come back beside the question
OWN_FIELDS = {TOKEN, ANSWER, TRAP, "csrfmiddlewaretoken"}


def refuse(request: HttpRequest, error: AdmissionError) -> HttpResponse:
    """503 closed · 429 wait, or the same form again behind one question. Nothing was charged."""
    if isinstance(error, ProofNeededError):
        response = _question(request, error)
    elif isinstance(error, TooManyPaymentsError):
        response = _page(request, "payments/too_many.html", 429, minutes=error.seconds // 60)
        response["Retry-After"] = str(error.seconds)
    else:
        assert isinstance(error, PaymentsClosedError)
        response = _page(request, "payments/closed.html", 503)
        response["Retry-After"] = str(CLOSED_SECONDS)
    add_never_cache_headers(response)
    return response


def _question(request: HttpRequest, error: ProofNeededError) -> HttpResponse:
    """Whatever was typed comes back in hidden fields, so that only the answer has to be given."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OWN_FIELDS
    ]
    if sum(len(name) + len(value) for name, value in fields) > REPEATED_AT_MOST:
        return HttpResponse(status=413)
    question = ask(about=error.about)
    return _page(
        request,
        "payments/question.html",
        429,
        question=question,
        fields=fields,
        is_wrong=error.is_wrong,
        names={"token": TOKEN, "answer": ANSWER},
    )


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    return render(request, template, context, status=status)
