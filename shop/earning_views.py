"""What the women's groups earned and were paid: for staff, and on paper for the group."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core.admin import money_text
from core.files import pdf_response
from core.forms import AmountField
from ledger.admin_views import BooksPage
from ledger.decision_views import DecisionView
from ledger.forms import DecisionForm, UndoForm
from shop.enums import GroupPaymentMethod
from shop.exceptions import GroupPaymentError
from shop.models import GROUP_CURRENCY, GroupPayment
from shop.services.earning_statements import render_earnings
from shop.services.earnings import (
    GroupEarnings,
    earnings_of,
    earnings_of_groups,
    pay_group,
    undo_group_payment,
)
from stories.models import WomensGroup

MAY_SEE, MAY_PAY = "shop.view_grouppayment", "shop.add_grouppayment"
PAID, TAKEN_BACK = "shop.pay_group", "shop.undo_group_payment"


def _texts(earnings: GroupEarnings) -> dict[str, Any]:
    amounts = {name: getattr(earnings, name) for name in ("earned", "paid", "open")}
    return {name: money_text(amount, GROUP_CURRENCY) for name, amount in amounts.items()}


class EarningsView(BooksPage, TemplateView):
    """Every group with what it earned, was paid and is owed."""

    permission = MAY_SEE
    page_title = _("Groups’ earnings")
    header_icon = "group"
    template_name = "shop/admin/earnings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(one, _texts(one)) for one in earnings_of_groups()]
        return super().get_context_data(rows=rows, **kwargs)


class GroupEarningsView(BooksPage, TemplateView):
    """One group: by size, every payment, and what may be done."""

    permission = MAY_SEE
    header_icon = "group"
    template_name = "shop/admin/group_earnings.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.group = get_object_or_404(WomensGroup, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(_("Earnings of %(group)s") % {"group": self.group.name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earnings = earnings_of(self.group)
        payments = GroupPayment.objects.filter(group=self.group).select_related("undone_by")
        return super().get_context_data(
            group=self.group,
            earnings=earnings,
            texts=_texts(earnings),
            sizes=[
                (
                    size,
                    money_text(size.price, GROUP_CURRENCY),
                    money_text(size.amount, GROUP_CURRENCY),
                )
                for size in earnings.sizes
            ],
            payments=[
                (payment, money_text(payment.amount, GROUP_CURRENCY)) for payment in payments
            ],
            may_pay=self.request.user.has_perm(MAY_PAY),
            languages=settings.WAGTAIL_CONTENT_LANGUAGES,
            **kwargs,
        )


class EarningsStatementView(BooksPage, View):
    """The same as a PDF in the language asked for: what the group is handed."""

    permission = MAY_SEE
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        group = get_object_or_404(WomensGroup, pk=pk)
        language = request.GET.get("language", "")
        if language not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            language = translation.get_language()
        with translation.override(language):
            return pdf_response(render_earnings(group), name=f"{slugify(group.name)}.pdf")


class PaymentForm(DecisionForm):
    """`happened_on` is the day on which the money was handed over."""

    amount = AmountField(label=_("Amount in F CFA"), currency=GROUP_CURRENCY)
    method = forms.ChoiceField(label=_("How"), choices=GroupPaymentMethod.choices)
    received_by = forms.CharField(
        label=_("Received by"), max_length=200, help_text=_("Who took the money for the group.")
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        required=False,
        help_text=_("Where the proof is: the number of a receipt or of a transfer."),
    )
    reason = None  # type: ignore[assignment]
    field_order = ("token", "seen", "amount", "happened_on", "method", "received_by", "document")


class GroupDecisionView(DecisionView):
    permission = MAY_PAY
    header_icon = "group"
    errors = (GroupPaymentError,)
    group: WomensGroup

    @property
    def back(self) -> str:
        return reverse("earnings:group", args=[self.group.pk])

    def get_page_subtitle(self) -> str:
        return self.group.name

    def is_decided(self, token: Any) -> bool:
        return GroupPayment.objects.filter(uuid=token).exists()


class PayGroupView(GroupDecisionView):
    form_class = PaymentForm
    page_title = _("Record a payment")
    introduction = _(
        "Money that the group was handed for its soap. Your accounting program has it as an "
        "expense of the account it came from; here the group’s statement becomes right."
    )
    submit_label = _("Record it")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.group = get_object_or_404(WomensGroup, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def recorded(self) -> QuerySet[GroupPayment]:
        return GroupPayment.objects.filter(group=self.group)

    def get_form(self, form_class: Any = None) -> DecisionForm:
        form = super().get_form(form_class)
        still = money_text(earnings_of(self.group).open, GROUP_CURRENCY)
        form.fields["amount"].help_text = _("Still owed: %(amount)s.") % {"amount": still}
        return form

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        payment = pay_group(
            uuid=wanted["token"],
            group=self.group,
            amount=wanted["amount"],
            paid_on=wanted["happened_on"],
            method=GroupPaymentMethod(wanted["method"]),
            received_by=wanted["received_by"],
            document=wanted["document"],
            by=self.request.user,
            seen=wanted["seen"],
        )
        return self.group, PAID, {"payment": str(payment.uuid)}


class UndoGroupPaymentView(GroupDecisionView):
    form_class = UndoForm
    page_title = _("Take a payment back")
    introduction = _(
        "A row with a minus says that it was recorded by mistake, and both stay. Then record it as "
        "it should have been."
    )
    submit_label = _("Take it back")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.payment = get_object_or_404(GroupPayment, pk=kwargs["pk"])
        self.group = self.payment.group
        return super().dispatch(request, *args, **kwargs)

    def decide(self, wanted: dict[str, Any]) -> tuple[Model, str, dict[str, Any]]:
        mirror = undo_group_payment(
            uuid=wanted["token"],
            payment=self.payment,
            paid_on=wanted["happened_on"],
            reason=wanted["reason"],
            by=self.request.user,
        )
        return self.group, TAKEN_BACK, {"payment": str(mirror.uuid)}


class EarningsViewSet(ViewSet):
    name = "earnings"
    icon = "group"
    menu_label = _("Groups’ earnings")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", EarningsView.as_view(), name="index"),
            path("group/<int:pk>/", GroupEarningsView.as_view(), name="group"),
            path("group/<int:pk>/statement/", EarningsStatementView.as_view(), name="statement"),
            path("group/<int:pk>/pay/", PayGroupView.as_view(), name="pay"),
            path("payment/<int:pk>/undo/", UndoGroupPaymentView.as_view(), name="undo"),
        ]

    @cached_property
    def menu_item_class(self) -> type:
        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return request.user.has_perm(MAY_SEE)

        return type("EarningsMenuItem", (MenuItem,), {"is_shown": is_shown})
