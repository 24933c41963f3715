"""Giving money back, as staff do it and as they see it afterwards."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from django_filters import DateFromToRangeFilter
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core.admin import Action, InspectTable, MoneyColumn, ReadOnlyViewSet, money_text
from ledger.fund_fields import FundColumn, with_names
from payments.admin.causes import CauseColumn
from payments.admin.links import AboutPaymentView
from payments.admin.refund_form import RefundForm
from payments.enums import PaymentMethod, RefundReason, RefundStatus
from payments.exceptions import GatewayUnavailableError, PaymentError, RefundError
from payments.models import Payment, Refund
from payments.services.offline import pay_back
from payments.services.refund_settlement import as_uuid, settle_refunds
from payments.services.refunds import close_refund, open_refund, send_refund

LOG_ACTION = "payments.refund"


@method_decorator([never_cache, reauthentication_required], name="dispatch")
class RefundView(WagtailAdminTemplateMixin, FormView):
    """Choose what to give back, read what will happen, say yes.

    Three steps of one address: the form, its review, and the refund; each works without
    JavaScript, and what was typed is kept on the way back.
    """

    form_class = RefundForm
    template_name = "payments/admin/refund.html"
    page_title = gettext_lazy("Refund")
    header_icon = "arrow-left"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("payments.add_refund"):
            raise PermissionDenied
        self.payment = get_object_or_404(Payment, pk=kwargs["pk"])
        token = as_uuid(request.POST.get("token", ""))
        asked = self.payment.refunds.filter(uuid=token).first() if token else None
        if asked is not None:  # a double click: the first one made it
            if asked.method == PaymentMethod.CARD:
                self._send(asked)
            return redirect(self.payment_url)
        if not self.payment.is_refundable:
            messages.error(request, _("Of this payment nothing is left to refund."))
            return redirect(self.payment_url)
        return super().dispatch(request, *args, **kwargs)

    @property
    def payment_url(self) -> str:
        return reverse("payment-listing:inspect", args=[self.payment.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"payment": self.payment}

    def form_valid(self, form: RefundForm) -> HttpResponse:
        step = self.request.POST.get("step")
        if step == "edit":
            again = RefundForm(payment=self.payment, initial=form.as_initial())
            return self.render_to_response(self.get_context_data(form=again))
        if step != "refund":
            return self.render_to_response(self.get_context_data(form=form, review=True))
        return self._refund(form)

    def _refund(self, form: RefundForm) -> HttpResponse:
        wanted = form.cleaned_data
        by: Any = self.request.user
        asked: dict[str, Any] = {
            "uuid": wanted["token"],
            "payment": self.payment,
            "lines": wanted["lines"],
            "reason": RefundReason(wanted["reason"]),
            "note": wanted["note"],
            "by": by,
        }
        try:
            if self.payment.is_through_stripe:
                refund = open_refund(**asked, restock=wanted.get("restock", False))
            else:
                method = PaymentMethod(wanted["method"])
                refund = pay_back(**asked, method=method, paid_on=wanted["paid_on"])
        except RefundError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        log(self.payment, LOG_ACTION, user=by, data={"refund": str(refund.uuid)})
        if self.payment.is_through_stripe:
            self._send(refund)
        else:
            messages.success(self.request, _("It is written down, and booked."))
        return redirect(self.payment_url)

    def _send(self, refund: Refund) -> None:
        try:
            refund = send_refund(refund, cause=f"{self.request.user}")
        except RefundError as error:
            close_refund(refund)  # whoever asked knows it now
            messages.error(self.request, str(error))
        except GatewayUnavailableError:
            messages.warning(
                self.request,
                _("Stripe gives no answer. The refund is written down and tried again by itself."),
            )
        else:
            amount = money_text(refund.amount, refund.currency)
            said = {
                RefundStatus.SUCCEEDED: _("%(amount)s are refunded, and the payer is told."),
                RefundStatus.PENDING: _("%(amount)s are on their way to the payer."),
            }.get(RefundStatus(refund.status), _("The refund of %(amount)s came to nothing."))
            messages.success(self.request, said % {"amount": amount})

    def get_page_subtitle(self) -> str:
        payment = self.payment
        amount = money_text(payment.amount, payment.currency)
        return f"{payment.name or payment.email}, {amount}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("payment-listing:index"), "label": _("Payments")},
            {"url": self.payment_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"payment": self.payment, "back": self.payment_url}
        if context.get("review"):
            form: RefundForm = context["form"]
            lines = form.cleaned_data["lines"]
            total = sum(line.amount for line in lines)
            context |= {
                "lines": [
                    {
                        "description": line.line.description,
                        "quantity": line.quantity,
                        "fund": line.line.fund.local_name,
                        "amount": money_text(line.amount, self.payment.currency),
                    }
                    for line in lines
                ],
                "total": money_text(total, self.payment.currency),
                "is_whole": total == sum(line.amount for line in form.left),
                "goods": sum(line.quantity for line in lines),
                "restock": form.cleaned_data.get("restock", False),
                "by_hand": not self.payment.is_through_stripe
                and PaymentMethod(form.cleaned_data["method"]).label,
                "fee": self.payment.fee
                and money_text(self.payment.fee, self.payment.settled_currency),
                "reason": RefundReason(form.cleaned_data["reason"]).label,
                "kept": [
                    (name, value)
                    for name, values in self.request.POST.lists()
                    for value in values
                    if name in form.fields or name == "everything"
                ],
            }
        return context


LINES = InspectTable(
    gettext_lazy("Lines"),
    [
        Column("line.get_kind_display", label=gettext_lazy("Kind")),
        Column("line", label=gettext_lazy("What")),
        FundColumn("line.fund", label=gettext_lazy("Fund")),
        Column("quantity", label=gettext_lazy("Goods")),
        MoneyColumn("amount", label=gettext_lazy("Amount"), currency="refund.currency"),
    ],
    lambda refund: with_names(refund.lines.select_related("refund", "line__fund"), "line__fund"),
)
MOVES = InspectTable(
    gettext_lazy("History"),
    [
        Column("get_before_display", label=gettext_lazy("From")),
        Column("get_after_display", label=gettext_lazy("To")),
        CauseColumn(),
        DateColumn("moved_at", label=gettext_lazy("When")),
    ],
    lambda refund: refund.moves.all(),
)


def ask_stripe_about_refund(refund: Refund, user: Any) -> str:
    """Bring the refund to what Stripe says now; ask for it again when Stripe never heard of it."""
    settle_refunds(refund.payment, cause="staff")
    refund.refresh_from_db()
    refund = send_refund(refund, cause=f"{user}")
    return str(_("Stripe says: %(status)s") % {"status": refund.get_status_display()})


class RefundFilterSet(WagtailFilterSet):
    created_at = DateFromToRangeFilter(
        label=gettext_lazy("Asked for"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Refund
        fields = ["status", "reason", "is_split_by_rule", "created_at"]


class RefundViewSet(ReadOnlyViewSet):
    """Money given back, and what became of it."""

    model = Refund
    name = "refunds"
    icon = "arrow-left"
    menu_label = gettext_lazy("Refunds")
    inspect_view_class = AboutPaymentView
    list_select_related = ("payment", "requested_by")
    money = {"amount": "currency"}
    list_display = (
        Column("payment.name", label=gettext_lazy("Name"), sort_key="payment__name"),
        MoneyColumn("amount", label=gettext_lazy("Amount"), sort_key="amount"),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("Status"),
            sort_key="status",
            primary=lambda refund: refund.status == RefundStatus.SUCCEEDED,
        ),
        Column("get_reason_display", label=gettext_lazy("Reason"), sort_key="reason"),
        BooleanColumn(
            "is_split_by_rule",
            label=gettext_lazy("Shared by rule"),
            sort_key="is_split_by_rule",
        ),
        Column("requested_by", label=gettext_lazy("Asked for by")),
        DateColumn("created_at", label=gettext_lazy("Asked for"), sort_key="created_at"),
    )
    filterset_class = RefundFilterSet
    search_fields = ("payment__name", "payment__email", "stripe_refund", "note")
    list_export = (
        "uuid",
        "payment.uuid",
        "status",
        "amount",
        "currency",
        "reason",
        "note",
        "restock",
        "is_split_by_rule",
        "requested_by",
        "stripe_refund",
        "created_at",
        "settled_at",
        "failed_at",
    )
    export_headings = {"payment.uuid": gettext_lazy("Payment")}
    inspect_view_fields = (
        "status",
        "amount",
        "payment",
        "reason",
        "note",
        "restock",
        "is_split_by_rule",
        "requested_by",
        "created_at",
        "settled_at",
        "failed_at",
        "failure",
        "dealt_with_at",
        "stripe_refund",
        "uuid",
    )
    inspect_tables = (LINES, MOVES)
    row_actions = (
        Action(
            name="ask-stripe",
            label=gettext_lazy("Ask Stripe again"),
            icon="rotate",
            permission="payments.change_refund",
            run=ask_stripe_about_refund,
            offered=lambda refund: refund.method == PaymentMethod.CARD,
            errors=(PaymentError,),
        ),
        Action(
            name="dealt-with",
            label=gettext_lazy("Dealt with: nobody waits for this money any more"),
            permission="payments.change_refund",
            run=lambda refund, _user: close_refund(refund),
            offered=lambda refund: refund.is_unresolved,
        ),
    )
