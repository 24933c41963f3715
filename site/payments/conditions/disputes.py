"""What disputes and fraud warnings ask of staff."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.dates import date_format
from core.enums import Audience
from core.money import format_amount
from payments.models import Dispute, FraudWarning, Payment


def register_conditions() -> None:
    for condition in (
        Condition(
            name="disputes_to_answer",
            title=gettext_lazy("A dispute waits for our answer"),
            find=disputes_to_answer,
            permission="payments.view_dispute",
            audience=Audience.TREASURER,
            is_told_apart=True,
        ),
        Condition(
            name="fraud_warnings",
            title=gettext_lazy("A payment may be fraud"),
            find=fraud_warnings,
            permission="payments.view_fraudwarning",
            audience=Audience.TREASURER,
            is_told_apart=True,
        ),
    ):
        register_condition(condition)


def disputes_to_answer() -> Iterator[Item]:
    """Open disputes and inquiries, the next deadline first."""
    for dispute in Dispute.objects.to_answer():
        amount = format_amount(dispute.amount, dispute.currency, get_language() or "en")
        due_on = dispute.due_on
        text = _("A payment of %(amount)s is disputed.") % {"amount": amount}
        if due_on:
            text = _("A payment of %(amount)s is disputed: answer by %(date)s.") % {
                "amount": amount,
                "date": date_format(due_on, "DATE_FORMAT"),
            }
        url = reverse("disputes:inspect", args=[dispute.pk])
        yield Item(
            text=text,
            since=dispute.opened_at,
            url=url,
            step=Step(_("Read the evidence and answer at Stripe"), url),
        )


def fraud_warnings() -> Iterator[Item]:
    """Suspected payments that nobody has decided about."""
    for warning in FraudWarning.objects.to_decide().select_related("payment"):
        url = reverse("fraud-warnings:inspect", args=[warning.pk])
        yield Item(
            text=_("A bank suspects a payment of %(amount)s.")
            % {"amount": _amount(warning.payment)},
            since=warning.warned_at,
            url=url,
            step=Step(_("Refund it, or leave it as it is"), url),
        )


def _amount(payment: Payment) -> str:
    return format_amount(payment.amount, payment.currency, get_language() or "en")
