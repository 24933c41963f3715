"""The pages of an import: choose a file, say which column is what, read what would happen, import,
and undo. Each works without a script; while something is under way it asks for itself again."""

import csv
from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core.files import private_file
from core.spreadsheets import inert
from donations.enums import DayOrder, ImportKind, ImportSource, ImportStatus, RowState
from donations.exceptions import DonationsError
from donations.models import Import, ImportRow
from donations.services.exports.files import export_csv, export_xlsx
from donations.services.imports.columns import columns_of
from donations.services.imports.files import LARGEST
from donations.services.imports.kinds import KINDS, Kind
from donations.services.imports.steps import (
    begin_import,
    begin_undo,
    check_import,
    is_built_on,
    open_import,
)
from ledger.services.exports import Echo

MAY_SEE = "donations.view_import"
MAY_IMPORT = "donations.add_import"
STEPS = {"import": begin_import, "undo": begin_undo}
EXPORTED = "donations.rows.export"
SHOWN = 50
SAMPLE = 8  # columns of a sample


class ImportPage(WagtailAdminTemplateMixin):
    header_icon = "upload"
    permission = MAY_IMPORT
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("imports:index"), "label": _("Import and export")},
            {"url": "", "label": self.get_page_title()},
        ]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What the rows are"),
        choices=ImportKind.choices,
        initial=ImportKind.GIFTS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Into an empty platform: supporters first, then gifts, then grants. Our own exports "
            "are known by their headings, whatever is chosen here."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 50 MB, headings in the first line: our own export, or that of "
            "GiveWP, Donorbox, PayPal, Stripe or any other. Nothing is imported yet."
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
                form=form, too_large=_("The file is larger than 50 MB. Cut it into several.")
            )
            return self.render_to_response(context, status=413)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        kind = ImportKind(form.cleaned_data["kind"])
        by: Any = self.request.user
        try:
            batch = open_import(file=file.file, name=file.name, by=by, kind=kind)
        except DonationsError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("imports:inspect", batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"back": reverse("imports:index"), "label": _("Read the file")}


class ColumnsForm(forms.Form):
    """For each thing a row is told by, the column that holds it."""

    source = forms.ChoiceField(label=gettext_lazy("Export of"))
    day_order = forms.ChoiceField(label=gettext_lazy("Days are written"), choices=DayOrder.choices)
    makes_funds = forms.BooleanField(
        label=gettext_lazy("Make the funds that are missing"),
        required=False,
        help_text=gettext_lazy("For our own export, into a platform that has none of them yet."),
    )

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = KINDS[batch.kind].columns
        self.names = list(told.fields)
        self.fields["source"].choices = sources_of(batch)  # type: ignore[attr-defined]
        if "fund" not in told.fields:
            del self.fields["makes_funds"]
        places = [("", "–"), *((str(at), name) for at, name in enumerate(batch.headings))]
        for name, label in told.fields.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=places, required=name in told.needed
            )

    @property
    def columns(self) -> dict[str, int]:
        chosen = {name: self.cleaned_data[name] for name in self.names}
        return {name: int(place) for name, place in chosen.items() if place != ""}


def sources_of(batch: Import) -> list[tuple[str, str]]:
    """Whose exports of this kind we know."""
    known = {ImportSource.OWN, ImportSource.OTHER, *KINDS[batch.kind].columns.headings}
    return [(source.value, str(source.label)) for source in ImportSource if source in known]


