"""Whether this process can serve: what `/readyz` asks."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.enums import MailStatus
from core.models import OutboxMail

MAIL_IS_LATE = timedelta(hours=1)


def readiness() -> tuple[bool, dict[str, Any]]:
    """Database, migrations and cache decide. Mail that waits too long is told, no more: a mail
    server that is down is no reason to take the site away."""
    report: dict[str, Any] = {"database": False, "migrations": False, "cache": _cache_answers()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        report["database"] = True
        report["migrations"] = _is_migrated()
        if report["migrations"]:
            report["oldest_queued_mail_seconds"] = age = _age_of_oldest_mail()
            report["mail"] = age < MAIL_IS_LATE.total_seconds()
    except Error:
        pass  # the report says which step was not reached
    ready = all(report[name] for name in ("database", "migrations", "cache"))
    return ready, {"ready": ready, **report}


def _cache_answers() -> bool:
    try:
        cache.set("readyz", "yes", timeout=10)
        return bool(cache.get("readyz") == "yes")
    except Exception:  # each cache library has errors of its own
        return False


_migrated = False


def _is_migrated() -> bool:
    """Looking at every migration is slow; once all are applied they stay so for this process."""
    global _migrated  # noqa: PLW0603
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _age_of_oldest_mail() -> int:
    oldest = (
        OutboxMail.objects.filter(status__in=[MailStatus.QUEUED, MailStatus.SENDING])
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    return int((timezone.now() - oldest).total_seconds()) if oldest else 0
