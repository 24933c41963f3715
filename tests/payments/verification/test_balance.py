"""D2 and D3: the ledger is what Stripe has, to the cent, in whatever order things happen and are
told, and each fund what was given to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from payments.models import Payment
from payments.permissions import NEEDED
from stripe_sandbox.process import SandboxProcess
from tests.faults.scale import Rounds
from tests.infrastructure.machines import live_through
from tests.payments.account_machine import AccountMachine
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db

STEPS = 40


@pytest.fixture
def slow_fees(settings: Any) -> Iterator[SandboxProcess]:
    """A sandbox of its own, whose fees come a minute after the payment."""
    with SandboxProcess(
        fee_delay=60,
        retry_scale=0.001,
        restricted_keys={django_settings.STRIPE_SECRET_KEY: NEEDED},
    ) as sandbox:
        settings.STRIPE_API_BASE = sandbox.url
        yield sandbox
        assert sandbox.control("GET", "mismatches")["mismatches"] == []


def test_ledger_equals_stripe_whatever_happens(
    slow_fees: SandboxProcess, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    AccountMachine.sandbox = slow_fees
    for seed in (1, 2):
        live_through(AccountMachine, seed=seed, steps=12)


@pytest.mark.faults
@pytest.mark.promise("D2", "steps")
@pytest.mark.promise("D3", "steps")
def test_ledger_equals_stripe_for_long(
    slow_fees: SandboxProcess,
    handler: RecordingHandler,
    receipts: list[Payment],
    rounds: Rounds,
) -> None:
    AccountMachine.sandbox = slow_fees
    for seed in rounds(ci=5 * STEPS, soak=50_000, share=0.12, worth=STEPS):
        live_through(AccountMachine, seed=seed, steps=STEPS)
