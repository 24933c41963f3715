"""Jobs that one timer runs every few minutes. Apps register theirs in `AppConfig.ready()`."""

import logging
from collections.abc import Callable
from typing import NamedTuple

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    name: str
    run: Callable[[], object]


_jobs: dict[str, Job] = {}


def register_job(name: str, run: Callable[[], object]) -> None:
    """Add a job. Its name appears in the command's output; it must be safe to run twice."""
    _jobs[name] = Job(name, run)


def run_jobs() -> dict[str, object]:
    """Run every job; one that fails is logged and does not stop the others.

    Returns each job's result, or the exception it raised.
    """
    results: dict[str, object] = {}
    for job in _jobs.values():
        try:
            results[job.name] = job.run()
        except Exception as error:
            logger.exception("Housekeeping job %s failed", job.name)
            results[job.name] = error
    return results
