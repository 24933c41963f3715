from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        from ledger.enums import AccountCode
        from payments.enums import LineKind
        from payments.handlers import register_handler
        from shop.handlers import OrderHandler

        orders = OrderHandler()
        register_handler(LineKind.GOODS, orders, income=AccountCode.SOAP_SALES)
        register_handler(LineKind.SHIPPING, orders, income=AccountCode.SHIPPING)
        register_handler(LineKind.TAX, orders, income=AccountCode.SALES_TAX)
