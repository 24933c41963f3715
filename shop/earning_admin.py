"""The prices agreed with the groups, and every payment to them, as listings."""

from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from core.admin import InertIndexView, MoneyColumn, ReadOnlyViewSet, WrittenOncePolicy
from shop.models import BarPrice, GroupPayment

register_permission_policy(BarPrice, WrittenOncePolicy(BarPrice), exact_class=True)


class BarPriceViewSet(ModelViewSet):
    """What a bar earns for the group that made it, by size and day."""

    model = BarPrice
    name = "bar-prices"
    icon = "tag"
    menu_label = _("Prices agreed with groups")
    index_view_class = InertIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(BarPrice.panels)
    list_display = (
        Column("variant", label=_("Size"), sort_key="variant__sku"),
        Column("variant.product.group", label=_("Women’s group")),
        Column("valid_from", label=_("Valid from"), sort_key="valid_from"),
        MoneyColumn("amount", label=_("For each bar")),
        Column("agreed_with", label=_("Agreed with")),
    )
    list_filter = ("variant",)
    search_fields = ("variant__sku", "agreed_with")


class GroupPaymentFilterSet(WagtailFilterSet):
    paid_on = DateFromToRangeFilter(label=_("Paid on"), widget=DateRangePickerWidget)

    class Meta:
        model = GroupPayment
        fields = ["group", "method", "paid_on"]


class GroupPaymentViewSet(ReadOnlyViewSet):
    """Every franc that groups were handed; recorded from the page of the group's earnings."""

    model = GroupPayment
    name = "group-payments"
    icon = "history"
    menu_label = _("Payments to groups")
    list_select_related = ("group", "recorded_by", "undoes")
    money = {"amount": "currency"}
    list_display = (
        Column("paid_on", label=_("Paid on"), sort_key="paid_on"),
        Column("group", label=_("Women’s group"), sort_key="group__name"),
        MoneyColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("get_method_display", label=_("How"), sort_key="method"),
        Column("received_by", label=_("Received by")),
        Column("undoes", label=_("Undoes")),
    )
    filterset_class = GroupPaymentFilterSet
    search_fields = ("group__name", "received_by", "document")
    list_export = (
        "paid_on",
        "group",
        "amount",
        "currency",
        "method",
        "received_by",
        "document",
        "reason",
        "recorded_by",
        "created_at",
        "undoes.uuid",
        "uuid",
    )
    export_headings = {"undoes.uuid": _("Undoes"), "currency": _("Currency")}
    inspect_view_fields = (
        "group",
        "amount",
        "paid_on",
        "method",
        "received_by",
        "document",
        "reason",
        "recorded_by",
        "created_at",
        "undoes",
        "uuid",
    )
