"""Pages on which staff take one step with a grant, a pledge, a tribute or whatever else: a form,
one service, back to where it began, and a line in the log."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogActionRegistry, log

from donations.exceptions import PromiseError, TributeError


class StepView(WagtailAdminTemplateMixin, FormView):
    """`take` calls the service with what the form holds (its `wanted`, else what it cleaned) and
    returns what the log is about; what it refuses (`errors`) stands beside its field. `model` is
    what the page is about, where that is there already."""

    template_name = "core/admin/form.html"
    header_icon = "form"
    permission = ""
    model: ClassVar[type[Model] | None] = None
    errors: ClassVar[tuple[type[PromiseError], ...] | tuple[type[TributeError], ...]] = (
        PromiseError,
    )
    name: ClassVar[str] = ""  # of the address, and of the step in the log
    introduction: Any = ""
    submit_label: Any = ""

    def take(self, wanted: dict[str, Any]) -> Model:
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Where "Cancel" leads, and the way on when all went well."""
        raise NotImplementedError

    def way_on(self, _about: Model) -> str:
        return self.back

    @cached_property
    def about(self) -> Any:
        assert self.model is not None
        return get_object_or_404(self.model._default_manager, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            about = self.take(getattr(form, "wanted", form.cleaned_data))
        except self.errors as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        log(about, self.log_name(), user=self.request.user)
        messages.success(self.request, _("Done."))
        return redirect(self.way_on(about))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @classmethod
    def log_name(cls) -> str:
        return f"donations.step.{cls.name}"

    @classmethod
    def register(cls, registry: LogActionRegistry) -> None:
        registry.register_action(cls.log_name(), cls.page_title, cls.page_title)

    def get_page_subtitle(self) -> str:
        return str(self.about) if "pk" in self.kwargs else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": self.back, "label": self.get_page_subtitle() or _("Back")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            introduction=self.introduction,
            label=self.submit_label or _("Save"),
            back=self.back,
            **kwargs,
        )
