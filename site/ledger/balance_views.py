"""What is in each fund, for a period: on a page and as a file."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.edit import FormMixin
from openpyxl import Workbook
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core.admin import money_text
from core.files import private_file
from core.money import format_plain
from core.spreadsheets import inert, writable
from ledger.admin_views import MAY_SEE, BooksPage
from ledger.forms import PeriodForm
from ledger.services.balances import (
    PARTS,
    CurrencyBalances,
    FundBalance,
    balances_between,
    cover_on,
)
from ledger.services.exports import csv_of

HEADINGS = {
    "opening": gettext_lazy("Before"),
    "came_in": gettext_lazy("Came in"),
    "moved": gettext_lazy("Moved"),
    "released": gettext_lazy("Released"),
    "went_out": gettext_lazy("Went out"),
    "closing": gettext_lazy("After"),
}


class FundBalancesView(BooksPage, FormMixin, View):
    """Nothing is written, so it is a GET throughout; `export` answers the same as a file."""

    http_method_names = ["get"]
    permission = MAY_SEE
    form_class = PeriodForm
    page_title = gettext_lazy("Balances of the funds")
    header_icon = "table"
    template_name = "ledger/admin/fund_balances.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = {
            name: self.request.GET[name] for name in ("start", "end") if name in self.request.GET
        }
        usual = PeriodForm.usual()
        return {"data": {**usual, **asked}} if asked else {"data": usual}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, currencies=[]))
        period = form.cleaned_data["start"], form.cleaned_data["end"]
        found = balances_between(start=period[0], end=period[1])
        export = request.GET.get("export")
        if export in {"csv", "xlsx"}:
            return _file(found, period, export)
        currencies = [_shown(each, period[1]) for each in found]
        return self.render_to_response(self.get_context_data(form=form, currencies=currencies))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        downloads = []
        for name in ("csv", "xlsx"):
            query["export"] = name
            downloads.append((name.upper(), f"?{query.urlencode()}"))
        return super().get_context_data(
            headings=[HEADINGS[part] for part in PARTS],
            downloads=downloads,
            costs_url=reverse("running-costs:index"),
            **kwargs,
        )


def _shown(found: CurrencyBalances, day: date) -> dict[str, Any]:
    cover = cover_on(day=day, currency=found.currency)
    return {
        "currency": found.currency,
        "groups": [
            {
                "label": label,
                "rows": [(balance.fund, _texts(balance)) for balance in balances],
                "sums": _texts(total),
            }
            for label, balances, total in (
                (_("Without donor restrictions"), found.without, found.without_total),
                (_("With donor restrictions"), found.restricted, found.restricted_total),
            )
            if balances
        ],
        "total": _texts(found.total),
        "cover": cover
        and {
            "months": cover.months,
            "balance": money_text(cover.balance, found.currency),
            "cost": money_text(cover.cost.amount, found.currency),
            "valid_from": cover.cost.valid_from,
            "note": cover.cost.note,
        },
    }


def _texts(balance: FundBalance) -> list[str | None]:
    return [money_text(getattr(balance, part), balance.currency) for part in PARTS]


def _rows(found: list[CurrencyBalances]) -> Iterator[list[Any]]:
    yield [
        _("Currency"),
        _("Fund"),
        _("Name"),
        _("Restriction"),
        *(str(HEADINGS[part]) for part in PARTS),
    ]
    for each in found:
        for balance in (*each.without, *each.restricted):
            yield [
                each.currency,
                balance.fund.code,
                inert(balance.fund.name),
                balance.fund.restriction,
                *(Decimal(format_plain(getattr(balance, part), each.currency)) for part in PARTS),
            ]


def _file(found: list[CurrencyBalances], period: tuple[date, date], kind: str) -> HttpResponse:
    rows = _rows(found)
    if kind == "csv":
        content: bytes = "".join(csv_of(map(_as_texts, rows))).encode()
        content_type = "text/csv; charset=utf-8"
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([writable(cell) if isinstance(cell, str) else cell for cell in row])
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"funds-{period[0]}-{period[1]}.{kind}"
    return private_file(HttpResponse(content, content_type=content_type), name=name)


def _as_texts(row: list[Any]) -> list[str]:
    return [str(cell) for cell in row]


class FundBalancesViewSet(ViewSet):
    name = "fund-balances"
    icon = "table"
    menu_label = gettext_lazy("Balances of the funds")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", FundBalancesView.as_view(), name="index")]

    @cached_property
    def menu_item_class(self) -> type:
        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return request.user.has_perm(MAY_SEE)

        return type("FundBalancesMenuItem", (MenuItem,), {"is_shown": is_shown})
