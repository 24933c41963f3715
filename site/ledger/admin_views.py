"""The month's journal as a file for the accounting program, and what that program calls things."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from core.files import private_file
from ledger.enums import ExportDetail, ExportProgram
from ledger.forms import ExportNamesForm, JournalExportForm
from ledger.services.exports import csv_of, legs_of, rows_for, save_names

MAY_SEE, MAY_NAME = "ledger.view_line", "ledger.change_exportname"


class BooksPage(WagtailAdminTemplateMixin):
    """A page of the books; without the right to it, it does not open."""

    permission = ""
    header_icon = "download"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*items, {"url": "", "label": self.get_page_title()}]


class JournalExportView(BooksPage, FormMixin, View):
    """Asks for month, program, currency and detail, and answers the file. Nothing is written, so
    it is a GET throughout."""

    http_method_names = ["get"]
    permission = MAY_SEE
    form_class = JournalExportForm
    page_title = gettext_lazy("Journal export")
    template_name = "ledger/admin/journal_export.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        is_asked = "month" in self.request.GET
        start = {"initial": {"month": JournalExportForm.last_month()}}
        return {"data": self.request.GET} if is_asked else start

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        if form.is_bound and form.is_valid():
            return self.file_of(form.cleaned_data)
        return self.render_to_response(self.get_context_data(form=form))

    def file_of(self, wanted: dict[str, Any]) -> StreamingHttpResponse:
        program = ExportProgram(wanted["program"])
        legs = legs_of(
            month=wanted["month"],
            currency=wanted["currency"],
            detail=ExportDetail(wanted["detail"]),
        )
        name = f"journal-{wanted['month']:%Y-%m}-{program}-{wanted['currency']}.csv"
        response = StreamingHttpResponse(
            csv_of(rows_for(program, legs)), content_type="text/csv; charset=utf-8"
        )
        return private_file(response, name=name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_name=self.request.user.has_perm(MAY_NAME),
            names_url=reverse("journal-export:names"),
            **kwargs,
        )


class ExportNamesView(BooksPage, FormView):
    """Our accounts and funds, with what the accounting program calls them."""

    permission = MAY_NAME
    form_class = ExportNamesForm
    page_title = gettext_lazy("Names in the accounting program")
    template_name = "ledger/admin/export_names.html"

    def form_valid(self, form: ExportNamesForm) -> HttpResponse:
        for program in ExportProgram:
            save_names(program=program, names=form.names(program))
        messages.success(self.request, _("The names are saved."))
        return redirect("journal-export:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        headings = {"accounts": _("Accounts"), "funds": _("Funds"), "terms": _("Other words")}
        return {
            **context,
            "groups": [(headings[name], rows) for name, rows in context["form"].rows.items()],
            "programs": ExportProgram.labels,
            "back": reverse("journal-export:index"),
        }


class JournalExportViewSet(ViewSet):
    name = "journal-export"
    icon = "download"
    menu_label = gettext_lazy("Journal export")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", JournalExportView.as_view(), name="index"),
            path("names/", ExportNamesView.as_view(), name="names"),
        ]

    @cached_property
    def menu_item_class(self) -> type:
        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return request.user.has_perm(MAY_SEE)

        return type("JournalExportMenuItem", (MenuItem,), {"is_shown": is_shown})
