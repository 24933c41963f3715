"""What the timer does about gifts: it takes up work of many steps whose worker died, and keeps the
totals short."""

from core.housekeeping import register_job
from donations.services.documents.statement_runs import resume_runs
from donations.services.funds.totals import fold_totals
from donations.services.imports.steps import resume_imports


def register_jobs() -> None:
    register_job("year-end statements", resume_runs)
    register_job("imports", resume_imports)
    register_job("totals of gifts", fold_totals)
