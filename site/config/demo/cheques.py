"""Two cheques of last December, invented: entered and posted as staff do it. So the year before has
receipts to sum up, and one of them honours somebody, who was told by mail."""

from datetime import date

from django.db import transaction

from accounts.models import User
from core.models import OrganisationSettings
from donations.enums import TributeKind
from donations.models import BatchRow
from donations.services.offline.batches import enter_row, open_batch, post_batch
from ledger.models import Fund
from payments.enums import PaymentMethod

from .funders import NOTE, make_clerk
from .progress import console, quiet_logs

GIVER = "sample.joan@example.org"


def take_sample_cheques(*, by: User) -> None:
    """Enter and post them once; what is there stays as staff have left it."""
    if BatchRow.objects.filter(email=GIVER).exists():
        return
    console.print("Cheques of last year")
    currency = OrganisationSettings.load().currency
    received_on = date(OrganisationSettings.today().year - 1, 12, 12)
    with quiet_logs(), transaction.atomic():
        clerk = make_clerk()
        batch = open_batch(
            method=PaymentMethod.CHEQUE,
            deposited_on=received_on,
            currency=currency,
            expected_count=2,
            expected_total=42_000,
            note=NOTE,
            by=clerk,
        )
        shared = {"batch": batch, "method": batch.method, "received_on": received_on}
        for_all = BatchRow(
            **shared,
            name="Sample Joan",
            email=GIVER,
            language="en",
            amount=30_000,
            reference="SAMPLE-1041",
            fund=Fund.objects.default(),
            tribute=TributeKind.HONOUR,
            honouree="Sample Kadia, midwife",
            told_name="Sample Leo",
            told_email="sample.leo@example.org",
            told_words="For all the nights that she stayed.",
            tell_at_once=True,
        )
        for_one = BatchRow(
            **shared,
            name="Marc Exemple",
            email="sample.marc@example.org",
            language="fr",
            amount=12_000,
            reference="SAMPLE-207",
            fund=Fund.objects.get(code="mothers-newborns"),
        )
        for row in (for_all, for_one):
            enter_row(row, by=clerk)
        post_batch(batch, by=by)
