import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.verification import verify


class Command(BaseCommand):
    help = "Prove the books: the ledger balances, totals are explained, receipts are gapless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, json: bool, **options: Any) -> None:  # noqa: A002
        findings = verify()
        count = sum(len(problems) for problems in findings.values())
        if json:
            self.stdout.write(_as_json(findings))
        else:
            for name, problems in findings.items():
                self.stdout.write(f"{'wrong' if problems else 'right'}  {name}")
                for problem in problems:
                    self.stdout.write(f"       {problem}")
        if count:
            raise CommandError(f"{count} findings")


def _as_json(findings: dict[str, list[str]]) -> str:
    return json.dumps({"ok": not any(findings.values()), "findings": findings}, indent=2)
