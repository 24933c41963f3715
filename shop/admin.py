"""The shop for staff: what to pack, what lies on the shelf, what it costs.

Orders and stock are read here and changed only through services; soaps and shipping are written.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.template.defaultfilters import linebreaksbr
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    NumberColumn,
    StatusTagColumn,
)
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from accounts.models import User
from core.admin import (
    Action,
    InspectTable,
    Link,
    MoneyColumn,
    NeverDeletedPolicy,
    ReadOnlyInspectView,
    ReadOnlyViewSet,
)
from core.attribution import SourceFilter
from payments.admin.causes import CauseColumn
from payments.admin.links import AboutPaymentView, refund_links
from shop.admin_views import AdjustStockView, ShipOrderView
from shop.earning_admin import BarPriceViewSet, GroupPaymentViewSet
from shop.earning_views import EarningsViewSet
from shop.enums import OrderStatus
from shop.exceptions import OrderMoveError
from shop.models import Order, Product, ShippingZone, StockMovement, Variant
from shop.services.fulfilment import fill_order, pack_order


class LinkedInspectView(ReadOnlyInspectView):
    """The facts of a row, with a link to the form that may change it."""

    template_name = "shop/admin/inspect.html"
    form_url_name = ""
    form_label: Any = ""
    form_permission = ""

    def form_is_offered(self) -> bool:
        return bool(self.request.user.has_perm(self.form_permission))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.form_is_offered():
            context |= {"form_url_name": self.form_url_name, "form_label": self.form_label}
        return context


class OrderInspectView(AboutPaymentView, LinkedInspectView):
    form_label = _("Ship it")
    form_permission = "shop.change_order"

    def form_is_offered(self) -> bool:
        return super().form_is_offered() and self.object.status == OrderStatus.PACKED

    def get_links(self) -> list[Link]:
        return refund_links(self.object.payment, self.request.user)

    def get_address_lines_display_value(self) -> SafeString:
        return linebreaksbr("\n".join(self.object.address_lines), autoescape=True)


class OrderFilterSet(WagtailFilterSet):
    created_at = DateFromToRangeFilter(label=_("Ordered"), widget=DateRangePickerWidget)
    source = SourceFilter(label=_("Page it came from"))

    class Meta:
        model = Order
        fields = ["status", "created_at", "country", "source", "language"]


def pack(order: Order, user: User) -> None:
    pack_order(order, cause=f"{user}")


def fill_again(order: Order, user: User) -> str:
    fill_order(order, cause=f"{user}")
    if order.status == OrderStatus.NEEDS_ATTENTION:
        return str(_("Too little is on the shelf still."))
    return str(_("It can be packed."))


class OrderViewSet(ReadOnlyViewSet):
    """What was ordered, what is paid, what to pack next."""

    model = Order
    name = "orders"
    icon = "list-ul"
    menu_label = _("Orders")
    inspect_view_class = OrderInspectView
    list_select_related = ("source",)
    money = {
        "goods_amount": "currency",
        "shipping_amount": "currency",
        "gift_amount": "currency",
        "total_amount": "currency",
    }
    list_display = (
        Column("number", label=_("Number"), sort_key="number"),
        StatusTagColumn(
            "get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda order: order.status == OrderStatus.PAID,
        ),
        Column("name", label=_("Name"), sort_key="name"),
        Column("country_name", label=_("Country"), sort_key="country"),
        MoneyColumn("total_amount", label=_("Total"), sort_key="total_amount"),
        Column("source", label=_("Page it came from"), sort_key="source__title"),
        DateColumn("created_at", label=_("Ordered"), sort_key="created_at"),
        DateColumn("shipped_at", label=_("Shipped"), sort_key="shipped_at"),
    )
    filterset_class = OrderFilterSet
    search_fields = ("number", "name", "email", "lines__sku")
    list_export = (
        "number",
        "status",
        "name",
        "email",
        "line1",
        "line2",
        "city",
        "region",
        "postcode",
        "country.code",
        "phone",
        "weight_grams",
        "goods_amount",
        "shipping_amount",
        "gift_amount",
        "total_amount",
        "currency",
        "created_at",
        "paid_at",
        "shipped_at",
        "tracking",
        "source",
    )
    export_headings = {"country.code": _("Country"), "address_lines": _("Address")}
    inspect_view_fields = (
        "number",
        "status",
        "address_lines",
        "email",
        "phone",
        "goods_amount",
        "shipping_amount",
        "gift_amount",
        "total_amount",
        "shipping_zone",
        "weight_grams",
        "language",
        "created_at",
        "paid_at",
        "shipped_at",
        "tracking",
        "source",
        "payment",
    )
    inspect_tables = (
        InspectTable(
            heading=_("Soaps"),
            columns=(
                Column("sku", label=_("SKU")),
                Column("title", label=_("Soap")),
                NumberColumn("quantity", label=_("Quantity")),
                NumberColumn("refunded", label=_("Refunded")),
                NumberColumn("to_send", label=_("To send")),
                MoneyColumn("unit_price", label=_("Each"), currency="order.currency"),
                MoneyColumn("amount", label=_("Amount"), currency="order.currency"),
            ),
            rows=lambda order: order.lines.select_related("order"),
        ),
        InspectTable(
            heading=_("What happened"),
            columns=(
                DateColumn("moved_at", label=_("When")),
                Column("get_before_display", label=_("Before")),
                Column("get_after_display", label=_("After")),
                CauseColumn(),
            ),
            rows=lambda order: order.moves.all(),
        ),
    )
    row_actions = (
        Action(
            name="pack",
            label=_("Mark as packed"),
            permission="shop.change_order",
            run=pack,
            offered=lambda order: order.status == OrderStatus.PAID,
            errors=(OrderMoveError,),
            is_next=True,
        ),
        Action(
            name="fill-again",
            label=_("Try to fill again"),
            icon="rotate",
            permission="shop.change_order",
            run=fill_again,
            offered=lambda order: order.status == OrderStatus.NEEDS_ATTENTION,
            errors=(OrderMoveError,),
            is_next=True,
        ),
    )

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"form_url_name": self.get_url_name("ship"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        ship = self.construct_view(ShipOrderView)
        return [*super().get_urlpatterns(), path("ship/<int:pk>/", ship, name="ship")]


class StockInspectView(LinkedInspectView):
    form_label = _("Adjust stock")
    form_permission = "shop.add_stockmovement"


class StockViewSet(ReadOnlyViewSet):
    """What lies on the shelf, size by size, the scarcest first."""

    model = Variant
    name = "stock"
    icon = "table"
    menu_label = _("Stock")
    menu_name = "stock-now"
    inspect_view_class = StockInspectView
    list_select_related = ("product",)
    list_prefetch_related = ("translations",)
    list_display = (
        Column("sku", label=_("SKU"), sort_key="sku"),
        Column("product", label=_("Soap"), sort_key="product__name"),
        Column("local_name", label=_("Size")),
        NumberColumn("on_hand", label=_("On hand"), sort_key="on_hand"),
        NumberColumn("reserved", label=_("Held"), sort_key="reserved"),
        NumberColumn("free", label=_("Free"), sort_key="free"),
        BooleanColumn("is_active", label=_("For sale"), sort_key="is_active"),
    )
    list_filter = ("is_active", "product")
    search_fields = ("sku", "name", "product__name")
    ordering = ("free", "sku")
    list_export = ("sku", "product", "name", "on_hand", "reserved", "free", "weight_grams")
    export_headings = {"free": _("Free"), "reserved": _("Held"), "on_hand": _("On hand")}
    inspect_view_fields = ("sku", "product", "name", "on_hand", "reserved", "free")
    inspect_tables = (
        InspectTable(
            heading=_("Movements"),
            columns=(
                DateColumn("created_at", label=_("When")),
                Column("get_kind_display", label=_("Kind")),
                NumberColumn("quantity", label=_("Quantity")),
                Column("reason", label=_("Reason")),
                Column("order_line.order", label=_("Order")),
                Column("by", label=_("By")),
            ),
            rows=lambda variant: variant.movements.select_related("order_line__order", "by")[:100],
        ),
    )

    def rows(self) -> QuerySet[Variant]:
        return super().rows().annotate(free=F("on_hand") - F("reserved"))

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(
            **{"form_url_name": self.get_url_name("adjust"), **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        adjust = self.construct_view(AdjustStockView)
        return [*super().get_urlpatterns(), path("adjust/<int:pk>/", adjust, name="adjust")]


class MovementFilterSet(WagtailFilterSet):
    created_at = DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)

    class Meta:
        model = StockMovement
        fields = ["kind", "created_at", "variant"]


class StockMovementViewSet(ReadOnlyViewSet):
    """Every change of every number on the shelf."""

    model = StockMovement
    name = "stock_movements"
    icon = "history"
    menu_label = _("Stock movements")
    list_select_related = ("variant__product", "order_line__order", "by")
    list_display = (
        DateColumn("created_at", label=_("When"), sort_key="created_at"),
        Column("variant.sku", label=_("SKU"), sort_key="variant__sku"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        NumberColumn("quantity", label=_("Quantity"), sort_key="quantity"),
        Column("reason", label=_("Reason")),
        Column("order_line.order", label=_("Order")),
        Column("by", label=_("By")),
    )
    filterset_class = MovementFilterSet
    search_fields = ("variant__sku", "reason", "order_line__order__number")
    list_export = ("created_at", "variant.sku", "kind", "quantity", "reason", "by")
    export_headings = {"variant.sku": _("SKU")}
    inspect_view_fields = ("created_at", "variant", "kind", "quantity", "reason", "by")


class ProductForm(WagtailAdminModelForm):
    """A size that was ever on the shelf or sold stays; it can be taken off sale."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        sizes = self.formsets.get("variants")
        if sizes is not None and sizes.is_valid():
            for form in sizes.deleted_forms:
                size: Variant = form.instance
                if size.pk and (size.movements.exists() or size.order_lines.exists()):
                    raise ValidationError(
                        _("%(sku)s was in stock or sold, so it stays. Take it off sale instead.")
                        % {"sku": size.sku}
                    )
        return cleaned


