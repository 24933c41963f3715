"""One receipt, one batch and one mail, however many ask for it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.models import OutboxMail
from donations.models import Receipt
from donations.services.documents.receipts import issue_receipt
from donations.services.offline.batches import post_batch
from payments.models import Payment
from tests.factories.batches import make_batch, make_poster
from tests.factories.donations import make_paid_payment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

THREADS = 16


def in_threads(work, jobs):
    """Run the jobs in threads that start together; their results, in order."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait()
        try:
            return work(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


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
