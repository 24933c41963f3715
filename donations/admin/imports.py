"""Imports for staff: the listing of files that came from elsewhere."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry

from core.admin import ReadOnlyIndexView, ReadOnlyViewSet
from donations.admin.import_views import (
    EXPORTED,
    MAY_IMPORT,
    ExportsView,
    ExportView,
    ImportView,
    ReportView,
    UploadView,
)
from donations.enums import ImportStatus
from donations.models import Import

LOG_ACTIONS = {
    "donations.import.import": gettext_lazy("Import rows"),
    "donations.import.undo": gettext_lazy("Undo an import"),
    EXPORTED: gettext_lazy("Export all rows"),
}


class ImportIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = []
        if self.request.user.has_perm(MAY_IMPORT):
            url = reverse("imports:add")
            buttons.append(HeaderButton(_("New import"), url=url, icon_name="upload"))
        url = reverse("imports:exports")
        buttons.append(HeaderButton(_("Export everything"), url=url, icon_name="download"))
        return buttons


class ImportViewSet(ReadOnlyViewSet):
    """Files from elsewhere."""

    model = Import
    name = "imports"
    icon = "upload"
    menu_label = gettext_lazy("Import and export")
    index_view_class = ImportIndexView
    list_display = (
        Column("file_name", label=gettext_lazy("File"), sort_key="file_name"),
        Column("get_kind_display", label=gettext_lazy("Rows are"), sort_key="kind"),
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
    list_filter = ("kind", "source", "status", "created_at")
    search_fields = ("file_name",)
    list_export = ("file_name", "kind", "source", "status", "total", "uploaded_by", "created_at")

    def get_urlpatterns(self) -> list[URLPattern]:
        of_it = "inspect/<int:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", UploadView.as_view(), name="add"),
            path("exports/", ExportsView.as_view(), name="exports"),
            path("exports/<slug:kind>.<slug:form>", ExportView.as_view(), name="export"),
            path(of_it, ImportView.as_view(), name="inspect"),
            path(f"{of_it}rows.csv", ReportView.as_view(), name="report"),
            path(f"{of_it}left-out.csv", ReportView.as_view(only_left_out=True), name="problems"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations", codename__in=["view_import", "add_import"]
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        for action, label in LOG_ACTIONS.items():
            registry.register_action(action, label, label)
