"""Jobs that one timer runs every few minutes. Apps register theirs in `AppConfig.ready()`."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import JobRun

logger = logging.getLogger(__name__)

# A claim this old means that the process died in the middle of the job.
CLAIM_EXPIRES = timedelta(minutes=15)
# A timer is never to the second: a job is due this much early.
SLACK = timedelta(seconds=30)


class Job(NamedTuple):
    name: str
    run: Callable[[], object]
    every: timedelta


_jobs: dict[str, Job] = {}


def register_job(name: str, run: Callable[[], object], *, every: timedelta = timedelta(0)) -> None:
    """Add a job. Its name appears in the command's output; it must be safe to run twice. With
    `every` it waits so long between runs, otherwise it runs whenever the timer does."""
    _jobs[name] = Job(name, run, every)


def jobs() -> list[Job]:
    return list(_jobs.values())


def run_jobs() -> dict[str, object]:
    """Run every job that is due and that no other timer is at; one that fails is logged and does
    not stop the others.

    Returns the result of each job that ran, or the exception it raised. A `JobRun` keeps when.
    """
    results: dict[str, object] = {}
    for job in jobs():
        if not _claim(job):
            continue
        try:
            results[job.name] = job.run()
        except Exception as error:
            logger.exception("Housekeeping job %s failed", job.name)
            results[job.name] = error
        _note(job, results[job.name])
    return results


def _claim(job: Job) -> bool:
    """Take the job by compare-and-set. The time between runs counts from start to start."""
    JobRun.objects.get_or_create(name=job.name)
    now = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM_EXPIRES)
    due = Q(started_at__isnull=True) | Q(started_at__lte=now - job.every + SLACK)
    return bool(
        JobRun.objects.filter(free, due if job.every else Q(), name=job.name).update(
            claimed_at=now, started_at=now
        )
    )


def _note(job: Job, result: object) -> None:
    now = timezone.now()
    run = JobRun.objects.filter(name=job.name)
    if isinstance(result, Exception):
        run.update(
            claimed_at=None,
            failing_since=Coalesce("failing_since", now),
            error=type(result).__name__,
        )
    else:
        run.update(claimed_at=None, succeeded_at=now, failing_since=None, error="")
