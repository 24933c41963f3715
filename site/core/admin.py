"""Listings for what staff may read and never write by hand: money, supporters, mails.

A `ReadOnlyViewSet` is a Wagtail viewset without add, edit, delete, copy, history and usage: those
addresses do not exist, and the policy refuses them to superusers too. What may be done to a row is
an `Action` that calls a service.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.coreutils import multigetattr
from wagtail.log_actions import LogActionRegistry, log
from wagtail.log_actions import registry as log_actions
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from core.dates import written
from core.languages import language_name
from core.money import format_amount, format_plain
from core.spreadsheets import inert, writable


class NarrowPolicy(ModelPermissionPolicy):
    """Grants some actions to those who have them and the others to nobody, superusers included."""

    def is_granted(self, action: str) -> bool:
        raise NotImplementedError

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.is_granted(action) and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        granted = [action for action in actions if self.is_granted(action)]
        if not granted:
            return get_user_model().objects.none()
        return super().users_with_any_permission(granted)


class ReadOnlyPolicy(NarrowPolicy):
    """Services write these rows, or nobody does."""

    def is_granted(self, action: str) -> bool:
        return action == "view"


class WrittenOncePolicy(NarrowPolicy):
    """What is written stays as it is."""

    def is_granted(self, action: str) -> bool:
        return action in {"add", "view"}


class NeverDeletedPolicy(NarrowPolicy):
    """Other rows need these for good."""

    def is_granted(self, action: str) -> bool:
        return action != "delete"


class MoneyColumn(Column):
    """An amount of minor units with its currency, in the reader's language, figures aligned.

    `currency` is the path from the row to the three letters.
    """

    def __init__(self, name: str, *, currency: str = "currency", **options: Any) -> None:
        options.setdefault("classname", "w-text-end w-tabular-nums")
        super().__init__(name, **options)
        self.currency = currency

    def get_value(self, instance: Any) -> str | None:
        return money_text(super().get_value(instance), multigetattr(instance, self.currency))


def money_text(minor: int | None, currency: str) -> str | None:
    if minor is None:
        return None
    return format_amount(minor, currency, get_language() or "en")


@dataclass(frozen=True)
class InspectTable:
    """Related rows shown under the facts of an inspected object, such as the lines of an order."""

    heading: Any
    columns: Sequence[Column]
    rows: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class Action:
    """Something staff may do to one row: a button on its inspect page that calls a service.

    `run(object, user)` does it and may return a sentence to show. Its `errors` are shown as a
    message; any other exception is a fault. `permission` is a full name such as
    "core.change_outboxmail". What the row waits for is `is_next`: its button alone is filled.
    """

    name: str
    label: Any
    permission: str
    run: Callable[[Any, Any], Any]
    offered: Callable[[Any], bool] = lambda _object: True
    errors: tuple[type[Exception], ...] = ()
    icon: str = "check"
    is_next: bool = False


@dataclass(frozen=True)
class Link:
    """A button on an inspect page that leads to a form or to another page."""

    label: Any
    url: str
    icon: str = "link"


class InertIndexView(IndexView):
    """A listing whose order never wavers between pages, whose first column leads on, and whose
    exports are inert: for what staff may write as well."""

    @cached_property
    def columns(self) -> list[Any]:
        first, *others = super().columns
        if type(first) is Column:
            value_of = first.get_value
            first = self._get_title_column_class(TitleColumn)(
                first.name,
                label=first.label,
                accessor=lambda row: written(value_of(row)),
                sort_key=first.sort_key,
                get_url=lambda row: self.get_edit_url(row) or self.get_inspect_url(row),
            )
        return [first, *others]

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        queryset = super().order_queryset(queryset)
        terms = tuple(queryset.query.order_by) or tuple(queryset.model._meta.ordering)
        if any(term in {"pk", "-pk"} for term in terms if isinstance(term, str)):
            return queryset
        return queryset.order_by(*terms, "-pk")

    def preprocess_field_value(self, name: str, value: Any, export_format: str) -> Any:
        value = super().preprocess_field_value(name, value, export_format)
        if not isinstance(value, str):
            return value  # a negative number stays a number
        if export_format == self.FORMAT_XLSX:
            value = writable(value)
        return inert(value)

    def generate_xlsx_row(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        for cell in super().generate_xlsx_row(*args, **kwargs):
            if cell.data_type == "e":  # "#REF!" typed as a name is a text, not an error
                cell.data_type = "s"
            yield cell


class ReadOnlyIndexView(InertIndexView):
    """The listing of a `ReadOnlyViewSet`: its rows, amounts exported in major units."""

    rows: Callable[[], QuerySet[Any]] | None = None
    money: ClassVar[dict[str, str]] = {}

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.rows() if self.rows else super().get_base_queryset()

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row = super().to_row_dict(item)
        for name, currency in self.money.items():
            if row.get(name) is not None:
                row[name] = Decimal(format_plain(row[name], multigetattr(item, currency)))
        return row


class ReadOnlyInspectView(InspectView):
    """The facts of one row, its related rows, and buttons for what may be done."""

    template_name = "core/admin/inspect.html"
    rows: Callable[[], QuerySet[Any]] | None = None
    money: ClassVar[dict[str, str]] = {}
    headings: ClassVar[dict[str, Any]] = {}
    tables: Sequence[InspectTable] = ()
    row_actions: Sequence[Action] = ()
    actions_first = False  # above the facts, where noting something is all that people come for
    action_url_name = ""
    listing: Any = ""  # what the list is called that the row was found in

    def get_links(self) -> list[Link]:
        """Where the reader may go on from here."""
        return []

    def get_page_subtitle(self) -> str:
        """The row's name, in the reader's language where it has several."""
        return getattr(self.object, "local_name", "") or super().get_page_subtitle()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        if self.listing:
            items[len(self.breadcrumbs_items)]["label"] = self.listing
        return items

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        rows = self.rows() if self.rows else self.model._default_manager.all()
        return get_object_or_404(rows, pk=self.pk)

    def get_field_label(self, name: str, field: Any) -> Any:
        return self.headings.get(name) or super().get_field_label(name, field)

    def get_field_display_value(self, name: str, field: Any) -> Any:
        if name in self.money:
            currency = multigetattr(self.object, self.money[name])
            return money_text(multigetattr(self.object, name), currency) or "–"
        if "." in name:  # of a row that this one points to
            value = multigetattr(self.object, name)
        else:
            value = super().get_field_display_value(name, field)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if value is None or value == "":
            return "–"
        if name == "language":
            return language_name(value)
        # What has a name in the reader's language is called by it.
        return getattr(value, "local_name", written(value))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["tables"] = [
            (table.heading, Table(table.columns, list(table.rows(self.object))))
            for table in self.tables
        ]
        context["actions"] = [
            action
            for action in self.row_actions
            if self.request.user.has_perm(action.permission) and action.offered(self.object)
        ]
        context["actions_first"] = self.actions_first
        context["action_url_name"] = self.action_url_name
        context["links"] = self.get_links()
        return context


class ActionView(PermissionCheckedMixin, View):
    """Runs one action on one row, writes it to the log, and goes back to the row."""

    http_method_names = ["post"]
    permission_required = "view"
    model: type[Model] | None = None
    row_actions: Sequence[Action] = ()
    inspect_url_name = ""

    def post(self, request: HttpRequest, pk: Any, name: str) -> HttpResponse:
        action = next((action for action in self.row_actions if action.name == name), None)
        if action is None or not request.user.has_perm(action.permission):
            raise PermissionDenied
        assert self.model is not None
        row = get_object_or_404(self.model._default_manager, pk=pk)
        if not action.offered(row):
            messages.error(request, _("This can no longer be done."))
            return redirect(self.inspect_url_name, pk)
        try:
            said = action.run(row, request.user)
        except action.errors as error:
            messages.error(request, str(error))
        else:
            log(row, log_action_name(self.model, action), user=request.user)
            messages.success(request, said if isinstance(said, str) else _("Done."))
        return redirect(self.inspect_url_name, pk)


def log_action_name(model: type[Model], action: Action) -> str:
    return f"{model._meta.label_lower}.{action.name}"


class ReadOnlyViewSet(ModelViewSet):
    """List, filter, search, export and inspect; nothing else.

    Besides Wagtail's own attributes: `list_select_related` and `list_prefetch_related` for the
    listing, `money` (name of an amount → path to its currency; formats it on the inspect page and
    exports it as a number in major units), `inspect_tables`, `row_actions`. `export_headings` names
    columns of the export and of the inspect page alike. Override `rows` to annotate or narrow.
    """

    index_view_class = ReadOnlyIndexView
    inspect_view_class = ReadOnlyInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    sort_order_field = None
    search_backend_name = None
    list_per_page = 50
    export_headings: ClassVar[dict[str, Any]] = {}

    list_select_related: Sequence[str] = ()
    list_prefetch_related: Sequence[str] = ()
    money: ClassVar[dict[str, str]] = {}
    inspect_tables: Sequence[InspectTable] = ()
    row_actions: Sequence[Action] = ()

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        policy = policy_registry.get_by_type(self.model, fallback=False)
        if policy is None:
            register_permission_policy(self.model, ReadOnlyPolicy(self.model), exact_class=True)
        elif not isinstance(policy, ReadOnlyPolicy):
            raise ImproperlyConfigured(
                f"{self.model._meta.label} already has a policy that lets people write."
            )

    def rows(self) -> QuerySet[Any]:
        """The rows that listing, export and inspect show."""
        rows = self.model._default_manager.all()
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return rows.prefetch_related(*self.list_prefetch_related)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(
            **{
                "rows": self.rows,
                "money": self.money,
                "headings": self.export_headings,
                "tables": self.inspect_tables,
                "row_actions": self.row_actions,
                "action_url_name": self.get_url_name("action"),
                **kwargs,
            }
        )

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Several lists may show rows of one model; each is headed by what it is called."""
        return super().get_index_view_kwargs(**{"page_title": self.menu_label, **kwargs})

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**{"listing": self.menu_label, **kwargs})

    @cached_property
    def inspect_template_name(self) -> str:
        return self.inspect_view_class.template_name

    def get_urlpatterns(self) -> list[URLPattern]:
        key = self.pk_path_converter
        action_view = self.construct_view(ActionView)
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{key}:pk>/", self.inspect_view, name="inspect"),
            path(f"inspect/<{key}:pk>/<slug:name>/", action_view, name="action"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """What the group form offers: "view", and what the actions ask for."""
        label, model = self.app_label, self.model_name
        wanted = Q(content_type__app_label=label, codename=f"view_{model}")
        for action in self.row_actions:
            app, codename = action.permission.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        return Permission.objects.filter(wanted)

    def register_admin_url_finder(self) -> None:
        """There is no edit page to find."""

    def on_register(self) -> None:
        super().on_register()
        hooks.register("register_log_actions", self.register_log_actions)
        if log_actions.has_scanned_for_actions:  # something was logged before the admin was loaded
            self.register_log_actions(log_actions)

    def register_log_actions(self, registry: LogActionRegistry) -> None:
        for action in self.row_actions:
            registry.register_action(
                log_action_name(self.model, action), action.label, action.label
            )
