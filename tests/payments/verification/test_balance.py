"""D2: the ledger is what Stripe has, to the cent, in whatever order things happen and are told."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from payments.models import Payment
from payments.permissions import NEEDED
from stripe_sandbox.process import SandboxProcess
from tests.faults.scale import scaled
from tests.payments.account_machine import AccountMachine
from tests.payments.handlers import RecordingHandler

pytestmark = pytest.mark.django_db


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


def live_through(sandbox: SandboxProcess, *, lives: int, steps: int) -> None:
    class Machine(AccountMachine):
        pass

    Machine.sandbox = sandbox
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # shrinking lives through hundreds of them
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_ledger_equals_stripe_whatever_happens(
    slow_fees: SandboxProcess, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    live_through(slow_fees, lives=2, steps=12)


@pytest.mark.faults
def test_ledger_equals_stripe_for_long(
    slow_fees: SandboxProcess, handler: RecordingHandler, receipts: list[Payment]
) -> None:
    live_through(slow_fees, lives=scaled(8, 100), steps=scaled(25, 100))
