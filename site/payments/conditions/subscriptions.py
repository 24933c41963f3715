"""What payments that renew want the treasurer to look at."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience, Severity
from core.money import format_amount
from payments.enums import PaymentStatus
from payments.models import Payment, Subscription


def register_conditions() -> None:
    for name, title, find, severity in (
        (
            "paid_after_the_end",
            gettext_lazy("Collected after the monthly gift had ended"),
            paid_after_the_end,
            Severity.URGENT,
        ),
        (
            "failing_subscriptions",
            gettext_lazy("Monthly gifts whose card fails"),
            failing_subscriptions,
            Severity.SOON,
        ),
    ):
        register_condition(
            Condition(
                name=name,
                title=title,
                find=find,
                permission="payments.view_payment",
                audience=Audience.TREASURER,
                severity=severity,
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


def failing_subscriptions() -> Iterator[Item]:
    """The giver has been written to; a kind word by telephone helps sometimes."""
    failing = Subscription.objects.failing().exclude(failing_since=None)
    for subscription in failing.select_related("first_line").order_by("failing_since"):
        assert subscription.failing_since is not None
        url = reverse("payment-listing:inspect", args=[subscription.first_line.payment_id])
        amount = format_amount(subscription.amount, subscription.currency, get_language() or "en")
        yield Item(
            text=_("A gift of %(amount)s, %(rhythm)s, cannot be collected.")
            % {"amount": amount, "rhythm": subscription.get_interval_display()},
            since=subscription.failing_since,
            url=url,
            step=Step(_("See who gives it"), url),
        )
