from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.housekeeping import run_jobs


class Command(BaseCommand):
    help = "What a timer runs every few minutes: expire holds, reconcile, retry mails, publish."

    def handle(self, **options: Any) -> None:
        results = run_jobs()
        for name, result in results.items():
            self.stdout.write(f"{name}: {result!r}")
        failed = [name for name, result in results.items() if isinstance(result, Exception)]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
