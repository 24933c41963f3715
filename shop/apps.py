from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        from accounts.sections import register_section
        from core.housekeeping import register_job
        from core.watching import watch
        from ledger.chapters import register_chapter
        from ledger.enums import AccountCode
        from ledger.verification import register_check
        from payments.enums import LineKind
        from payments.evidence import register_evidence
        from payments.handlers import register_handler
        from shop import verification
        from shop.conditions import register_conditions
        from shop.evidence import evidence_of_order
        from shop.handlers import OrderHandler
        from shop.models import Order
        from shop.services.basket import forget_old_baskets
        from shop.services.earnings import earnings_between
        from shop.services.followers import buyers_of
        from shop.services.group_sales import sales_of_groups
        from stories.services.followers import register_followers

        orders = OrderHandler()
        register_handler(LineKind.GOODS, orders, income=AccountCode.SOAP_SALES)
        register_handler(LineKind.SHIPPING, orders, income=AccountCode.SHIPPING)
        register_handler(LineKind.TAX, orders, income=AccountCode.SALES_TAX)
        register_evidence(evidence_of_order)
        register_followers(buyers_of)
        register_chapter("shop/_open_books.html", sales_of_groups)
        register_chapter("shop/_open_books_earnings.html", earnings_between)
        register_check("stock on hand is explained", verification.stock_is_explained)
        register_check("held stock is explained", verification.holds_are_explained)
        register_check("paid goods have an order", verification.paid_goods_have_an_order)
        register_conditions()
        register_check("refunded goods are counted", verification.refunded_goods_are_counted)
        register_section(
            "orders",
            _("Your orders"),
            "shop/includes/_my_orders.html",
            Order.objects.of_supporter,
            empty=_("No soap ordered yet."),
        )
        register_job("forget old baskets", forget_old_baskets)
        watch("shop.ShippingRate", "shop.ShippingZone")
        watch("shop.Product", "shop.ShopIndexPage", "shop.SoapPage", "shop.VariantTranslation")
        # Pages show whether something is left, not how much.
        watch(
            "shop.Variant",
            ignored=["on_hand", "reserved"],
            also=["{row}.on_hand > {row}.reserved"],
        )
