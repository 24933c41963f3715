"""What staff fill in to give money back."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.forms import AmountField
from core.models import OrganisationSettings
from core.money import format_amount
from payments.enums import RefundReason
from payments.models import Payment
from payments.services.offline import ways_back
from payments.services.refund_lines import NewRefundLine, RefundableLine, refundable_lines


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form: what can be refunded of one paid line, and the controls for it."""

    line: RefundableLine
    amount: forms.BoundField
    quantity: forms.BoundField | None
    left: str


class RefundForm(forms.Form):
    """For each line that has something left: how many goods, and how much money.

    Goods without an amount cost what they cost; an amount without goods is money alone. `token`
    becomes the refund's uuid, so that a double click makes one refund.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose a reason"))]
        + [(reason, RefundReason(reason).label) for reason in RefundReason.CHOSEN],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For us alone: the payer does not read it."),
    )
    restock = forms.BooleanField(
        label=gettext_lazy("Put the goods back on the shelf"),
        required=False,
        help_text=gettext_lazy("Only if they are here, whole, and can be sold again."),
    )

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.payment = payment
        self.left = [line for line in refundable_lines(payment) if line.amount > 0]
        for line in self.left:
            name = line.line.description
            self.fields[f"amount_{line.line.pk}"] = AmountField(
                label=_("Amount of %(line)s") % {"line": name},
                currency=payment.currency,
                required=False,
            )
            if line.quantity:
                self.fields[f"quantity_{line.line.pk}"] = forms.IntegerField(
                    label=_("How many of %(line)s") % {"line": name},
                    required=False,
                    min_value=0,
                    max_value=line.quantity,
                    error_messages={
                        "max_value": _("At most %(limit_value)s."),
                        "min_value": _("Zero or more."),
                    },
                )
        if not any(line.quantity for line in self.left):
            del self.fields["restock"]
        if not payment.is_through_stripe:
            ways = ways_back(payment)
            self.fields["method"] = forms.ChoiceField(
                label=_("Paid back by"),
                choices=[(way.value, way.label) for way in ways],
                initial=payment.method if payment.method in ways else ways[0],
            )
            self.fields["paid_on"] = forms.DateField(
                label=_("Paid back on"),
                initial=OrganisationSettings.today(),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d"],
            )

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                line=line,
                amount=self[f"amount_{line.line.pk}"],
                quantity=self[f"quantity_{line.line.pk}"] if line.quantity else None,
                left=self._text(line.amount),
            )
            for line in self.left
        ]

    def as_initial(self) -> dict[str, Any]:
        """What was chosen, to be changed; amounts that were left out are filled in."""
        chosen = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(("amount_", "quantity_"))
        }
        for line in self.cleaned_data["lines"]:
            chosen[f"amount_{line.line.pk}"] = line.amount
            chosen[f"quantity_{line.line.pk}"] = line.quantity or None
        return chosen

    def _text(self, amount: int) -> str:
        return format_amount(amount, self.payment.currency, get_language() or "en")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "everything" in self.data:
            wanted = [
                NewRefundLine(line=line.line, amount=line.amount, quantity=line.quantity)
                for line in self.left
            ]
        else:
            wanted = [line for one in self.left if (line := self._wanted(one, cleaned))]
        if not wanted and not self.errors:
            self.add_error(None, _("Choose what to refund."))
        cleaned["lines"] = wanted
        return cleaned

    def _wanted(self, line: RefundableLine, cleaned: dict[str, Any]) -> NewRefundLine | None:
        name = f"amount_{line.line.pk}"
        amount: int | None = cleaned.get(name)
        quantity: int = cleaned.get(f"quantity_{line.line.pk}") or 0
        if amount is None and quantity:
            amount = line.price_of(quantity)
        if amount and amount > line.amount:
            most = {"amount": self._text(line.amount)}
            self.add_error(name, _("At most %(amount)s is left.") % most)
            return None
        if not amount:
            if quantity:
                self.add_error(name, _("Enter an amount above zero."))
            return None
        return NewRefundLine(line=line.line, amount=amount, quantity=quantity)
