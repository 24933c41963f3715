"""Imports of gifts: choose a file, say which column is what, read what would happen, import, and
undo. Each page works without a script; while something is under way it asks for itself again."""

import csv
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry, log

from core.admin import ReadOnlyIndexView, ReadOnlyViewSet
from core.files import private_file
from core.spreadsheets import inert
from donations.enums import DayOrder, ImportSource, ImportStatus, RowState
from donations.exceptions import DonationsError
from donations.models import GiftImport
from donations.services.gift_exports import export_csv, export_xlsx
from donations.services.import_columns import FIELDS, NEEDED, columns_of
from donations.services.import_files import LARGEST
from donations.services.imports import begin_import, begin_undo, built_on, check_import, open_import
from ledger.services.exports import Echo

MAY_SEE = "donations.view_giftimport"
MAY_IMPORT = "donations.add_giftimport"
STEPS = {"import": begin_import, "undo": begin_undo}
LOG_ACTIONS = {
    "donations.giftimport.import": gettext_lazy("Import gifts"),
    "donations.giftimport.undo": gettext_lazy("Undo an import"),
    "donations.gift.export": gettext_lazy("Export all gifts"),
}
SHOWN = 50


class ImportPage(WagtailAdminTemplateMixin):
    header_icon = "upload"
    permission = MAY_IMPORT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("gift-imports:index"), "label": _("Imports of gifts")},
            {"url": "", "label": self.get_page_title()},
        ]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 20 MB, headings in the first line: our own export, or that of "
            "GiveWP, Donorbox, PayPal, Stripe or any other. Nothing is booked yet."
        ),
    )


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class UploadView(ImportPage, FormView):
    form_class = UploadForm
    template_name = "donations/admin/import_upload.html"
    page_title = gettext_lazy("New import")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A file that is too large is refused before any of it is read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST:
            form = UploadForm()
            context = self.get_context_data(
                form=form, too_large=_("The file is larger than 20 MB. Cut it into several.")
            )
            return self.render_to_response(context, status=413)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        by: Any = self.request.user
        try:
            batch = open_import(file=file.file, name=file.name, by=by)
        except DonationsError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("gift-imports:inspect", batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"back": reverse("gift-imports:index"), "label": _("Read the file")}


class ColumnsForm(forms.Form):
    """For each thing a gift is told by, the column that holds it."""

    source = forms.ChoiceField(label=gettext_lazy("Export of"), choices=ImportSource.choices)
    day_order = forms.ChoiceField(label=gettext_lazy("Days are written"), choices=DayOrder.choices)
    makes_funds = forms.BooleanField(
        label=gettext_lazy("Make the funds that are missing"),
        required=False,
        help_text=gettext_lazy("For our own export, into a platform that has none of them yet."),
    )

    def __init__(self, *args: Any, batch: GiftImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", "–"), *((str(at), name) for at, name in enumerate(batch.headings))]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=FIELDS[name], choices=places, required=name in NEEDED
            )

    @property
    def columns(self) -> dict[str, int]:
        chosen = {name: self.cleaned_data[name] for name in FIELDS}
        return {name: int(place) for name, place in chosen.items() if place != ""}


