"""What payments that renew want the treasurer to look at."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience
from core.money import format_amount
from payments.enums import PaymentStatus
from payments.models import Payment


def register_conditions() -> None:
    register_condition(
        Condition(
            name="paid_after_the_end",
            title=gettext_lazy("Collected after the monthly gift had ended"),
            find=paid_after_the_end,
            permission="payments.view_payment",
            audience=Audience.TREASURER,
        )
    )


def paid_after_the_end() -> Iterator[Item]:
    """Stripe was already collecting when the giver ended it. It is in the books, and not owed."""
    late = Payment.objects.filter(
        status__in=[PaymentStatus.SUCCEEDED, PaymentStatus.PARTLY_REFUNDED],
        subscription__ended_at__lt=F("succeeded_at"),
    )
    for payment in late.order_by("succeeded_at"):
        assert payment.succeeded_at is not None
        url = reverse("payment-listing:inspect", args=[payment.pk])
        amount = format_amount(payment.amount, payment.currency, get_language() or "en")
        yield Item(
            text=_("%(amount)s were collected after the gift had been ended.") % {"amount": amount},
            since=payment.succeeded_at,
            url=url,
            step=Step(_("Give it back"), url),
        )
