"""What only the page of a grant shows below its facts; the rest is in `promise_tables`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from donations.admin.links import day_of, link_to
from donations.models import Grant
from ledger.enums import MovementKind
from ledger.models import FundMovement


def conditions_of(grant: Grant) -> list[dict[str, Any]]:
    rows = []
    for condition in grant.conditions.select_related("instalment", "met_by"):
        at = [grant.pk, condition.pk]
        step = "–"
        if condition.met_on is None:
            step = link_to(reverse("grants:meet-condition", args=at), _("It is met"))
        text: Any = condition.text
        if condition.met_on is None:
            text = link_to(reverse("grants:change-condition", args=at), condition.text)
        of = condition.instalment
        rows.append(
            {
                "text": text,
                "condition": condition,
                "of": day_of(of.due_on) if of else _("all"),
                "deadline": day_of(condition.deadline),
                "met_on": day_of(condition.met_on),
                "step": step,
            }
        )
    return rows


def reports_of(grant: Grant) -> list[dict[str, Any]]:
    rows = []
    for report in grant.reports.select_related("contact"):
        at = [grant.pk, report.pk]
        kind: Any = report.get_kind_display()
        step = "–"
        if report.sent_on is None:
            kind = link_to(reverse("grants:change-report", args=at), kind)
            step = link_to(reverse("grants:send-report", args=at), _("It is sent"))
        rows.append(
            {
                "kind": kind,
                "due_on": day_of(report.due_on),
                "report": report,
                "sent_on": _("late") if report.is_late else day_of(report.sent_on),
                "step": step,
            }
        )
    return rows


def packs_of(grant: Grant) -> list[dict[str, Any]]:
    return [
        {
            "period": link_to(
                reverse("report-packs:inspect", args=[pack.pk]),
                f"{day_of(pack.period_from)} – {day_of(pack.period_to)}",
            ),
            "pack": pack,
        }
        for pack in grant.packs.defer("pdf", "facts").select_related("made_by", "replaced_by")
    ]


def uses_of(grant: Grant) -> list[FundMovement]:
    """What was recorded about its fund since the award, where the fund is restricted: there its
    money is what was spent and released."""
    if not grant.fund.is_restricted or grant.awarded_on is None:
        return []
    movements = FundMovement.objects.filter(
        fund=grant.fund,
        happened_on__gte=grant.awarded_on,
        kind__in=(MovementKind.RELEASE_SPENT, MovementKind.RELEASE_TIME, MovementKind.SPENDING),
    )
    return list(movements.select_related("recorded_by").order_by("happened_on", "pk"))
