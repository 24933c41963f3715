"""Two things staff do to one row that need words or numbers: adjust stock, ship a parcel."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from shop.enums import MovementKind
from shop.exceptions import OrderMoveError, ShopError
from shop.models import Order, Variant
from shop.services.fulfilment import ship_order
from shop.services.stock import correct, receive


class RowFormView(WagtailAdminTemplateMixin, FormView):
    """A form about one row: checks the right, calls one service, logs it, goes back to the row.

    `act` raises a `ShopError` whose words go above the form.
    """

    template_name = "core/admin/form.html"
    model: Any = None
    inspect_url_name = ""
    index_url_name = ""
    permission = ""
    log_action = ""
    label: Any = ""
    done: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.row = get_object_or_404(self.model, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: forms.Form) -> None:
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form)
        except ShopError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        log(self.row, self.log_action, user=self.request.user)
        messages.success(self.request, self.done)
        return redirect(self.inspect_url_name, self.row.pk)

    def get_page_title(self) -> str:
        return str(self.label)

    def get_page_subtitle(self) -> str:
        return str(self.row)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {
                "url": reverse(self.index_url_name),
                "label": self.model._meta.verbose_name_plural.capitalize(),
            },
            {"url": reverse(self.inspect_url_name, args=[self.row.pk]), "label": str(self.row)},
            {"url": "", "label": self.label},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        back = reverse(self.inspect_url_name, args=[self.row.pk])
        return context | {"back": back, "label": self.label}


class AdjustStockForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            (MovementKind.RECEIVED, gettext_lazy("New soap came in; the number is what came")),
            (
                MovementKind.CORRECTED,
                gettext_lazy("The shelf was counted; the number is what is there"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    quantity = forms.IntegerField(label=gettext_lazy("Number"), min_value=0, max_value=1_000_000)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Such as: batch 7, or three bars broken."),
    )


class AdjustStockView(RowFormView):
    form_class = AdjustStockForm
    permission = "shop.add_stockmovement"
    log_action = "shop.adjust_stock"
    label = gettext_lazy("Adjust stock")
    done = gettext_lazy("The stock is adjusted.")
    model = Variant

    def act(self, form: forms.Form) -> None:
        kind, number, reason = (form.cleaned_data[name] for name in ("kind", "quantity", "reason"))
        by: Any = self.request.user
        if kind == MovementKind.RECEIVED:
            receive(variant=self.row, quantity=number, reason=reason, by=by)
        else:
            correct(variant=self.row, counted=number, reason=reason, by=by)


class ShipOrderForm(forms.Form):
    tracking = forms.CharField(
        label=gettext_lazy("Tracking number or address"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The buyer gets it by mail, with the list of soaps."),
    )


class ShipOrderView(RowFormView):
    form_class = ShipOrderForm
    permission = "shop.change_order"
    log_action = "shop.ship_order"
    label = gettext_lazy("Ship order")
    done = gettext_lazy("It is on its way; the buyer is told.")
    model = Order

    def act(self, form: forms.Form) -> None:
        try:
            ship_order(
                self.row, tracking=form.cleaned_data["tracking"], cause=f"{self.request.user}"
            )
        except OrderMoveError:
            raise OrderMoveError(_("Only a packed order can be shipped.")) from None
