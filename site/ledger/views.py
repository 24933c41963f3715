"""The books, for everybody."""

import csv
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.models import OrganisationSettings
from core.money import format_plain
from ledger.chapters import chapters_of
from ledger.services.open_books import OpenBooks, read_books, years_of_books

# Seconds that a browser or a cache in between may show it again; a group that no longer wants to be
# named waits as long.
KEPT = 60


@require_safe
def open_books(request: HttpRequest) -> HttpResponse:
    """A year's sums in words and numbers, each with its rule."""
    years, year, currencies = _read(request)
    context = {
        "years": years,
        "year": year,
        "currencies": currencies,
        "chapters": chapters_of(date(year, 1, 1), date(year, 12, 31)),
    }
    return _kept(render(request, "ledger/open_books.html", context))


@require_safe
def open_books_data(request: HttpRequest) -> HttpResponse:
    """The same figures by account and class, as CSV: signed amounts in the currency's own unit."""
    _years, year, currencies = _read(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="open-books-{year}.csv"'
    writer = csv.writer(response)
    writer.writerow(["start", "end", "currency", "account", "class", "amount"])
    for books in currencies:
        for figure in books.figures:
            restriction = "with" if figure.is_restricted else "without"
            writer.writerow(
                [
                    books.start,
                    books.end,
                    books.currency,
                    figure.account,
                    f"{restriction} donor restrictions",
                    format_plain(figure.amount, books.currency),
                ]
            )
    return _kept(response)


def _read(request: HttpRequest) -> tuple[list[int], int, list[OpenBooks]]:
    """The years to choose from, the chosen one and its books: zeros of our own currency where
    nothing was booked yet."""
    organisation = OrganisationSettings.load()
    today = organisation.day_of(timezone.now())
    years = years_of_books(today=today)
    asked = request.GET.get("year", str(years[0]))
    if asked not in map(str, years):
        raise Http404("nothing was booked in that year")
    year = int(asked)
    zeros = OpenBooks(
        organisation.currency,
        date(year, 1, 1),
        today,
        figures=(),
        in_hand=0,
        in_hand_restricted=0,
        cover=None,
    )
    return years, year, read_books(year, today=today) or [zeros]


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=KEPT)
    return response
