from wagtail import hooks

from payments.admin.payments import PaymentViewSetGroup


@hooks.register("register_admin_viewset")
def register_payment_viewsets() -> PaymentViewSetGroup:
    return PaymentViewSetGroup()
