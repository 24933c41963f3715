"""Numbers without gaps when many receipts are issued at once, some of them for the same payment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from core.models import OutboxMail
from donations.models import Receipt, ReceiptSeries
from donations.services.documents.receipts import issue_receipt
from donations.services.offline.batches import post_batch
from ledger.verification import verify
from payments.models import Payment
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import make_paid_payment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

THREADS = 16


def in_threads(work, jobs):
    """Run the jobs in threads that start together; their results, in order."""
    barrier = Barrier(THREADS)

    def run(job):
        barrier.wait()
        try:
            return work(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, jobs))


def test_numbers_are_gapless_under_threads_and_rollbacks():
    payments = [make_paid_payment() for _number in range(THREADS * 4)]

    def issue_some(batch: list[Payment]) -> None:
        for number, payment in enumerate(batch):
            with transaction.atomic():
                issue_receipt(payment)
                if number % 4 == 3:  # something fails after the receipt was written
                    transaction.set_rollback(True)

    in_threads(issue_some, [payments[start::THREADS] for start in range(THREADS)])
    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, THREADS * 3 + 1))
    assert ReceiptSeries.objects.get().last_number == THREADS * 3
    assert verify()["receipt numbers have no gaps"] == []


def test_one_payment_gets_one_receipt_and_one_mail_however_many_ask():
    payment = make_paid_payment()
    receipts = in_threads(issue_receipt, [payment] * THREADS)
    assert {receipt.number for receipt in receipts} == {1}
    assert Receipt.objects.count() == 1
    assert OutboxMail.objects.count() == 1


def test_batch_posted_by_many_at_once_is_posted_once():
    batch = make_batch({"email": "awa@example.org"}, {})
    by = make_poster()
    posted = in_threads(lambda batch: post_batch(batch, by=by), [batch] * THREADS)
    assert {one.status for one in posted} == {"posted"}
    assert Payment.objects.count() == 2
    assert [receipt.number for receipt in Receipt.objects.order_by("number")] == [1, 2]
    assert OutboxMail.objects.count() == 1
