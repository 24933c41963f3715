"""What refunds ask of staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience
from core.money import format_amount
from payments.enums import RefundStatus
from payments.models import Refund

# Reconcile asks again every ten minutes.
PATIENCE = timedelta(minutes=30)


def register_conditions() -> None:
    for condition in (
        Condition(
            name="refunds_undone",
            title=gettext_lazy("A refund did not reach its payer"),
            find=undone_refunds,
            permission="payments.view_refund",
            audience=Audience.TREASURER,
        ),
        Condition(
            name="refunds_waiting",
            title=gettext_lazy("Stripe does not answer about a refund"),
            find=waiting_refunds,
            permission="payments.view_refund",
            audience=Audience.TREASURER,
        ),
    ):
        register_condition(condition)


def undone_refunds() -> Iterator[Item]:
    """Refunds that failed or were refused, until somebody has dealt with them."""
    for refund in Refund.objects.unresolved().order_by("created_at", "pk"):
        text = _("A refund of %(amount)s came to nothing: the payer still waits for it.")
        if refund.restock and refund.settled_at:
            text = _(
                "A refund of %(amount)s came to nothing: the payer still waits for it, and its "
                "goods are on the shelf again."
            )
        yield _item(refund, text, _("See to it that the payer gets the money, then say so"))


def waiting_refunds() -> Iterator[Item]:
    """Refunds that Stripe should know by now and does not."""
    late = Refund.objects.filter(
        status=RefundStatus.CREATED, created_at__lt=timezone.now() - PATIENCE
    )
    for refund in late.order_by("created_at", "pk"):
        text = _("A refund of %(amount)s was asked for, and Stripe does not know it yet.")
        yield _item(refund, text, _("Ask Stripe again"))


def _item(refund: Refund, text: str, step: str) -> Item:
    url = reverse("refunds:inspect", args=[refund.pk])
    amount = format_amount(refund.amount, refund.currency, get_language() or "en")
    return Item(
        text=text % {"amount": amount},
        since=refund.failed_at or refund.created_at,
        url=url,
        step=Step(step, url),
    )