class OfImport(ImportPage):
    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> Import:
        return get_object_or_404(Import, pk=self.kwargs["pk"])

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
        if (asked := self.request.GET.get("as")) in dict(sources_of(batch)):
            columns = columns_of(ImportKind(batch.kind), ImportSource(asked), batch.headings)
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
            log(self.batch, f"donations.import.{step}", user=request.user)
        return redirect("imports:inspect", self.batch.pk)

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        told = form.cleaned_data
        try:
            check_import(
                self.batch,
                source=told["source"],
                columns=form.columns,
                day_order=told["day_order"],
                makes_funds=told.get("makes_funds", False),
            )
        except DonationsError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("imports:inspect", self.batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batch = self.batch
        context |= {"batch": batch, "done": min(max(batch.reached - 1, 0), batch.total)}
        if batch.is_at_work:  # only its progress is shown
            return context
        counted = batch.rows.order_by().values("state").annotate(count=Count("pk"))
        counts = {row["state"]: row["count"] for row in counted}
        wrong = batch.rows.exclude(problems=[])
        may_import = self.request.user.has_perm(MAY_IMPORT)
        return context | {
            "counts": [
                (RowState(state).label, counts[state]) for state in RowState if state in counts
            ],
            "new": sum(counts.get(state, 0) for state in RowState.WAITING),
            "bad": [(row.line, problems_of(batch, row.problems)) for row in wrong[:SHOWN]],
            "bad_count": wrong.count(),
            "sample": [row.cells[:SAMPLE] for row in batch.rows.all()[:3]],
            "headings": batch.headings[:SAMPLE],
            "sources": sources_of(batch),
            "is_open": may_import and batch.status in {ImportStatus.UPLOADED, ImportStatus.CHECKED},
            "is_checked": may_import and batch.status == ImportStatus.CHECKED,
            "can_be_undone": may_import
            and batch.status == ImportStatus.IMPORTED
            and counts.get(RowState.DONE)
            and not is_built_on(batch),
        }


def problems_of(batch: Import, problems: list[list[str]]) -> list[tuple[str, str]]:
    """Each with the heading of the column that it is about."""
    return [(_heading(batch, name), words) for name, words in problems]


def _heading(batch: Import, name: str) -> str:
    place = batch.columns.get(name)
    if place is not None:
        return str(batch.headings[place])
    return str(KINDS[batch.kind].columns.fields.get(name, ""))


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class ReportView(OfImport, View):
    """What became of each row, as a file; or only the rows that stay out, to be corrected and
    chosen again."""

    permission = MAY_SEE
    http_method_names = ["get"]
    only_left_out = False

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        batch = self.batch
        name = "rows-left-out" if self.only_left_out else "rows"
        response = StreamingHttpResponse(self._lines(), content_type="text/csv; charset=utf-8")
        return private_file(response, name=f"{name}-{batch.pk}.csv")

    def _lines(self) -> Any:
        batch = self.batch
        writer = csv.writer(Echo())
        head = [_("Line"), _("What became of it"), _("What is wrong"), *batch.headings]
        yield writer.writerow([inert(cell) for cell in head])
        rows: QuerySet[ImportRow] = batch.rows.order_by("line")
        if self.only_left_out:
            rows = rows.filter(state=RowState.BAD)
        for row in rows.iterator(1000):
            said = "; ".join(
                f"{heading}: {words}" if heading else words
                for heading, words in problems_of(batch, row.problems)
            )
            state = row.get_state_display()
            yield writer.writerow([row.line, state, inert(said), *map(inert, row.cells)])


class ExportsView(ImportPage, TemplateView):
    """What can be exported whole, to whoever may see it."""

    permission = MAY_SEE
    header_icon = "download"
    template_name = "donations/admin/exports.html"
    page_title = gettext_lazy("Export everything")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        order = (ImportKind.SUPPORTERS, ImportKind.GIFTS, ImportKind.GRANTS)
        kinds = [KINDS[kind] for kind in order if user.has_perm(KINDS[kind].export_permission)]
        return context | {
            "kinds": [(kind.name, _hidden(kind, user)) for kind in kinds],
            "forms": ("csv", "xlsx"),
        }


def _hidden(kind: Kind, user: Any) -> list[str]:
    """What the file leaves out for this user, in words."""
    return [str(kind.columns.fields[name]) for name in kind.hidden(user.has_perm)]


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class ExportView(View):
    """All rows of one kind, streamed; the log says who asked for them."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
        found: Kind | None = KINDS.get(kind)
        if found is None or form not in {"csv", "xlsx"}:
            raise Http404
        if not request.user.has_perm(found.export_permission):
            raise PermissionDenied
        log(request.user, EXPORTED, user=request.user, data={"kind": kind, "form": form})
        rows = partial(found.rows, request.user.has_perm)
        if form == "xlsx":
            name = f"{kind}.xlsx"
            return private_file(FileResponse(export_xlsx(rows), filename=name), name=name)
        response = StreamingHttpResponse(export_csv(rows), content_type="text/csv; charset=utf-8")
        return private_file(response, name=f"{kind}.csv")
