"""A report in the admin: a form that says of what, tables with their charts, the same as a file."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.edit import FormMixin
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from core.files import private_file
from core.generation import keep
from core.models import OrganisationSettings
from core.reports import Table, as_csv, as_xlsx

FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
LONGEST = 10  # years


class YearsForm(forms.Form):
    """Whole years, the last one until today while it runs."""

    first = forms.IntegerField(label=_("From year"), min_value=1990, max_value=2999)
    last = forms.IntegerField(label=_("Until year"), min_value=1990, max_value=2999)
    usual_years = 2

    @classmethod
    def usual(cls) -> dict[str, Any]:
        year = OrganisationSettings.today().year
        return {"first": year - cls.usual_years + 1, "last": year}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "first" in cleaned and "last" in cleaned:
            if cleaned["first"] > cleaned["last"]:
                self.add_error("last", _("The last year comes before the first."))
            elif cleaned["last"] - cleaned["first"] >= LONGEST:
                self.add_error("first", _("Ten years at most are shown at once."))
        return cleaned


class ReportView(WagtailAdminTemplateMixin, FormMixin, View):
    """Nothing is written, so it is a GET throughout; `export` answers the same as a file."""

    http_method_names = ["get"]
    permission = ""
    name = "report"
    header_icon = "order"
    intro: Any = ""
    form_class: type[Any] = YearsForm
    template_name = "core/admin/report.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        with OrganisationSettings.read_once():
            return super().dispatch(request, *args, **kwargs)

    def tables(self, wanted: dict[str, Any]) -> Sequence[Table]:
        """What the report says of what the form asks for."""
        raise NotImplementedError

    def version(self) -> str | None:
        """Changes whenever a figure may: until then the page's figures are kept. None: they are
        made each time."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        fields = self.form_class.base_fields
        asked = {name: self.request.GET[name] for name in fields if name in self.request.GET}
        return {"data": {**self.form_class.usual(), **asked}}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        figures = ""
        if form.is_valid():
            if request.GET.get("export") in FILES:
                return self.file_of(self.tables(form.cleaned_data), request.GET["export"])
            figures = self.figures(form.cleaned_data)
        return self.render_to_response(self.get_context_data(form=form, figures=figures))

    def figures(self, wanted: dict[str, Any]) -> SafeString:
        """The tables with their charts, as markup."""

        def make() -> SafeString:
            told = {"tables": self.tables(wanted), "is_of_a_time": bool(wanted)}
            return render_to_string("core/admin/_figures.html", told)

        version = self.version()
        if version is None:
            return make()
        today, language = OrganisationSettings.today(), get_language()
        return keep(f"report {self.name} {wanted}", (version, today, language), make)

    def file_of(self, tables: Sequence[Table], kind: str) -> HttpResponse:
        write, content_type = FILES[kind]
        response = HttpResponse(write(tables), content_type=content_type)
        return private_file(response, name=f"{self.name}.{kind}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        downloads = []
        for kind in FILES:
            query["export"] = kind
            downloads.append((kind.upper(), f"?{query.urlencode()}"))
        return super().get_context_data(downloads=downloads, intro=self.intro, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*items, {"url": "", "label": self.get_page_title()}]


class ReportViewSet(ViewSet):
    """Puts one report into a menu, for those who may see it."""

    view: ClassVar[type[ReportView]]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.view.as_view(name=self.name), name="index")]

    @cached_property
    def menu_item_class(self) -> type:
        permission = self.view.permission

        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return bool(request.user.has_perm(permission))

        return type("ReportMenuItem", (MenuItem,), {"is_shown": is_shown})
