"""One sandbox for the whole suite, emptied between tests; at the end it must have no mismatch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from stripe_sandbox.process import SandboxProcess

from .world import SECRET, Receiver, client


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess(retry_scale=1.0) as process:
        yield process
        recorded = process.control("GET", "mismatches")
    assert recorded["mismatches"] == []


@pytest.fixture
def sandbox(shared_sandbox: SandboxProcess) -> Iterator[SandboxProcess]:
    shared_sandbox.control("POST", "reset")
    yield shared_sandbox
    shared_sandbox.control("DELETE", "barriers")


@pytest.fixture
def api(sandbox: SandboxProcess) -> stripe.StripeClient:
    return client(sandbox.url)


@pytest.fixture
def receiver(sandbox: SandboxProcess) -> Iterator[Receiver]:
    endpoint = Receiver()
    sandbox.control("POST", "webhooks", {"url": endpoint.url, "secret": SECRET})
    yield endpoint
    sandbox.control("DELETE", "webhooks")
    sandbox.control("POST", "deliveries/idle", {"seconds": 5})
    endpoint.close()
