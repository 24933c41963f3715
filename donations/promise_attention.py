"""What about grants, pledges and report packs needs a person, for the attention list. It goes out
by mail, so it names grants by their titles and nobody who gives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.attention import Condition, Item, Step, register_condition
from core.dates import date_format
from core.enums import Audience, Severity
from core.housekeeping import register_job
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import GrantStatus
from donations.models import Grant, GrantCondition, GrantReport, Instalment, ReportPack
from donations.services.funders.packs import lapse_packs
from donations.services.funders.reminders import remind_of_grants

DUE_SOON = timedelta(days=30)


def register_promise_care() -> None:
    """What staff are shown, and what the timer does: reminders, and packs whose consent ended."""
    register_job("reminders of grants", remind_of_grants, every=timedelta(hours=1))
    register_job("report packs without consent", lapse_packs)
    for name, title, find, permission in (
        (
            "grant_reports_late",
            gettext_lazy("Reports to funders that are late"),
            grant_reports_late,
            "donations.view_grant",
        ),
        (
            "grant_reports_due",
            gettext_lazy("Reports to funders that are due in thirty days"),
            grant_reports_due,
            "donations.view_grant",
        ),
        (
            "grant_conditions_past",
            gettext_lazy("Conditions of grants whose day has passed"),
            grant_conditions_past,
            "donations.view_grant",
        ),
        (
            "instalments_late",
            gettext_lazy("Promised money that is late"),
            instalments_late,
            "donations.view_instalment",
        ),
        (
            "grants_to_renew",
            gettext_lazy("Grants to ask for again"),
            grants_to_renew,
            "donations.view_grant",
        ),
        (
            "report_packs_lapsed",
            gettext_lazy("Report packs to be made anew"),
            report_packs_lapsed,
            "donations.view_reportpack",
        ),
    ):
        register_condition(
            Condition(
                name=name,
                title=title,
                find=find,
                permission=permission,
                audience=Audience.TREASURER,
                severity=Severity.SOON,
                # Who is responsible for the grant had a mail of their own.
                is_told_apart=name not in {"instalments_late", "report_packs_lapsed"},
            )
        )


def _at(day: date) -> datetime:
    return OrganisationSettings.noon_of(day)


def _grant_page(pk: int) -> str:
    return reverse("grants:inspect", args=[pk])


def grant_reports_late() -> Iterator[Item]:
    today = OrganisationSettings.today()
    yield from _reports(GrantReport.objects.filter(sent_on=None, due_on__lt=today))


def grant_reports_due() -> Iterator[Item]:
    """What has to be written soon, before anybody waits for it."""
    today = OrganisationSettings.today()
    soon = GrantReport.objects.filter(sent_on=None, due_on__gte=today, due_on__lte=today + DUE_SOON)
    for item in _reports(soon.order_by("due_on")):
        yield replace(item, since=_at(today))


def _reports(reports: QuerySet[GrantReport]) -> Iterator[Item]:
    for report in reports.select_related("grant"):
        page = _grant_page(report.grant_id)
        yield Item(
            text=_("“%(grant)s”: %(report)s, due on %(date)s.")
            % {
                "grant": report.grant.title,
                "report": report.get_kind_display(),
                "date": date_format(report.due_on, "DATE_FORMAT"),
            },
            since=_at(report.due_on),
            url=page,
            step=Step(
                _("Send it and record it"),
                reverse("grants:send-report", args=[report.grant_id, report.pk]),
                permission="donations.change_grant",
            ),
        )


def grant_conditions_past() -> Iterator[Item]:
    conditions = GrantCondition.objects.filter(
        met_on=None,
        deadline__lt=OrganisationSettings.today(),
        grant__status__in=(GrantStatus.AWARDED, GrantStatus.ACTIVE),
    )
    for condition in conditions.select_related("grant"):
        assert condition.deadline is not None
        yield Item(
            text=_("“%(grant)s”: a condition ended on %(date)s and is not met.")
            % {
                "grant": condition.grant.title,
                "date": date_format(condition.deadline, "DATE_FORMAT"),
            },
            since=_at(condition.deadline),
            url=_grant_page(condition.grant_id),
            step=Step(
                _("Record that it is met, or write the money off"),
                _grant_page(condition.grant_id),
            ),
        )


def instalments_late() -> Iterator[Item]:
    late = Instalment.objects.late().select_related("grant")
    for instalment in late:
        page = reverse("instalments:inspect", args=[instalment.pk])
        words = {
            "promise": instalment.grant.title if instalment.grant else _("A pledge"),
            "amount": format_amount(instalment.amount, instalment.currency, get_language() or "en"),
            "date": date_format(instalment.due_on, "DATE_FORMAT"),
        }
        yield Item(
            text=_("%(promise)s: %(amount)s, expected on %(date)s.") % words,
            since=_at(instalment.due_on),
            url=page,
            step=Step(_("Ask for it, match it with a gift, or write it off"), page),
        )


def grants_to_renew() -> Iterator[Item]:
    grants = Grant.objects.filter(ask_again_on__lte=OrganisationSettings.today(), renewed_by=None)
    for grant in grants:
        assert grant.ask_again_on is not None
        yield Item(
            text=_("“%(grant)s”: you wanted to ask again on %(date)s.")
            % {"grant": grant.title, "date": date_format(grant.ask_again_on, "DATE_FORMAT")},
            since=_at(grant.ask_again_on),
            url=_grant_page(grant.pk),
            step=Step(
                _("Ask again"),
                reverse("grants:renew", args=[grant.pk]),
                permission="donations.add_grant",
            ),
        )


def report_packs_lapsed() -> Iterator[Item]:
    packs = ReportPack.objects.filter(lapsed_at__isnull=False, replaced_by=None)
    for pack in packs.defer("pdf", "facts").select_related("grant").order_by("lapsed_at"):
        assert pack.lapsed_at is not None
        again = reverse("grants:make-pack", args=[pack.grant_id])
        yield Item(
            text=_(
                "“%(grant)s”: a consent has ended, so its report pack of %(date)s is not given out "
                "any more. Ask those who have it to destroy it."
            )
            % {"grant": pack.grant.title, "date": date_format(pack.made_at, "DATE_FORMAT")},
            since=pack.lapsed_at,
            url=reverse("report-packs:inspect", args=[pack.pk]),
            step=Step(
                _("Make it anew"),
                f"{again}?replaces={pack.pk}",
                permission="donations.add_reportpack",
            ),
        )
