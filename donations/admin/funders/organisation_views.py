"""The steps of an organisation and its contacts, each a page of its own."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from donations.admin.funders.organisation_forms import ContactForm, OrganisationForm
from donations.admin.steps import StepView
from donations.models import Contact, Organisation
from donations.services.funders.organisations import add_organisation, change_organisation

MAY_ADD = "donations.add_organisation"
MAY_CHANGE = "donations.change_organisation"


class AddOrganisationView(StepView):
    name = "add-organisation"
    permission = MAY_ADD
    form_class = OrganisationForm
    header_icon = "group"
    page_title = gettext_lazy("New foundation or organisation")

    @property
    def back(self) -> str:
        return reverse("organisations:index")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def take(self, wanted: dict[str, Any]) -> Organisation:
        return add_organisation(**wanted)

    def way_on(self, about: Model) -> str:
        return reverse("organisations:inspect", args=[about.pk])


class OfOrganisation(StepView):
    model = Organisation
    permission = MAY_CHANGE
    header_icon = "group"

    @property
    def back(self) -> str:
        return reverse("organisations:inspect", args=[self.about.pk])


class ChangeOrganisationView(OfOrganisation):
    name = "change-organisation"
    form_class = OrganisationForm
    page_title = gettext_lazy("Change")

    def get_form_kwargs(self) -> dict[str, Any]:
        about = {"organisation": self.about, "by": self.request.user}
        return {**super().get_form_kwargs(), **about}

    def take(self, wanted: dict[str, Any]) -> Organisation:
        change_organisation(self.about, **wanted)
        return self.about


class AddContactView(OfOrganisation):
    name = "add-contact"
    form_class = ContactForm
    page_title = gettext_lazy("New contact")

    def take(self, wanted: dict[str, Any]) -> Organisation:
        Contact.objects.create(organisation=self.about, **wanted)
        return self.about


class ChangeContactView(OfOrganisation):
    name = "change-contact"
    form_class = ContactForm
    template_name = "donations/admin/contact.html"
    page_title = gettext_lazy("Change contact")

    @cached_property
    def contact(self) -> Contact:
        return get_object_or_404(Contact, pk=self.kwargs["contact"], organisation=self.about)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.contact}

    def take(self, wanted: dict[str, Any]) -> Organisation:
        Contact.objects.filter(pk=self.contact.pk).update(**wanted)
        return self.about


class RemoveContactView(PermissionCheckedMixin, View):
    """Somebody left: our reports keep their day, and name nobody."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(MAY_CHANGE):
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int, contact: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation, pk=pk)
        found = organisation.contacts.filter(pk=contact).first()
        if found is not None:  # else a double click: the first one did it
            found.delete()
            log(organisation, "donations.step.remove-contact", user=request.user)
            messages.success(request, _("%(name)s is taken out.") % {"name": found.name})
        return redirect("organisations:inspect", pk)
