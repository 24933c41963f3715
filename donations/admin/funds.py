"""Funds as staff keep them: what gifts may be used for, what is in each, and what became of it."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from core.admin import (
    InertIndexView,
    InspectTable,
    Link,
    MoneyColumn,
    NeverDeletedPolicy,
    ReadOnlyInspectView,
)
from core.money import format_amount
from donations.models import Reallocation
from donations.services.funds.usage import has_been_used
from ledger.enums import Restriction
from ledger.fund_admin import movement_links
from ledger.models import Fund, FundMovement
from ledger.services.balances import balances_now


class FundForm(WagtailAdminModelForm):
    """A fund that money knows keeps its code and its restriction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and has_been_used(self.instance):
            for name in ("code", "restriction"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Fixed, since money was given under it.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        restriction = cleaned.get("restriction")
        shuts = ("is_closed", "opens_on", "closes_on")
        if self.instance.is_default and (
            any(cleaned.get(name) for name in shuts) or restriction != Restriction.NONE
        ):
            raise ValidationError(_("The default fund stays open and without restrictions."))
        if restriction != Restriction.NONE and not cleaned.get("restriction_reason", "").strip():
            self.add_error(
                "restriction_reason", _("Say whose wish restricts this fund, in which words.")
            )
        if restriction == Restriction.TIME and not cleaned.get("free_on"):
            self.add_error("free_on", _("Say on which day the restriction to a time ends."))
        return cleaned


# A fund is closed, never deleted: its past gifts and entries need it.
register_permission_policy(Fund, NeverDeletedPolicy(Fund), exact_class=True)


def _balances(fund: Fund) -> list[dict[str, Any]]:
    held = balances_now([fund]).get(fund.pk, {})
    return [{"amount": amount, "currency": currency} for currency, amount in held.items()]


def _history(fund: Fund) -> list[dict[str, Any]]:
    """What was recorded about the fund, and the gifts moved into it or out of it; newest first."""
    rows = sorted(
        chain(_movements(fund), _reallocations(fund)),
        key=lambda row: (row["day"], row["recorded_at"]),
        reverse=True,
    )
    return rows[:200]


def _movements(fund: Fund) -> Iterator[dict[str, Any]]:
    movements = FundMovement.objects.filter(Q(fund=fund) | Q(to_fund=fund))
    for movement in movements.select_related("fund", "to_fund", "recorded_by"):
        leaves = movement.fund_id == fund.pk and movement.kind != "opening"
        other = movement.to_fund if movement.fund_id == fund.pk else movement.fund
        sign = (-1 if leaves else 1) * (-1 if movement.undoes_id else 1)
        kind = movement.get_kind_display()
        yield _row(
            movement,
            url=reverse("fund-movements:inspect", args=[movement.pk]),
            day=movement.happened_on,
            what=_("Undone: %(what)s") % {"what": kind} if movement.undoes_id else kind,
            amount=sign * movement.amount,
            currency=movement.currency,
            other=other,
        )


def _reallocations(fund: Fund) -> Iterator[dict[str, Any]]:
    moves = Reallocation.objects.filter(Q(from_fund=fund) | Q(to_fund=fund))
    for move in moves.select_related("from_fund", "to_fund", "recorded_by", "donation"):
        leaves = move.from_fund_id == fund.pk
        yield _row(
            move,
            url=reverse("gifts:inspect", args=[move.donation_id]),
            day=move.decided_on,
            what=_("gift moved by its donor’s wish") if move.consent else _("gift moved"),
            amount=-move.amount if leaves else move.amount,
            currency=move.donation.currency,
            other=move.to_fund if leaves else move.from_fund,
        )


def _row(
    row: FundMovement | Reallocation,
    *,
    url: str,
    day: date,
    what: Any,
    amount: int,
    currency: str,
    other: Fund | None,
) -> dict[str, Any]:
    return {
        "day": day,
        "what": format_html('<a href="{}">{}</a>', url, what),
        "amount": amount,
        "currency": currency,
        "other": "–" if other is None else other.local_name,
        "reason": row.reason,
        "by": row.recorded_by,
        "recorded_at": row.created_at,
    }


class FundInspectView(ReadOnlyInspectView):
    """What the fund is, what is in it, and its history."""

    tables = (
        InspectTable(
            gettext_lazy("In it now"),
            [
                Column("currency", label=gettext_lazy("Currency")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
            ],
            _balances,
        ),
        InspectTable(
            gettext_lazy("History"),
            [
                Column("day", label=gettext_lazy("Date")),
                Column("what", label=gettext_lazy("What")),
                MoneyColumn("amount", label=gettext_lazy("Amount")),
                Column("other", label=gettext_lazy("Other fund")),
                Column("reason", label=gettext_lazy("Reason")),
                Column("by", label=gettext_lazy("Recorded by")),
            ],
            _history,
        ),
    )

    def get_links(self) -> list[Link]:
        return movement_links(self.object, self.request.user)


class BalanceColumn(Column):
    """What is in the fund now, each currency for itself."""

    def get_value(self, instance: Any) -> str:
        language = get_language() or "en"
        held = instance.held.items()
        return ", ".join(format_amount(amount, code, language) for code, amount in held) or "–"


class FundIndexView(InertIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("translations")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        funds = list(context["object_list"])
        held = balances_now(funds)
        for fund in funds:
            fund.held = held.get(fund.pk, {})
        return context


class FundViewSet(ModelViewSet):
    """What gifts may be used for. Unrestricted is the rule, a restriction needs its reason."""

    model = Fund
    name = "funds"
    icon = "folder-open-1"
    menu_label = gettext_lazy("Funds")
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = True
    index_view_class = FundIndexView
    inspect_view_class = FundInspectView
    inspect_template_name = FundInspectView.template_name
    edit_handler = ObjectList(Fund.panels, base_form_class=FundForm)
    list_display = (
        Column("local_name", label=gettext_lazy("Name"), sort_key="name"),
        Column("code", label=gettext_lazy("Code"), sort_key="code"),
        StatusTagColumn(
            "get_restriction_display",
            label=gettext_lazy("Restriction"),
            sort_key="restriction",
            primary=lambda fund: not fund.is_restricted,
        ),
        BooleanColumn("is_default", label=gettext_lazy("Default")),
        BooleanColumn("takes_gifts", label=gettext_lazy("Takes gifts")),
        BalanceColumn("held", label=gettext_lazy("In it now"), classname="w-text-end"),
    )
    list_filter = ("restriction", "is_closed")
    search_fields = ("name", "code")
    inspect_view_fields = (
        "name",
        "code",
        "description",
        "restriction",
        "restriction_reason",
        "free_on",
        "designation",
        "opens_on",
        "closes_on",
        "is_closed",
        "is_default",
    )
