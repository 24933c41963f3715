from .baskets import Basket, BasketLine
from .orders import Order, OrderLine, OrderMove
from .pages import ShopIndexPage, SoapPage
from .products import Product, Variant, VariantTranslation
from .shipping import ShippingRate, ShippingZone
from .stock import StockMovement

__all__ = [
    "Basket",
    "BasketLine",
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
