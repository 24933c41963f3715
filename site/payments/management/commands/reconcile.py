import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from payments.exceptions import GatewayUnavailableError
from payments.services.reconciliation import reconcile


class Command(BaseCommand):
    help = "Compare with Stripe and heal: lost webhooks, crashes, sessions past their end, fees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="ISO", help="look back to this time (UTC)")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, since: str | None, **options: Any) -> None:
        try:
            findings = reconcile(since=_moment(since) if since else None)
        except GatewayUnavailableError as error:
            raise CommandError("Stripe gives no answer; nothing was changed. Try again.") from error
        if options["json"]:
            self.stdout.write(json.dumps(findings.as_dict(), indent=2))
        else:
            self.stdout.write(
                f"healed {len(findings.healed)}, not ours {len(findings.foreign)}, "
                f"failed {len(findings.failed)}, events tried again {findings.events}"
            )
            for uuid in findings.healed:
                self.stdout.write(f"healed {uuid}")
        for uuid, reason in findings.failed.items():
            self.stderr.write(f"failed {uuid}: {reason}")
        if findings.failed:
            raise CommandError("some payments could not be settled")


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        day = parse_date(text) if moment is None else None
    except ValueError as error:
        raise CommandError(f"--since: {error}") from error
    if moment is None and day is None:
        raise CommandError("--since wants a time such as 2026-11-21 or 2026-11-21T08:00:00")
    found = moment or datetime(day.year, day.month, day.day)  # type: ignore[union-attr]  # noqa: DTZ001
    return found if found.tzinfo else found.replace(tzinfo=UTC)
