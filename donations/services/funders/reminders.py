"""Mails to the member of staff who is responsible for a grant: a report is due, it is time to ask
again, a condition ends."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.dates import date_format
from core.mail import queue_mail
from core.models import OrganisationSettings, OutboxMail
from donations.enums import GrantStatus, ReportKind
from donations.models import Grant, GrantCondition, GrantReport

# How many days before the day a reminder goes out; -1 is the day after.
STAGES = (30, 7, -1)


TITLES = {  # of what is late, and of what comes
    ReportKind.INTERIM: (
        _("An interim report was due on %(date)s"),
        _("An interim report is due on %(date)s"),
    ),
    ReportKind.FINAL: (
        _("The final report was due on %(date)s"),
        _("The final report is due on %(date)s"),
    ),
    ReportKind.FINANCIAL: (
        _("A financial report was due on %(date)s"),
        _("A financial report is due on %(date)s"),
    ),
    ReportKind.LETTER: (
        _("A letter of thanks was due on %(date)s"),
        _("A letter of thanks is due on %(date)s"),
    ),
    ReportKind.VISIT: (
        _("A visit or call was due on %(date)s"),
        _("A visit or call is due on %(date)s"),
    ),
    "condition": (_("A condition ended on %(date)s"), _("A condition ends on %(date)s")),
    "renewal": (_("It is time to ask again"),) * 2,
}


class Reminder(NamedTuple):
    """One thing of a grant that somebody has to do: `what` is a kind of report, "condition" or
    "renewal". `key` holds its day: a new day reminds anew."""

    key: str
    grant: Grant
    day: date
    stage: int
    what: str
    detail: str


def remind_of_grants() -> int:
    """Queue the mails that are due, each once: of what comes within a month, within a week, and of
    what is late. Returns how many.

    One transaction for each mail. What is noted late skips the stages that are over; whoever cannot
    sign in any more gets none, and the attention list shows it all the same.
    """
    today = OrganisationSettings.today()
    return sum(_send(reminder) for reminder in due_reminders(today))


def due_reminders(today: date) -> Iterator[Reminder]:
    soon = today + timedelta(days=max(STAGES))
    granted = {"grant__status__in": GrantStatus.GRANTED}
    related = ("grant__responsible", "grant__organisation__supporter")
    reports = GrantReport.objects.filter(sent_on=None, due_on__lte=soon)
    for report in reports.select_related(*related, "contact").order_by("due_on", "pk"):
        stage = _stage(report.due_on, today)
        to = str(report.contact) if report.contact else ""
        key = f"grant-report:{report.pk}:{report.due_on}:{stage}"
        yield Reminder(key, report.grant, report.due_on, stage, report.kind, to)
    conditions = GrantCondition.objects.filter(met_on=None, deadline__lte=soon, **granted)
    for condition in conditions.select_related(*related).order_by("deadline", "pk"):
        day = condition.deadline
        assert day is not None
        stage = _stage(day, today)
        key = f"grant-condition:{condition.pk}:{day}:{stage}"
        yield Reminder(key, condition.grant, day, stage, "condition", condition.text)
    asked = Grant.objects.filter(ask_again_on__lte=today, renewed_by=None)
    for grant in asked.select_related("responsible", "organisation__supporter").order_by("pk"):
        day = grant.ask_again_on
        assert day is not None
        yield Reminder(f"grant-renewal:{grant.pk}:{day}", grant, day, 0, "renewal", "")


def _stage(day: date, today: date) -> int:
    """The last stage that has begun."""
    left = (day - today).days
    return min((stage for stage in STAGES if left <= stage), default=max(STAGES))


def _send(reminder: Reminder) -> bool:
    to = reminder.grant.responsible
    if not to.is_active or OutboxMail.objects.filter(key=reminder.key).exists():
        return False
    language = _language_of(to)
    with transaction.atomic(), translation.override(language):
        queue_mail(
            key=reminder.key,
            template="donations/emails/grant_reminder",
            to=to.email,
            language=language,
            context={
                "grant": reminder.grant,
                "what": reminder.what,
                "is_late": reminder.stage < 0,
                "title": _title(reminder),
                "detail": reminder.detail,
                "address": settings.BASE_URL + reverse("grants:inspect", args=[reminder.grant.pk]),
            },
        )
    return True


def _title(reminder: Reminder) -> str:
    late, soon = TITLES[reminder.what]
    day = {"date": date_format(reminder.day, "DATE_FORMAT")}
    return str(late if reminder.stage < 0 else soon) % day


def _language_of(user: User) -> str:
    """What they chose for the admin."""
    profile = getattr(user, "wagtail_userprofile", None)
    return str(profile.preferred_language if profile else "") or settings.LANGUAGE_CODE
