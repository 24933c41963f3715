"""B5: tens of thousands of steps in any order, and the shelf is explained after each."""

import pytest

from tests.faults.scale import Rounds
from tests.faults.stock_machine import StockMachine
from tests.infrastructure.machines import live_through

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

STEPS = 50


@pytest.mark.promise("B5", "steps")
def test_movements_explain_the_stock_whatever_happens(rounds: Rounds) -> None:
    for seed in rounds(ci=3 * STEPS, soak=50_000, share=0.1, worth=STEPS):
        live_through(StockMachine, seed=seed, steps=STEPS)
