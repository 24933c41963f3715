"""The year-end statements of everybody: begun by a person, carried out by a task in small steps."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from accounts.models import Supporter, User
from core.models import OrganisationSettings
from donations.enums import RunStatus
from donations.exceptions import NothingGivenError, YearNotOverError
from donations.models import GivingStatement, StatementRun
from donations.services.documents.statement_documents import render_statements
from donations.services.documents.statements import issue_statement, supporters_of_year

STEP = 20  # supporters between two looks at the clock
STUCK_AFTER = timedelta(minutes=10)


def begin_statements(*, year: int, by: User) -> StatementRun:
    """Begin to issue the statements of a year that is over; a run under way is returned as it is.

    Writes the run, and after commit hands it to a task. Raises `YearNotOverError`, or
    `NothingGivenError` when nobody gave anything that year.
    """
    if year >= OrganisationSettings.today().year:
        raise YearNotOverError(year)
    total = len(supporters_of_year(year))
    if not total:
        raise NothingGivenError(year)
    with transaction.atomic():
        run, made = StatementRun.objects.get_or_create(
            year=year,
            status=RunStatus.RUNNING,
            defaults={"total": total, "started_by": by, "moved_at": timezone.now()},
        )
        if made:
            transaction.on_commit(partial(carry_out.enqueue, run.pk))
    return run


@task()
def carry_out(pk: int) -> None:
    carry_out_run(pk)


def carry_out_run(pk: int) -> None:
    """Issue what is left of a run, a few supporters at a time. Two workers at the same run do not
    hurt: each statement is made once, and a step that another took ends this one."""
    run = StatementRun.objects.select_related("started_by").get(pk=pk)
    left = [one for one in supporters_of_year(run.year) if one > run.reached]
    for step in _steps(left):
        supporters = Supporter.objects.in_bulk(step)
        issued = sum(_issue(supporters[one], run) for one in step)
        taken = StatementRun.objects.filter(
            pk=pk, status=RunStatus.RUNNING, reached=run.reached
        ).update(
            reached=step[-1],
            done=F("done") + len(step),
            issued=F("issued") + issued,
            moved_at=timezone.now(),
        )
        if not taken:
            return
        run.reached = step[-1]
    now = timezone.now()
    StatementRun.objects.filter(pk=pk, status=RunStatus.RUNNING).update(
        status=RunStatus.FINISHED, finished_at=now, moved_at=now
    )


def _steps(left: Sequence[int]) -> list[Sequence[int]]:
    return [left[start : start + STEP] for start in range(0, len(left), STEP)]


def _issue(supporter: Supporter, run: StatementRun) -> bool:
    """Whether a statement was made now; False where the one that exists still holds."""
    earlier = GivingStatement.objects.issued().filter(supporter=supporter, year=run.year).first()
    try:
        return earlier != issue_statement(supporter=supporter, year=run.year, by=run.started_by)
    except NothingGivenError:  # it was given back since the run began
        return False


def resume_runs() -> int:
    """Take up runs whose worker died: nothing has moved for ten minutes. For the timer."""
    stuck = StatementRun.objects.filter(
        status=RunStatus.RUNNING, moved_at__lt=timezone.now() - STUCK_AFTER
    )
    runs = list(stuck.values_list("pk", flat=True))
    for pk in runs:
        carry_out_run(pk)
    return len(runs)


def print_statements(*, year: int, again: bool = False) -> bytes | None:
    """One PDF of the statements of a year that no mail carries: those never printed before, as
    originals; or `again` all that were, as copies. None when there is none."""
    wanted = GivingStatement.objects.to_post().filter(year=year, printed_at__isnull=not again)
    now = timezone.now()
    with transaction.atomic():
        statements = list(wanted.select_for_update().defer("pdf").order_by("supporter", "pk"))
        if not statements:
            return None
        if not again:
            pks = [statement.pk for statement in statements]
            GivingStatement.objects.filter(pk__in=pks).update(printed_at=now)
    return render_statements(statements, printed_at=now, is_copy=again)
