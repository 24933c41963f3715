"""What the timer takes up again of gifts: work of many steps whose worker died."""

from core.housekeeping import register_job
from donations.services.imports import resume_imports
from donations.services.statement_runs import resume_runs


def register_jobs() -> None:
    register_job("year-end statements", resume_runs)
    register_job("imports of gifts", resume_imports)
