"""A1 and A11: a payment's whole life told in many orders, each event several times."""

import pytest
from django.test import Client

from tests.faults.scale import Rounds, scaled
from tests.infrastructure.sandbox import Sandbox
from tests.payments.test_refund_or_dispute_first import (
    FORKS,
    LIVES,
    assert_every_order_ends_the_same,
)

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


@pytest.mark.promise("A1", "schedules")
@pytest.mark.promise("A11", "schedules")
@pytest.mark.parametrize("life", LIVES)
def test_every_order_of_refunds_and_disputes_ends_the_same(
    client: Client, sandbox: Sandbox, rounds: Rounds, life: str
) -> None:
    forks = scaled(ci=2, soak=3)
    # Nine lives on two engines.
    seeds = rounds(ci=2 * FORKS**2, soak=18 * FORKS**3, worth=FORKS**forks)
    assert_every_order_ends_the_same(client, sandbox, life, seeds=seeds, forks=forks)
