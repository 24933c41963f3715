"""What a bank is told of who paid."""

from datetime import timedelta

import pytest

from payments.models import Dispute, Payment
from payments.services.evidence import read_out
from tests.factories.accounts import make_supporter
from tests.factories.donations import PAID_AT, make_paid_payment

pytestmark = pytest.mark.django_db

EARLIER = "Earlier payments of the same person, none of them disputed"


def headings(dispute: Dispute) -> list[str]:
    return [section["heading"] for section in read_out(dispute, language="en")["sections"]]


def test_earlier_payments_are_told_only_of_one_person_and_undisputed() -> None:
    giver = make_supporter()
    disputed = make_paid_payment(supporter=giver)
    values = {"amount": 4000, "currency": "USD", "opened_at": PAID_AT}
    dispute = Dispute.objects.create(payment=disputed, stripe_dispute="du_1", **values)
    assert EARLIER not in headings(dispute)
    earlier = make_paid_payment(supporter=giver, succeeded_at=PAID_AT - timedelta(days=1))
    assert EARLIER in headings(dispute)
    Payment.objects.filter(pk=disputed.pk).update(supporter=None)  # forgotten, as they asked
    assert EARLIER not in headings(Dispute.objects.get())
    Payment.objects.filter(pk=disputed.pk).update(supporter=giver)
    Dispute.objects.create(payment=earlier, stripe_dispute="du_2", **values)
    assert EARLIER not in headings(Dispute.objects.get(pk=dispute.pk))