class OfImport(ImportPage):
    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> GiftImport:
        return get_object_or_404(GiftImport, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.batch.file_name


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class ImportView(OfImport, FormView):
    """Where an import is, what its rows would become or became, and the next step."""

    permission = MAY_SEE
    form_class = ColumnsForm
    template_name = "donations/admin/import.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"batch": self.batch}

    def get_initial(self) -> dict[str, Any]:
        batch, columns = self.batch, self.batch.columns
        if (asked := self.request.GET.get("as")) in ImportSource.values:
            columns = columns_of(ImportSource(asked), batch.headings)
        return {
            "source": asked or batch.source,
            "day_order": batch.day_order,
            "makes_funds": batch.makes_funds,
            **{name: str(place) for name, place in columns.items()},
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.batch.is_at_work:
            response["Refresh"] = "3"
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied
        step = request.POST.get("step", "")
        if step not in STEPS:
            return super().post(request, *args, **kwargs)
        try:
            STEPS[step](self.batch)
        except DonationsError as error:
            messages.error(request, str(error))
        else:
            log(self.batch, f"donations.giftimport.{step}", user=request.user)
        return redirect("gift-imports:inspect", self.batch.pk)

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        told = form.cleaned_data
        try:
            check_import(
                self.batch,
                source=told["source"],
                columns=form.columns,
                day_order=told["day_order"],
                makes_funds=told["makes_funds"],
            )
        except DonationsError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("gift-imports:inspect", self.batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batch = self.batch
        counted = batch.rows.order_by().values("state").annotate(count=Count("pk"))
        counts = {row["state"]: row["count"] for row in counted}
        bad = batch.rows.filter(state=RowState.BAD)[:SHOWN]
        may_import = self.request.user.has_perm(MAY_IMPORT)
        return context | {
            "batch": batch,
            "done": max(batch.reached - 1, 0),
            "counts": [
                (RowState(state).label, counts[state]) for state in RowState if state in counts
            ],
            "new": counts.get(RowState.NEW, 0),
            "bad": [(row.line, problems_of(batch, row.problems)) for row in bad],
            "bad_count": counts.get(RowState.BAD, 0),
            "sample": [row.cells[:8] for row in batch.rows.all()[:3]],
            "headings": batch.headings[:8],
            "sources": ImportSource.choices,
            "is_open": may_import and batch.status in {ImportStatus.UPLOADED, ImportStatus.CHECKED},
            "is_checked": may_import and batch.status == ImportStatus.CHECKED,
            "can_be_undone": may_import
            and batch.status == ImportStatus.IMPORTED
            and counts.get(RowState.DONE)
            and not built_on(batch).exists(),
        }


def problems_of(batch: GiftImport, problems: list[list[str]]) -> list[tuple[str, str]]:
    """Each with the heading of the column that it is about."""
    return [(_heading(batch, name), words) for name, words in problems]


def _heading(batch: GiftImport, name: str) -> str:
    place = batch.columns.get(name)
    if place is not None:
        return str(batch.headings[place])
    return str(FIELDS.get(name, ""))


class ProblemsView(OfImport, View):
    """The rows that stay out, with what is wrong with each, to be corrected and sent again."""

    permission = MAY_SEE
    http_method_names = ["get"]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        batch = self.batch
        writer = csv.writer(Echo())
        head = [_("Line"), _("What is wrong"), *batch.headings]

        def lines() -> Any:
            yield writer.writerow([inert(cell) for cell in head])
            for row in batch.rows.filter(state=RowState.BAD).iterator(1000):
                said = "; ".join(
                    f"{heading}: {words}" for heading, words in problems_of(batch, row.problems)
                )
                yield writer.writerow([row.line, inert(said), *map(inert, row.cells)])

        response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
        return private_file(response, name=f"rows-left-out-{batch.pk}.csv")


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class ExportView(ImportPage, View):
    """Every gift that arrived, streamed."""

    permission = "donations.view_donation"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form == "xlsx":
            return private_file(
                FileResponse(export_xlsx(), filename="gifts.xlsx"), name="gifts.xlsx"
            )
        response = StreamingHttpResponse(export_csv(), content_type="text/csv; charset=utf-8")
        return private_file(response, name="gifts.csv")


class ImportIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        user = self.request.user
        buttons = []
        if user.has_perm(MAY_IMPORT):
            url = reverse("gift-imports:add")
            buttons.append(HeaderButton(_("New import"), url=url, icon_name="upload"))
        if user.has_perm("donations.view_donation"):
            for form in ("csv", "xlsx"):
                url = reverse("gift-imports:export", args=[form])
                label = _("All gifts as %(form)s") % {"form": form.upper()}
                buttons.append(HeaderButton(label, url=url, icon_name="download"))
        return buttons


class GiftImportViewSet(ReadOnlyViewSet):
    """Files of gifts from elsewhere."""

    model = GiftImport
    name = "gift-imports"
    icon = "upload"
    menu_label = gettext_lazy("Import and export")
    index_view_class = ImportIndexView
    list_display = (
        Column("file_name", label=gettext_lazy("File"), sort_key="file_name"),
        Column("get_source_display", label=gettext_lazy("Export of"), sort_key="source"),
        NumberColumn("total", label=gettext_lazy("Rows"), sort_key="total"),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda batch: batch.status != ImportStatus.IMPORTED,
        ),
        Column("uploaded_by", label=gettext_lazy("Uploaded by")),
        DateColumn("created_at", label=gettext_lazy("Uploaded"), sort_key="created_at"),
    )
    list_select_related = ("uploaded_by",)
    list_filter = ("source", "status", "created_at")
    search_fields = ("file_name",)
    list_export = ("file_name", "source", "status", "total", "uploaded_by", "created_at")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", UploadView.as_view(), name="add"),
            path("export.<str:form>", ExportView.as_view(), name="export"),
            path("inspect/<int:pk>/", ImportView.as_view(), name="inspect"),
            path("inspect/<int:pk>/left-out.csv", ProblemsView.as_view(), name="problems"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=["view_giftimport", "add_giftimport"],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for action, label in LOG_ACTIONS.items():
            registry.register_action(action, label, label)
