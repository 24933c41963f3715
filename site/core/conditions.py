"""What the machine room can suffer from: mail, the timer and its jobs, the disk."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience, MailStatus
from core.housekeeping import jobs
from core.models import JobRun, OutboxMail

MAIL_WAITS = timedelta(minutes=10)  # a healthy mail leaves within seconds
TIMER_SLEEPS = timedelta(minutes=15)
JOB_FAILS = timedelta(minutes=10)  # one try that failed heals by itself
JOB_SLEEPS = timedelta(minutes=30)
DISK_IS_FULL = 90  # per cent


def register_conditions() -> None:
    for condition in (
        Condition(
            name="stuck_mails",
            title=gettext_lazy("Mail does not leave"),
            find=stuck_mails,
            permission="core.view_outboxmail",
            audience=Audience.ADMINISTRATOR,
        ),
        Condition(
            name="timer_stopped",
            title=gettext_lazy("The timer does not run"),
            find=timer_stopped,
            permission="core.view_alert",
            audience=Audience.ADMINISTRATOR,
        ),
        Condition(
            name="failing_jobs",
            title=gettext_lazy("A job of the timer fails"),
            find=failing_jobs,
            permission="core.view_alert",
            audience=Audience.ADMINISTRATOR,
        ),
        Condition(
            name="full_disk",
            title=gettext_lazy("The disk is nearly full"),
            find=full_disk,
            permission="core.view_alert",
            audience=Audience.ADMINISTRATOR,
        ),
    ):
        register_condition(condition)


def stuck_mails() -> Iterator[Item]:
    """Mails that were given up, and mails that wait longer than a healthy server lets them."""
    gave_up = Q(status=MailStatus.GAVE_UP)
    waiting = Q(
        status__in=[MailStatus.QUEUED, MailStatus.SENDING],
        created_at__lt=timezone.now() - MAIL_WAITS,
    )
    found = OutboxMail.objects.aggregate(
        gave_up=Count("pk", filter=gave_up),
        gave_up_since=Min("created_at", filter=gave_up),
        waiting=Count("pk", filter=waiting),
        waiting_since=Min("created_at", filter=waiting),
    )
    listing = reverse("mails:index")
    if found["gave_up"]:
        yield Item(
            text=ngettext(
                "%(count)s mail was tried for two days and given up.",
                "%(count)s mails were tried for two days and given up.",
                found["gave_up"],
            )
            % {"count": found["gave_up"]},
            since=found["gave_up_since"],
            step=Step(_("Send again or set aside"), f"{listing}?status={MailStatus.GAVE_UP}"),
        )
    if found["waiting"]:
        yield Item(
            text=ngettext(
                "%(count)s mail waits to be sent.",
                "%(count)s mails wait to be sent.",
                found["waiting"],
            )
            % {"count": found["waiting"]},
            since=found["waiting_since"],
            step=Step(_("See why"), f"{listing}?status={MailStatus.QUEUED}"),
        )


def timer_stopped() -> Iterator[Item]:
    """Nothing has started for a while: holds do not expire and lost webhooks are not found. Only
    who looks can see it, since it is the timer that sends alerts."""
    last = JobRun.objects.aggregate(last=Max("started_at"))["last"]
    if last is None or last < timezone.now() - TIMER_SLEEPS:
        yield Item(
            text=_("Housekeeping has not run: nothing is reconciled, no hold expires.")
            if last
            else _("Housekeeping has never run: nothing is reconciled, no hold expires."),
            since=last or timezone.now(),
            step=Step(_("Start the timer, as the runbook says"), ""),
        )


def failing_jobs() -> Iterator[Item]:
    """Jobs that keep failing, and jobs that have not begun while the timer does run."""
    now = timezone.now()
    runs = {run.name: run for run in JobRun.objects.filter(name__in=[job.name for job in jobs()])}
    timer_runs = any(run.started_at and run.started_at > now - JOB_SLEEPS for run in runs.values())
    for job in jobs():
        run = runs.get(job.name)
        if run is None or run.started_at is None:
            continue  # new; the next run of the timer begins it
        step = Step(_("Look at the log"), "")
        if run.failing_since and run.failing_since <= now - JOB_FAILS:
            text = _("“%(job)s” fails (%(error)s).") % {"job": job.name, "error": run.error}
            yield Item(text=text, since=run.failing_since, step=step)
        elif timer_runs and run.started_at < now - job.every - JOB_SLEEPS:
            text = _("“%(job)s” has not run for too long.") % {"job": job.name}
            yield Item(text=text, since=run.started_at, step=step)


def full_disk() -> Iterator[Item]:
    """The disks that hold pictures and, on a small server, the database."""
    seen = set()
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.VAR)):
        if not folder.exists() or folder.stat().st_dev in seen:
            continue
        seen.add(folder.stat().st_dev)
        usage = shutil.disk_usage(folder)
        percent = 100 * (usage.total - usage.free) // usage.total
        if percent >= DISK_IS_FULL:
            yield Item(
                text=_("The disk is %(percent)s%% full.") % {"percent": percent},
                since=timezone.now(),
                step=Step(_("Make room, as the runbook says"), ""),
            )
