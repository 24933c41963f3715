"""What staff type of grants and pledges. Services decide what may be."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Supporter, User
from core.dates import date_format
from core.forms import AmountField, amount_error_message
from core.models import OrganisationSettings
from core.money import AmountError, format_amount, format_plain, parse_amount
from donations.admin.fields import DateField, StaffField, currency_codes
from donations.enums import ReportKind
from donations.models import Contact, Donation, Grant, GrantCondition, Instalment, Organisation
from donations.services.funders.plans import Part, in_equal_parts
from ledger.fund_fields import FundChoiceField
from ledger.models import Fund

RHYTHMS = {1: gettext_lazy("month"), 3: gettext_lazy("quarter"), 6: gettext_lazy("half-year")}
RHYTHMS[12] = gettext_lazy("year")


class PartsField(forms.CharField):
    """Instalments as lines of a date and an amount: `2027-01-15 5,000`."""

    widget = forms.Textarea(attrs={"rows": 4})
    currency = ""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{day} {format_plain(part, self.currency)}" for day, part in value)

    def clean(self, value: Any) -> list[Part]:
        lines = (super().clean(value) or "").splitlines()
        return [self._read(line.strip()) for line in lines if line.strip()]

    def _read(self, line: str) -> Part:
        day, _blank, amount = line.partition(" ")
        try:
            return date.fromisoformat(day), parse_amount(amount, self.currency)
        except AmountError as error:
            message = amount_error_message(error.code, self.currency)
        except ValueError:
            message = _("Begin with a day such as 2027-01-15.")
        raise ValidationError(_("“%(line)s”: %(message)s") % {"line": line, "message": message})


class PlanForm(forms.Form):
    """When which part comes: in equal parts, or each with its day."""

    how_many = forms.IntegerField(
        label=gettext_lazy("In equal parts: how many"), min_value=1, max_value=120, required=False
    )
    first_on = DateField(label=gettext_lazy("The first on"), required=False)
    every = forms.TypedChoiceField(
        label=gettext_lazy("One each"),
        choices=list(RHYTHMS.items()),
        coerce=int,
        empty_value="12",
        required=False,
    )
    parts = PartsField(
        label=gettext_lazy("Or each with its day and amount"),
        required=False,
        help_text=gettext_lazy("One a line, such as “2027-01-15 5,000”."),
    )

    def __init__(self, *args: Any, amount: int = 0, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = amount
        self._field("parts").currency = currency

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amount = cleaned.get("amount") or self.whole
        if cleaned.get("how_many") and amount and "first_on" not in self.errors:
            first = cleaned.get("first_on") or OrganisationSettings.today()
            cleaned["parts"] = in_equal_parts(
                amount,
                parts=cleaned["how_many"],
                first=first,
                months=int(cleaned.get("every") or 12),
            )
        elif not cleaned.get("parts") and "parts" not in self.errors:
            self.add_error("parts", _("Say in how many parts it comes, or each with its day."))
        return cleaned


class _PromiseForm(forms.Form):
    """What grants and pledges are asked alike. `uuid` becomes that of what is written, so that a
    double click writes it once."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amount = AmountField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    fund = FundChoiceField(label=gettext_lazy("Fund"))
    responsible = StaffField()
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def start(self, by: User) -> None:
        own = OrganisationSettings.load().currency
        codes = currency_codes()
        chosen = self.data.get("currency") or own
        fields: dict[str, Any] = self.fields
        fields["currency"].choices = [(code, code) for code in codes]
        fields["currency"].initial = own
        fields["amount"].currency = chosen if chosen in codes else own
        fields["uuid"].initial = uuid4()
        fields["fund"].initial = Fund.objects.default()
        fields["fund"].empty_label = None
        fields["responsible"].initial = by.pk
        fields["responsible"].show(by.pk)

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount < 1:
            raise ValidationError(amount_error_message("negative", self.data.get("currency", "")))
        return amount


