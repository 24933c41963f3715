import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.services.proving import prove_books


class Command(BaseCommand):
    help = "Prove the books: the ledger balances, totals are explained, receipts are gapless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, **options: Any) -> None:
        proof, findings = prove_books()
        count = proof.problem_count
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not count, "findings": findings}, indent=2))
        else:
            for name, problems in findings.items():
                self.stdout.write(f"{'wrong' if problems else 'right'}  {name}")
                for problem in problems:
                    self.stdout.write(f"       {problem}")
        if count:
            raise CommandError(f"{count} findings")
