"""Year-end statements for staff: of one supporter, of everybody, as mails and as letters."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from django_filters import DateFromToRangeFilter
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogActionRegistry, log

from accounts.models import Supporter
from core.admin import Link, ReadOnlyIndexView, ReadOnlyInspectView, ReadOnlyViewSet
from core.files import pdf_response
from core.models import OrganisationSettings
from donations.exceptions import StatementError
from donations.models import GivingStatement, StatementRun
from donations.services.documents.statement_documents import read_out_statement, render_statement
from donations.services.documents.statement_runs import begin_statements, print_statements
from donations.services.documents.statements import issue_statement, supporters_of_year, years_of

MAY_ISSUE = "donations.add_givingstatement"
BEGUN = "donations.statementrun.begin"
ISSUED = "donations.givingstatement.issue"
FIRST_YEAR = 1990


def statement_links(supporter: Supporter, user: Any) -> list[Link]:
    """From a supporter to the form that makes a statement, where a year with gifts is over."""
    if not user.has_perm(MAY_ISSUE) or not years_of(supporter):
        return []
    url = reverse("giving-statements:of-supporter", args=[supporter.pk])
    return [Link(_("Year-end statement"), url, "doc-full")]


class StatementPage(WagtailAdminTemplateMixin):
    header_icon = "doc-full"
    permission = MAY_ISSUE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("giving-statements:index"), "label": _("Year-end statements")},
            {"url": "", "label": self.get_page_title()},
        ]


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class OfSupporterView(StatementPage, FormView):
    """Make the statement of one supporter and one year."""

    form_class = YearForm
    template_name = "core/admin/form.html"
    page_title = gettext_lazy("Year-end statement")

    @cached_property
    def supporter(self) -> Supporter:
        return get_object_or_404(Supporter, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.supporter)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"years": years_of(self.supporter)}

    def form_valid(self, form: YearForm) -> HttpResponse:
        by: Any = self.request.user
        year = form.cleaned_data["year"]
        try:
            statement = issue_statement(supporter=self.supporter, year=year, by=by)
        except StatementError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        log(statement, ISSUED, user=by)
        return redirect("giving-statements:inspect", statement.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "label": _("Make the statement"),
            "back": reverse("supporters:inspect", args=[self.supporter.pk]),
        }


class OfYear(StatementPage):
    kwargs: dict[str, Any]

    @cached_property
    def year(self) -> int:
        year = int(self.kwargs["year"])
        if not FIRST_YEAR <= year < OrganisationSettings.today().year:
            raise Http404("of a running year there is no statement")
        return year

    @property
    def year_url(self) -> str:
        return reverse("giving-statements:year", args=[self.year])


class LastYearView(StatementPage, View):
    http_method_names = ["get"]

    def get(self, _request: HttpRequest) -> HttpResponse:
        return redirect("giving-statements:year", OrganisationSettings.today().year - 1)


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class YearView(OfYear, TemplateView):
    """How far the statements of a year are, and what is to be done. While a run is under way the
    page asks for itself again every few seconds, without a script."""

    template_name = "donations/admin/statements_of_year.html"

    def get_page_title(self) -> str:
        return _("Statements for %(year)s") % {"year": self.year}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if context["run"] and context["run"].is_running:
            response["Refresh"] = "3"
        return response

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        by: Any = request.user
        try:
            run = begin_statements(year=self.year, by=by)
        except StatementError as error:
            messages.error(request, str(error))
        else:
            log(run, BEGUN, user=by)
        return redirect(self.year_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        statements = GivingStatement.objects.issued().filter(year=self.year)
        to_post = GivingStatement.objects.to_post().filter(year=self.year)
        return context | {
            "year": self.year,
            "is_latest": self.year == OrganisationSettings.today().year - 1,
            "run": StatementRun.objects.filter(year=self.year).first(),
            "supporters": len(supporters_of_year(self.year)),
            "issued": statements.count(),
            "letters": to_post.filter(printed_at=None).count(),
            "printed": to_post.exclude(printed_at=None).count(),
        }


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class LettersView(OfYear, View):
    """The letters as one file: originals once, copies from then on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        content = print_statements(year=self.year, again="again" in request.POST)
        if content is None:
            messages.warning(request, _("There is no letter to print."))
            return redirect(self.year_url)
        return pdf_response(content, name=f"statements-{self.year}.pdf")


class StatementFilterSet(WagtailFilterSet):
    issued_on = DateFromToRangeFilter(label=gettext_lazy("Issued"), widget=DateRangePickerWidget)

    class Meta:
        model = GivingStatement
        fields = ["year", "status", "issued_on"]


class StatementIndexView(ReadOnlyIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(MAY_ISSUE):
            return []
        url = reverse("giving-statements:last-year")
        return [HeaderButton(_("Statements of a year"), url=url, icon_name="calendar")]


class StatementInspectView(ReadOnlyInspectView):
    template_name = "donations/admin/statement_inspect.html"
    pdf_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "document": read_out_statement(self.object),
            "pdf_url_name": self.pdf_url_name,
        }


class StatementPdfView(PermissionCheckedMixin, View):
    """A reprint for staff: it says that it is a copy."""

    http_method_names = ["get"]
    permission_required = "view"
    model = GivingStatement

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        statement = get_object_or_404(GivingStatement, pk=pk)
        content = render_statement(statement, is_copy=True)
        return pdf_response(content, name=statement.file_name)


class GivingStatementViewSet(ReadOnlyViewSet):
    """Every year-end statement that was made."""

    model = GivingStatement
    name = "giving-statements"
    icon = "doc-full"
    menu_label = gettext_lazy("Year-end statements")
    index_view_class = StatementIndexView
    inspect_view_class = StatementInspectView
    list_display = (
        Column("code", label=gettext_lazy("Statement")),
        Column(
            "year",
            label=gettext_lazy("Year"),
            accessor=lambda statement: str(statement.year),  # 2026, not 2,026
            sort_key="year",
        ),
        Column("supporter_name", label=gettext_lazy("Name")),
        Column("email", label=gettext_lazy("E-mail"), sort_key="email"),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda statement: statement.is_issued,
        ),
        DateColumn("issued_at", label=gettext_lazy("Issued"), sort_key="issued_at"),
    )
    filterset_class = StatementFilterSet
    search_fields = ("supporter__name", "supporter__email")
    list_export = ("code", "year", "supporter_name", "email", "status", "issued_on")
    export_headings = {"code": gettext_lazy("Statement"), "supporter_name": gettext_lazy("Name")}
    inspect_view_fields = (
        "code",
        "year",
        "supporter",
        "status",
        "email",
        "issued_on",
        "issued_by",
        "printed_at",
    )

    def rows(self) -> QuerySet[GivingStatement]:
        return super().rows().defer("pdf")

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"pdf_url_name": self.get_url_name("pdf"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        pdf_view = self.construct_view(StatementPdfView)
        return [
            *super().get_urlpatterns(),
            path("pdf/<int:pk>/", pdf_view, name="pdf"),
            path("supporter/<int:pk>/", OfSupporterView.as_view(), name="of-supporter"),
            path("year/", LastYearView.as_view(), name="last-year"),
            path("year/<int:year>/", YearView.as_view(), name="year"),
            path("year/<int:year>/letters/", LettersView.as_view(), name="letters"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label="donations",
            codename__in=["view_givingstatement", "add_givingstatement"],
        )

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        super().register_log_actions(registry)
        registry.register_action(BEGUN, _("Issue"), _("Statements of a year were begun"))
        registry.register_action(ISSUED, _("Issue"), _("A year-end statement was made"))