class GrantForm(_PromiseForm):
    """A grant that we ask for."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Foundation or organisation"),
        queryset=Organisation.objects.select_related("supporter"),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    donor_words = forms.CharField(
        label=gettext_lazy("Their words on its use"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "As the letter or the call says them. Needed where the fund is restricted."
        ),
    )
    reference = forms.CharField(
        label=gettext_lazy("Their reference"), required=False, max_length=80
    )
    applied_on = DateField(label=gettext_lazy("Applied on"))
    decision_on = DateField(label=gettext_lazy("Decision expected on"), required=False)
    field_order = (
        "organisation",
        "title",
        "amount",
        "currency",
        "fund",
        "donor_words",
        "reference",
        "applied_on",
        "decision_on",
        "responsible",
        "note",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start(by)
        self.fields["applied_on"].initial = OrganisationSettings.today()


class GrantChangeForm(GrantForm):
    """What may be corrected later: not the money."""

    starts_on = DateField(label=gettext_lazy("First day"), required=False)
    ends_on = DateField(label=gettext_lazy("Last day"), required=False)
    ask_again_on = DateField(
        label=gettext_lazy("Ask again on"),
        required=False,
        help_text=gettext_lazy("You are reminded on that day, unless a grant follows this one."),
    )
    amount = currency = organisation = uuid = None  # type: ignore[assignment]

    def start(self, by: User) -> None:
        fields: dict[str, Any] = self.fields
        fields["responsible"].show(self.initial["responsible"])
        fields["fund"].empty_label = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    clean_amount = None  # type: ignore[assignment]


class AwardForm(PlanForm):
    """What the letter of award says."""

    amount = AmountField(label=gettext_lazy("Amount awarded"))
    awarded_on = DateField(label=gettext_lazy("Awarded on"))
    starts_on = DateField(label=gettext_lazy("First day"), required=False)
    ends_on = DateField(label=gettext_lazy("Last day"), required=False)
    field_order = ("amount", "awarded_on", "starts_on", "ends_on")

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        start = {"amount": grant.amount, "awarded_on": OrganisationSettings.today()}
        super().__init__(*args, currency=grant.currency, **{**kwargs, "initial": start})
        self._field("amount").currency = grant.currency

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The last day comes before the first."))
        if cleaned.get("amount") == 0:
            self.add_error("amount", _("Enter an amount above zero."))
        return cleaned


class PledgeForm(PlanForm, _PromiseForm):
    """Who promises what, and when it comes."""

    supporter = forms.ModelChoiceField(
        label=gettext_lazy("Supporter"), queryset=Supporter.objects.none(), required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the supporter"),
        required=False,
        help_text=gettext_lazy("Who is not known yet is kept as a new supporter."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    promised_on = DateField(label=gettext_lazy("Promised on"))
    field_order = (
        "supporter",
        "name",
        "email",
        "amount",
        "currency",
        "fund",
        "promised_on",
        "how_many",
        "first_on",
        "every",
        "parts",
        "responsible",
        "note",
    )

    def __init__(
        self, *args: Any, by: User, supporter: Supporter | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, currency=OrganisationSettings.load().currency, **kwargs)
        self.start(by)
        self._field("parts").currency = self._field("amount").currency
        self.fields["promised_on"].initial = OrganisationSettings.today()
        if supporter:
            self._field("supporter").queryset = Supporter.objects.filter(pk=supporter.pk)
            self._field("supporter").initial = supporter.pk
            self._field("supporter").empty_label = None
            del self.fields["name"], self.fields["email"]
        else:
            del self.fields["supporter"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in self.fields and not (cleaned.get("name") or cleaned.get("email")):
            self.add_error("name", _("Say who promises it: a name, or an e-mail address."))
        return cleaned


class PromiseNoteForm(forms.Form):
    """What of a pledge may be corrected."""

    responsible = StaffField()
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["responsible"].show(self.initial["responsible"])


class InstalmentChoice(forms.ModelChoiceField):
    def label_from_instance(self, instalment: Instalment) -> str:
        amount = format_amount(instalment.amount, instalment.currency, get_language() or "en")
        return f"{date_format(instalment.due_on)}, {amount}"


class ConditionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What must happen first"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    deadline = DateField(label=gettext_lazy("Until"), required=False)
    instalment = InstalmentChoice(
        label=gettext_lazy("Which money waits for it"),
        queryset=Instalment.objects.none(),
        required=False,
        empty_label=gettext_lazy("All of the grant that has not come"),
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["instalment"].queryset = grant.instalments.filter(donation=None)


class MetForm(forms.Form):
    met_on = DateField(label=gettext_lazy("Met on"))
    note = forms.CharField(
        label=gettext_lazy("How we know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("A letter, a figure, a decision, and where it is kept."),
    )

    def __init__(self, *args: Any, condition: GrantCondition, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"met_on": OrganisationSettings.today()}})


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ReportKind.choices)
    due_on = DateField(label=gettext_lazy("Due on"))
    contact = forms.ModelChoiceField(
        label=gettext_lazy("To"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever gets our reports"),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["contact"].queryset = grant.organisation.contacts.all()


class SentForm(forms.Form):
    sent_on = DateField(label=gettext_lazy("Sent on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"sent_on": OrganisationSettings.today()}})


class GiftChoice(forms.ModelChoiceField):
    def label_from_instance(self, gift: Donation) -> str:
        amount = f"{format_plain(gift.kept, gift.currency)} {gift.currency}"
        return f"{gift.received_on}: {amount}, {gift.name} ({gift.payment.get_method_display()})"


class MatchForm(forms.Form):
    gift = GiftChoice(
        label=gettext_lazy("Gift"),
        queryset=Donation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, gifts: QuerySet[Donation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["gift"].queryset = gifts.select_related("payment")


class WriteOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
