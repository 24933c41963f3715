from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.attribution import register_raised
from shop.admin import ShopViewSetGroup
from shop.services.raised import soap_raised

register_raised(soap_raised)


@hooks.register("register_admin_viewset")
def register_shop_viewsets() -> ShopViewSetGroup:
    return ShopViewSetGroup()


@hooks.register("register_log_actions")
def shop_log_actions(actions: Any) -> None:
    actions.register_action("shop.adjust_stock", _("Adjust stock"), _("Stock adjusted"))
    actions.register_action("shop.ship_order", _("Ship order"), _("Order shipped"))
    actions.register_action("shop.pay_group", _("Pay group"), _("Payment to the group recorded"))
    actions.register_action(
        "shop.undo_group_payment", _("Undo payment"), _("Payment to the group taken back")
    )
