"""Whether this process can serve: what `/readyz` asks."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.attention import find_attention
from core.enums import MailStatus, Severity
from core.models import OutboxMail

MAIL_IS_LATE = timedelta(hours=1)
ATTENTION_SECONDS = 30  # the list is asked anew this often, whoever calls


def readiness() -> tuple[bool, dict[str, Any]]:
    """Database, migrations and cache decide. What else needs a person is told, no more: a mail
    server that is down is no reason to take the site away. "healthy" is for whoever watches: false
    as long as something urgent is on the attention list."""
    report: dict[str, Any] = {"database": False, "migrations": False, "cache": _cache_answers()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        report["database"] = True
        report["migrations"] = _is_migrated()
        if report["migrations"]:
            report["oldest_queued_mail_seconds"] = age = _age_of_oldest_mail()
            report["mail"] = age < MAIL_IS_LATE.total_seconds()
            report["attention"] = attention = _attention(kept=report["cache"])
            report["healthy"] = not any(
                one["severity"] == Severity.URGENT for one in attention.values()
            )
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


def _attention(*, kept: bool) -> dict[str, Any]:
    """The conditions that hold, how many times and since when; nothing about anybody."""
    found: dict[str, Any] | None = cache.get("readyz-attention") if kept else None
    if found is None:
        found = {
            finding.condition.name: {
                "severity": finding.condition.severity.value,
                "count": finding.count,
                "since": finding.since.isoformat(timespec="seconds"),
            }
            for finding in find_attention()
        }
        if kept:
            cache.set("readyz-attention", found, timeout=ATTENTION_SECONDS)
    return found


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
