"""Answers that are files with somebody's name, gift or address in them."""

from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header

Response = TypeVar("Response", bound=HttpResponseBase)


def pdf_response(content: bytes, *, name: str, inline: bool = False) -> HttpResponse:
    """A document for the one who asked for it, shown or saved under its name."""
    response = HttpResponse(content, content_type="application/pdf")
    return private_file(response, name=name, inline=inline)


def private_file(response: Response, *, name: str, inline: bool = False) -> Response:
    """The answer as a file that nobody keeps on the way: no proxy, and not the browser either,
    since a shared computer in an office would show it to whoever sits there next."""
    add_never_cache_headers(response)
    disposition = content_disposition_header(not inline, name)
    assert disposition is not None  # only without a name
    response["Content-Disposition"] = disposition
    return response
