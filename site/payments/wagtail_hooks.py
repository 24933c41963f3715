from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from accounts.staff_links import register_listing
from payments.admin.payments import PaymentViewSetGroup

register_listing(
    "payment-listing:index",
    label=_("Payments"),
    permission="payments.view_payment",
    icon="tick-inverse",
)


@hooks.register("register_admin_viewset")
def register_payment_viewsets() -> PaymentViewSetGroup:
    return PaymentViewSetGroup()
