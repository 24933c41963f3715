"""What clerks type of gifts without a card. The forms check shape and look things up; what may be
booked the services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import Supporter
from core.forms import AmountField, amount_error_message
from core.models import OrganisationSettings
from donations.admin.batches.parts import add_part_fields, names_part, read_parts
from donations.admin.fields import SOON, DateField, InstalmentField, currency_codes
from donations.enums import InstalmentStatus
from donations.exceptions import RowError
from donations.forms.tributes import NAMES
from donations.models import (
    BatchRow,
    Donation,
    ExpectedTransfer,
    GiftBatch,
    Instalment,
    Organisation,
    Receipt,
)
from donations.models.batches import OFFLINE_CHOICES
from donations.reference_codes import read_code
from donations.services.funders.instalments import promise_supporter
from donations.services.funders.organisations import letter_contact
from donations.services.offline.batches import require_acceptable, require_parts
from donations.services.offline.duplicates import Suggestion
from donations.tribute_wishes import wish_of
from ledger.fund_fields import FundChoiceField
from ledger.models import Fund
from ledger.services.funds import open_funds
from payments.enums import PaymentMethod

NEW = "new"


class BatchForm(forms.Form):
    """What was counted before anybody types a row."""

    method = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=OFFLINE_CHOICES,
        help_text=gettext_lazy("What most of them are; each row can differ."),
    )
    deposited_on = DateField(
        label=gettext_lazy("Deposited on"),
        help_text=gettext_lazy("The day on the deposit slip or the bank statement."),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    expected_count = forms.IntegerField(
        label=gettext_lazy("How many gifts"), min_value=1, max_value=10_000
    )
    expected_total = AmountField(
        label=gettext_lazy("Control total"),
        help_text=gettext_lazy("Add them up before you begin, by hand or from the deposit slip."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, batch: GiftBatch | None = None, **kwargs: Any) -> None:
        own = OrganisationSettings.load().currency
        start: dict[str, Any] = {
            "method": PaymentMethod.CHEQUE,
            "deposited_on": OrganisationSettings.today(),
        }
        if batch:
            start = {name: getattr(batch, name) for name in self.base_fields}
        super().__init__(*args, **{**kwargs, "initial": start})
        codes = currency_codes()
        self._field("currency").choices = [(code, code) for code in codes]
        self._field("currency").initial = own
        chosen = self.data.get("currency") or start.get("currency") or own
        self._field("expected_total").currency = chosen if chosen in codes else own
        if batch and batch.rows.exists():
            self._field("currency").disabled = True

    def _field(self, name: str) -> Any:
        return self.fields[name]


class RowForm(forms.ModelForm):
    """One gift. What its kind of batch needs comes first; the rest is folded away."""

    amount = AmountField(label=gettext_lazy("Amount"))
    received_on = DateField(label=gettext_lazy("Received on"))
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    transfer_code = forms.CharField(
        label=gettext_lazy("Reference code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("From the transfer, such as MH-7K3F-9Q. It fills in who and what."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )
    instalment = InstalmentField(
        label=gettext_lazy("Instalment of a grant or pledge"),
        queryset=Instalment.objects.none(),
        required=False,
        help_text=gettext_lazy("What is expected now. It fills in who, how much and the fund."),
    )
    matched_receipt = forms.CharField(
        label=gettext_lazy("Receipt of the employee’s gift"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Its number, such as R-2026-000012."),
    )
    soft_credit_email = forms.EmailField(
        label=gettext_lazy("Soft credit to"),
        required=False,
        help_text=gettext_lazy("The e-mail of a supporter who is thanked for it as well."),
    )

    class Meta:
        model = BatchRow
        fields = (
            "method",
            "name",
            "organisation",
            "amount",
            "received_on",
            "reference",
            "account_ending",
            "description",
            "fund",
            "email",
            "street",
            "city",
            "region",
            "postcode",
            "country",
            "language",
            "is_anonymous",
            *NAMES,
            "note",
        )
        widgets = {
            "street": forms.TextInput,
            "told_address": forms.Textarea(attrs={"rows": 3}),
            "told_words": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "fund": forms.Select,
        }
        field_classes = {"fund": FundChoiceField}

    def __init__(
        self,
        *args: Any,
        batch: GiftBatch,
        suggestions: Sequence[Suggestion] = (),
        **kwargs: Any,
    ) -> None:
        known: BatchRow | None = kwargs.pop("instance", None)
        row = known or BatchRow(batch=batch, method=batch.method)
        initial = self._looked_up(row) if known else self._start(batch)
        super().__init__(*args, **{**kwargs, "instance": row, "initial": initial})
        self.batch = batch
        self.suggestions = suggestions
        self._field("amount").currency = batch.currency
        # A promised gift may go to a fund that is closed to others, such as the fund of a grant.
        promised = Instalment.objects.filter(status=InstalmentStatus.EXPECTED)
        funds = {fund.pk for fund in open_funds()} | {row.fund_id}
        self._field("fund").queryset = Fund.objects.prefetch_related("translations").filter(
            Q(pk__in=funds)
            | Q(pk__in=promised.values("grant__fund"))
            | Q(pk__in=promised.values("pledge__fund"))
        )
        self._field("fund").empty_label = None
        add_part_fields(self, row, self._field("fund").queryset)
        self._field("instalment").show(
            currency=batch.currency, until=batch.deposited_on + SOON, chosen=row.instalment_id
        )
        # A transfer's code says the rest, and so nothing else is asked of that row.
        for name in ("amount", "fund", "received_on", "language", "method"):
            self._field(name).required = False
        self._field("country").choices = [("", "–"), *countries]
        if suggestions:
            self.fields["giver"] = forms.ChoiceField(
                label=_("Who gave this?"),
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    *((str(one.supporter.pk), one.described) for one in suggestions),
                    (NEW, _("None of these: a new supporter")),
                ],
            )

    @staticmethod
    def _start(batch: GiftBatch) -> dict[str, Any]:
        """As the row before; of the first one as the batch says. What a code or an instalment
        filled in is nobody else's: fund, language, country are those of the last row without."""
        last = batch.rows.last()
        typed = batch.rows.filter(transfer=None, instalment=None).last()
        return {
            "method": last.method if last else batch.method,
            "received_on": last.received_on if last else batch.deposited_on,
            "fund": typed.fund if typed else Fund.objects.default(),
            "language": typed.language if typed else settings.LANGUAGE_CODE,
            "country": typed.country if typed else "US",
        }

    @staticmethod
    def _looked_up(row: BatchRow) -> dict[str, Any]:
        receipt = row.matches.payment.receipts.last() if row.matches else None
        return {
            "transfer_code": row.transfer.shown_code if row.transfer else "",
            "matched_receipt": receipt.code if receipt else "",
            "soft_credit_email": row.soft_credit.email if row.soft_credit else "",
            "instalment": row.instalment_id,
            "giver": NEW if row.is_new_supporter else str(row.supporter_id or ""),
        }

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What is typed for every row of such a batch, in the order of the paper."""
        method = self.batch.method
        special = {
            PaymentMethod.WIRE: ["transfer_code"],
            PaymentMethod.STOCK: ["description"],
            PaymentMethod.IN_KIND: ["description"],
            PaymentMethod.DONOR_ADVISED: ["organisation"],
            PaymentMethod.EMPLOYER_MATCH: ["organisation", "matched_receipt"],
            PaymentMethod.PAYROLL: ["organisation"],
        }.get(PaymentMethod(method), [])
        cheque = ["account_ending"] if method == PaymentMethod.CHEQUE else []
        names = [*special, "name", "amount", "reference", *cheque, "received_on", "fund"]
        address = ["email", "street", "city", "region", "postcode", "country"]
        return [self[name] for name in [*names, *address]]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        first = {field.name for field in self.first_fields} | {"giver"}
        return [self[name] for name in self.fields if name not in first]

    @property
    def shows_further(self) -> bool:
        """Whether the folded part is open: something in it was said, is unusual, or is wrong."""
        usual = {"language": settings.LANGUAGE_CODE, "method": self.batch.method} | dict.fromkeys(
            ("organisation", "description", "transfer_code", "matched_receipt", "instalment"), ""
        )
        usual |= {"tribute": "", "note": ""}
        return names_part(self) or any(
            field.errors or (field.value() or "") != usual.get(field.name, field.value() or "")
            for field in self.further_fields
        )

    def clean_transfer_code(self) -> ExpectedTransfer | None:
        typed = self.cleaned_data["transfer_code"].strip()
        if not typed:
            return None
        code = read_code(typed)
        if code is None:
            raise forms.ValidationError(
                _("A character of this code is mistyped, missing or in another’s place.")
            )
        transfer = ExpectedTransfer.objects.filter(code=code).select_related("fund").first()
        if transfer is None:
            raise forms.ValidationError(_("No expected transfer has this code."))
        twin = self.batch.rows.filter(transfer=transfer).exclude(pk=self.instance.pk).first()
        if twin:
            raise forms.ValidationError(_("Another row of this batch has this code."))
        return transfer

    def clean_instalment(self) -> Instalment | None:
        instalment: Instalment | None = self.cleaned_data["instalment"]
        twins = self.batch.rows.filter(instalment=instalment).exclude(pk=self.instance.pk)
        if instalment and twins.exists():
            raise forms.ValidationError(_("Another row of this batch is this instalment."))
        return instalment

    def clean_matched_receipt(self) -> Donation | None:
        typed = self.cleaned_data["matched_receipt"].strip().upper()
        if not typed:
            return None
        series, _dash, number = typed.rpartition("-")
        receipt = None
        if number.isascii() and number.isdigit() and len(number) < 10:
            receipt = Receipt.objects.filter(series=series, number=int(number)).first()
        gift = receipt and Donation.objects.arrived().filter(payment=receipt.payment_id).first()
        if not gift:
            raise forms.ValidationError(_("No gift has a receipt of this number."))
        return gift

    def clean_soft_credit_email(self) -> Supporter | None:
        email = self.cleaned_data["soft_credit_email"].strip().lower()
        supporter = Supporter.objects.filter(email=email).first() if email else None
        if email and supporter is None:
            raise forms.ValidationError(_("No supporter has this address."))
        return supporter

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_organisation(self) -> str:
        return " ".join(self.cleaned_data["organisation"].split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if transfer := cleaned.get("transfer_code"):
            self._fill_from(transfer, cleaned)
        if instalment := cleaned.get("instalment"):
            self._fill_from_promise(instalment, cleaned)
        for name, message in (
            ("amount", amount_error_message("empty", self.batch.currency)),
            ("received_on", _("Enter the day it arrived.")),
        ):
            if cleaned.get(name) is None and not {name, "transfer_code"} & self.errors.keys():
                self.add_error(name, message)  # a code that is right may bring it
        if cleaned.get("amount") == 0:
            self.add_error("amount", amount_error_message("negative", self.batch.currency))
        cleaned["fund"] = cleaned.get("fund") or Fund.objects.default()
        cleaned["method"] = cleaned.get("method") or self.batch.method
        cleaned["language"] = cleaned.get("language") or settings.LANGUAGE_CODE
        self.parts = read_parts(self)
        return cleaned

    def _fill_from(self, transfer: ExpectedTransfer, cleaned: dict[str, Any]) -> None:
        """What the giver told us then, where the clerk typed nothing."""
        fills = {"name": transfer.name, "email": transfer.email, "amount": transfer.amount}
        for name, value in fills.items():
            if cleaned.get(name) in {None, ""} and name not in self.errors:
                cleaned[name] = value
        cleaned["language"] = transfer.language
        cleaned["is_anonymous"] = cleaned.get("is_anonymous") or transfer.is_anonymous
        if (
            cleaned.get("fund") is None or "fund" not in self.changed_data
        ) and transfer.fund.takes_gifts:
            cleaned["fund"] = transfer.fund
        # Once: a clerk who takes it out again means it.
        if self.instance.transfer_id != transfer.pk and wish_of(cleaned).is_empty:
            cleaned.update(transfer.wish.fields)

    def _fill_from_promise(self, instalment: Instalment, cleaned: dict[str, Any]) -> None:
        """Who promised it, where the clerk typed nothing; the fund is the one it was promised for
        unless another was chosen."""
        promise = instalment.promise
        supporter = promise_supporter(promise)
        is_organisation = Organisation.objects.filter(supporter=supporter).exists()
        contact = letter_contact(supporter) if is_organisation else None
        fills = {
            "organisation" if is_organisation else "name": supporter.name,
            "email": contact.email if contact else supporter.email,
            "amount": instalment.amount,
        }
        for name, value in fills.items():
            if cleaned.get(name) in {None, ""} and name not in self.errors:
                cleaned[name] = value
        if cleaned.get("fund") is None or "fund" not in self.changed_data:
            cleaned["fund"] = promise.fund
        if "language" not in self.changed_data:
            cleaned["language"] = supporter.language

    def _post_clean(self) -> None:
        """The row as it would be, asked of the service while the fields can still be told."""
        row: BatchRow = self.instance
        before = (row.donor_name, row.email) if row.pk else None
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        cleaned = self.cleaned_data
        row.batch = self.batch
        row.transfer = cleaned["transfer_code"]
        row.matches = cleaned["matched_receipt"]
        row.soft_credit = cleaned["soft_credit_email"]
        row.instalment = cleaned["instalment"]
        self._answer(row, is_same=before == (row.donor_name, row.email))
        if row.instalment:
            row.supporter = promise_supporter(row.instalment.promise)
            row.is_new_supporter = False
        try:
            require_acceptable(row)
            require_parts(row, self.parts)
        except RowError as error:
            self.add_error(error.field, str(error))

    def _answer(self, row: BatchRow, *, is_same: bool) -> None:
        """Who gave, as far as the clerk said so; of another name that was said of nobody."""
        giver = self.cleaned_data.get("giver", "")
        if giver:
            row.is_new_supporter = giver == NEW
            row.supporter = None if giver == NEW else Supporter.objects.filter(pk=giver).first()
        elif not is_same:
            row.is_new_supporter, row.supporter = False, None

    def _field(self, name: str) -> Any:
        return self.fields[name]