# A soap is taken off sale, never deleted: orders and stock need it.
register_permission_policy(Product, NeverDeletedPolicy(Product), exact_class=True)


class ProductViewSet(ModelViewSet):
    """Soaps with their sizes and prices."""

    model = Product
    name = "soaps"
    icon = "tag"
    menu_label = _("Soaps")
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(Product.panels, base_form_class=ProductForm)
    list_display = (
        "name",
        Column("group", label=_("Made by"), sort_key="group__name"),
        BooleanColumn("is_active", label=_("For sale"), sort_key="is_active"),
    )
    list_filter = ("is_active", "group")
    search_fields = ("name", "variants__sku")


class ShippingZoneForm(WagtailAdminModelForm):
    class Meta:
        widgets = {"countries": forms.SelectMultiple(attrs={"size": 12})}


class ShippingZoneViewSet(ModelViewSet):
    """Where we ship, and for how much."""

    model = ShippingZone
    name = "shipping"
    icon = "site"
    menu_label = _("Shipping")
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(ShippingZone.panels, base_form_class=ShippingZoneForm)
    list_display = ("name", Column("code", label=_("Code"), sort_key="code"))
    search_fields = ("name", "code")


class ShopViewSetGroup(ModelViewSetGroup):
    items = (
        OrderViewSet,
        StockViewSet,
        StockMovementViewSet,
        ProductViewSet,
        ShippingZoneViewSet,
        EarningsViewSet,
        BarPriceViewSet,
        GroupPaymentViewSet,
    )
    menu_label = _("Shop")
    menu_icon = "tag"
    menu_order = 200
