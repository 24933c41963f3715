"""What staff type of foundations and organisations. Services decide what may be."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import Supporter, User
from core.postal import PostalAddress
from donations.admin.fields import StaffField
from donations.enums import OrganisationKind
from donations.models import Contact, Organisation
from donations.services.funders.organisations import namesakes

ADDRESS = [field.name for field in PostalAddress._meta.get_fields()]
NEW = "new"


class OrganisationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OrganisationKind.choices)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, assume_scheme="https", max_length=200
    )
    street = forms.CharField(label=gettext_lazy("Street"), required=False)
    city = forms.CharField(label=gettext_lazy("Town"), required=False, max_length=100)
    region = forms.CharField(label=gettext_lazy("State or region"), required=False, max_length=100)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=20)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    responsible = StaffField(required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, by: User, **kwargs: Any
    ) -> None:
        start: dict[str, Any] = {"country": "US", "responsible": by.pk, "language": "en"}
        if organisation:
            supporter = organisation.supporter
            named = ["name", "email", "language", *ADDRESS]
            own = ["kind", "website", "responsible", "note"]
            start = {name: getattr(supporter, name) for name in named}
            start |= {name: getattr(organisation, name) for name in own}
            start["country"] = str(supporter.country)
        super().__init__(*args, **{**kwargs, "initial": start})
        self.organisation = organisation
        self._field("country").choices = [("", "–"), *countries]
        self._field("language").choices = settings.LANGUAGES
        self._field("responsible").show(organisation.responsible_id if organisation else by.pk)
        if organisation is None and (found := self._namesakes()):
            self.fields["giver"] = forms.ChoiceField(
                label=_("Is it one of these supporters?"),
                widget=forms.RadioSelect,
                choices=[
                    *((str(one.pk), _described(one)) for one in found),
                    (NEW, _("None of these: a new supporter")),
                ],
            )
            self.order_fields(["name", "giver"])

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _namesakes(self) -> list[Supporter]:
        """Supporters with what was typed; their gifts then stand on the page from the start."""
        name = self.data.get("name", "")
        return list(namesakes(name, self.data.get("email", ""))[:5]) if name else []

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    @property
    def wanted(self) -> dict[str, Any]:
        wanted = {name: value for name, value in self.cleaned_data.items() if name not in ADDRESS}
        giver = wanted.pop("giver", NEW)
        if self.organisation is None:
            wanted["supporter"] = Supporter.objects.get(pk=giver) if giver != NEW else None
        return {**wanted, "address": {name: self.cleaned_data[name] for name in ADDRESS}}


def _described(supporter: Supporter) -> str:
    return ", ".join(filter(None, [supporter.name, supporter.email, *supporter.address_lines()]))


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "gets_reports", "gets_letters", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
