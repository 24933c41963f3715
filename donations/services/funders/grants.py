"""Grants: applied for, awarded, under conditions, reported on, renewed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.guards import guarded
from core.models import OrganisationSettings
from donations.enums import GRANT_MOVES, GrantStatus, ReportKind
from donations.exceptions import PromiseError
from donations.models import (
    Contact,
    Grant,
    GrantCondition,
    GrantMove,
    GrantReport,
    Instalment,
    Organisation,
)
from donations.services.funders.organisations import report_contact
from donations.services.funders.plans import Part, plan_instalments
from ledger.models import Fund


def add_grant(
    *,
    organisation: Organisation,
    title: str,
    amount: int,
    currency: str,
    fund: Fund,
    responsible: User,
    applied_on: date,
    uuid: UUID | None = None,
    **values: Any,
) -> Grant:
    """Write down a grant that we ask for. A restricted fund needs the funder's words. The same uuid
    again (a double click) returns the grant that was written first."""
    _require_words(fund, values.get("donor_words", ""))
    wanted = {
        "organisation": organisation,
        "title": title.strip(),
        "amount": amount,
        "currency": currency,
        "fund": fund,
        "responsible": responsible,
        "applied_on": applied_on,
        **values,
    }
    grant, _made = Grant.objects.get_or_create(uuid=uuid or uuid4(), defaults=wanted)
    return grant


def change_grant(grant: Grant, **values: Any) -> None:
    """Correct what is known of a grant. Money that came keeps it in its fund and currency."""
    with transaction.atomic():
        grant = Grant.objects.select_for_update().get(pk=grant.pk)
        fund = values.get("fund", grant.fund)
        _require_words(fund, values.get("donor_words", grant.donor_words))
        if fund != grant.fund and grant.instalments.exclude(donation=None).exists():
            raise PromiseError(
                _("Money of this grant is in its fund already. Move those gifts first."), "fund"
            )
        Grant.objects.filter(pk=grant.pk).update(**values)


def _require_words(fund: Fund, words: str) -> None:
    if fund.is_restricted and not words.strip():
        raise PromiseError(
            _("This fund is restricted: enter the words of the letter that say so."), "donor_words"
        )


def award_grant(
    grant: Grant,
    *,
    amount: int,
    awarded_on: date,
    by: User,
    parts: Sequence[Part] = (),
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """The funder said yes, to this amount, in these parts: all of it on the day of the award where
    nothing else is said.

    One transaction. Side effects, in order: amount and days are written; the grant moves to awarded
    by compare-and-set, with a history row; the instalments are written, and must sum to the amount.
    Raises `PromiseError`.
    """
    with transaction.atomic():
        Grant.objects.filter(pk=grant.pk, status=GrantStatus.APPLIED).update(
            amount=amount, awarded_on=awarded_on, starts_on=starts_on, ends_on=ends_on
        )
        move_grant(grant, GrantStatus.AWARDED, by=by, note=note)
        grant.refresh_from_db()
        plan_instalments(grant, parts or [(awarded_on, amount)])
    return grant


def move_grant(grant: Grant, after: GrantStatus, *, by: User | None, note: str = "") -> None:
    """Move a grant by compare-and-set and write one history row. Raises `PromiseError` when that
    move does not exist, when somebody else was faster, or when money would be left in between."""
    before = GrantStatus(grant.status)
    if after not in GRANT_MOVES[before] and guarded("grant moves"):
        raise PromiseError(_("From here a grant does not go there."))
    with transaction.atomic():
        if after == GrantStatus.DECLINED and before == GrantStatus.AWARDED:
            _withdraw_award(grant)
        if after == GrantStatus.CLOSED and _has_expected(grant):
            raise PromiseError(
                _("Instalments of it are still expected. Receive them or write them off first.")
            )
        if not Grant.objects.filter(pk=grant.pk, status=before).update(status=after):
            raise PromiseError(_("Somebody else was faster. Look at it again."))
        GrantMove.objects.create(
            grant=grant, before=before, after=after, note=note[:500], moved_by=by
        )
    grant.status = after


def _withdraw_award(grant: Grant) -> None:
    """What was awarded is not coming: its plan goes, so that it can be applied for anew."""
    if grant.instalments.exclude(donation=None).exists():
        raise PromiseError(_("Money of this grant has come. Write the rest off and close it."))
    GrantCondition.objects.filter(grant=grant, instalment__isnull=False).update(instalment=None)
    grant.instalments.all().delete()


def _has_expected(grant: Grant) -> bool:
    return bool(grant.instalments.filter(status="expected").exists())


def add_condition(
    grant: Grant,
    *,
    text: str,
    deadline: date | None = None,
    instalment: Instalment | None = None,
) -> GrantCondition:
    """Money of the grant, or one instalment of it, waits from now on. Not what has come."""
    if not text.strip():
        raise PromiseError(_("Say what must happen first."), "text")
    if instalment is not None and instalment.donation_id:
        raise PromiseError(_("That instalment is here already."), "instalment")
    return GrantCondition.objects.create(
        grant=grant, text=text.strip(), deadline=deadline, instalment=instalment
    )


def change_condition(
    condition: GrantCondition, *, text: str, deadline: date | None, instalment: Instalment | None
) -> None:
    """Correct a condition that is not met yet."""
    if instalment is not None and instalment.donation_id:
        raise PromiseError(_("That instalment is here already."), "instalment")
    waiting = GrantCondition.objects.filter(pk=condition.pk, met_on=None)
    if not waiting.update(text=text.strip(), deadline=deadline, instalment=instalment):
        raise PromiseError(_("This condition is met. What was recorded of it stays."))


def meet_condition(condition: GrantCondition, *, met_on: date, note: str, by: User) -> None:
    """Record, once, that a condition is met: from then on its money is promised."""
    if met_on > OrganisationSettings.today():
        raise PromiseError(_("That day has not come yet."), "met_on")
    if not note.strip():
        raise PromiseError(_("Say how we know: a letter, a figure, a decision."), "note")
    open_one = GrantCondition.objects.filter(pk=condition.pk, met_on=None)
    if not open_one.update(met_on=met_on, met_note=note.strip(), met_by=by):
        raise PromiseError(_("Somebody else was faster. Look at it again."))
    condition.refresh_from_db()


def add_report(
    grant: Grant, *, kind: ReportKind, due_on: date, contact: Contact | None = None, note: str = ""
) -> GrantReport:
    """Note a report that we owe; to whom, unless told, is who gets our reports there."""
    if grant.reports.filter(kind=kind, due_on=due_on).exists():
        raise PromiseError(_("This report is in the list already."), "due_on")
    contact = contact or report_contact(grant.organisation)
    return grant.reports.create(kind=kind, due_on=due_on, contact=contact, note=note.strip())


def change_report(
    report: GrantReport, *, kind: ReportKind, due_on: date, contact: Contact | None, note: str
) -> None:
    """Correct a report that we still owe: we have more time, or somebody else reads it."""
    others = report.grant.reports.exclude(pk=report.pk)
    if others.filter(kind=kind, due_on=due_on).exists():
        raise PromiseError(_("This report is in the list already."), "due_on")
    contact = contact or report_contact(report.grant.organisation)
    waiting = GrantReport.objects.filter(pk=report.pk, sent_on=None)
    if not waiting.update(kind=kind, due_on=due_on, contact=contact, note=note.strip()):
        raise PromiseError(_("This report has gone out. What was recorded of it stays."))


def send_report(report: GrantReport, *, sent_on: date, by: User) -> None:
    """Record, once, that a report went out. Its reminders stop."""
    if sent_on > OrganisationSettings.today():
        raise PromiseError(_("That day has not come yet."), "sent_on")
    waiting = GrantReport.objects.filter(pk=report.pk, sent_on=None)
    if not waiting.update(sent_on=sent_on, sent_by=by):
        raise PromiseError(_("Somebody else was faster. Look at it again."))
    report.refresh_from_db()


def renew_grant(grant: Grant, *, applied_on: date, by: User) -> Grant:
    """Ask again: a new grant with the same funder, use and amount that follows this one. Asked for
    again, it is the one that was written before."""
    with transaction.atomic():
        grant = Grant.objects.select_for_update().get(pk=grant.pk)
        if hasattr(grant, "renewed_by"):
            return grant.renewed_by
        return add_grant(
            organisation=grant.organisation,
            title=grant.title,
            amount=grant.amount,
            currency=grant.currency,
            fund=grant.fund,
            responsible=by,
            applied_on=applied_on,
            donor_words=grant.donor_words,
            renews=grant,
        )
