"""Ways that staff go from a row to its payment, and from a payment to its refund."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import Link, ReadOnlyInspectView, money_text
from payments.models import Payment


class AboutPaymentView(ReadOnlyInspectView):
    """The facts of a row, with a link to the payment that it is about: there it can be refunded."""

    def get_payment_display_value(self) -> SafeString:
        payment = self.object.payment
        return format_html(
            '<a href="{}">{}, {}</a>',
            reverse("payment-listing:inspect", args=[payment.pk]),
            payment.name or payment.email,
            money_text(payment.amount, payment.currency),
        )


def refund_links(payment: Payment, user: Any) -> list[Link]:
    """The way to the form, for who may refund, where there is something to refund."""
    if not payment.is_refundable or not user.has_perm("payments.add_refund"):
        return []
    url = reverse("payment-listing:refund", args=[payment.pk])
    return [Link(label=_("Refund"), url=url, icon="arrow-left")]
