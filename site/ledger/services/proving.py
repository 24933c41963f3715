"""Proving the books, and remembering what came of it."""

from datetime import timedelta

from django.utils import timezone

from ledger.models import Proof
from ledger.verification import verify

KEPT = timedelta(days=365)
KEPT_OF_A_CHECK = 50  # findings; that there are more is counted


def prove_books() -> tuple[Proof, dict[str, list[str]]]:
    """Run every check and keep a `Proof`; old ones that found nothing are forgotten.

    Returns the proof and all findings by check.
    """
    findings = verify()
    proof = Proof.objects.create(
        problem_count=sum(len(problems) for problems in findings.values()),
        problems={
            check: problems[:KEPT_OF_A_CHECK] for check, problems in findings.items() if problems
        },
    )
    Proof.objects.filter(proved_at__lt=timezone.now() - KEPT, problem_count=0).delete()
    return proof, findings
