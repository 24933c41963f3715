"""A1 and A11: a payment's whole life told in many orders, each event several times."""

import pytest
from django.test import Client

from tests.faults.scale import scaled
from tests.infrastructure.sandbox import Sandbox
from tests.payments.test_refund_or_dispute_first import LIVES, assert_every_order_ends_the_same

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

SCHEDULES = scaled(ci=6, soak=600)  # for each life


@pytest.mark.parametrize("life", LIVES)
def test_every_order_of_refunds_and_disputes_ends_the_same(
    client: Client, sandbox: Sandbox, life: str
) -> None:
    assert_every_order_ends_the_same(client, sandbox, life, seeds=range(100, 100 + SCHEDULES))
