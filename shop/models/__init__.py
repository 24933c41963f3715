from .baskets import Basket, BasketLine
from .earnings import GROUP_CURRENCY, BarPrice, GroupPayment
from .orders import Order, OrderLine, OrderMove
from .pages import ShopIndexPage, SoapPage
from .products import Product, Variant, VariantTranslation
from .shipping import ShippingRate, ShippingZone
from .stock import StockMovement

__all__ = [
    "GROUP_CURRENCY",
    "BarPrice",
    "Basket",
    "BasketLine",
    "GroupPayment",
    "Order",
    "OrderLine",
    "OrderMove",
    "Product",
    "ShippingRate",
    "ShippingZone",
    "ShopIndexPage",
    "SoapPage",
    "StockMovement",
    "Variant",
    "VariantTranslation",
]
