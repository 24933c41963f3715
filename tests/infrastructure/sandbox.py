"""The local Stripe that tests talk to, over real HTTP."""

import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from payments.permissions import NEEDED
from stripe_sandbox.process import SandboxProcess

Json = dict[str, Any]
# The address of one that is running already, which `make mutants` lends to each of its runs.
LENT = "LENT_SANDBOX"
WEBHOOK = "/payments/stripe/webhook/"


class LentSandbox(SandboxProcess):
    """One that another process started and will stop: starting it takes longer than most tests."""

    def __init__(self, url: str) -> None:
        super().__init__(database="nobody knows where")
        self.url = url

    is_running = True

    def start(self, timeout: float = 0) -> "LentSandbox":
        return self


class Sandbox:
    """Starts where `settings.STRIPE_API_BASE` points; every test finds it empty.

    Nothing is delivered by itself: a test takes `events()` and delivers them as it likes.
    """

    def __init__(self) -> None:
        lent = os.environ.get(LENT)
        self.process = LentSandbox(lent) if lent else own_sandbox()
        self.process.start()

    @property
    def url(self) -> str:
        return self.process.url

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        """One call of the sandbox's control API, such as `control("POST", "clock", {...})`."""
        return self.process.control(method, path, body)

    def reset(self, *, seed: int = 1) -> None:
        """Forget every object, fault, barrier and endpoint, and start it if a test left it dead.
        The same seed brings the same ids again: a test that goes on with its rows needs another."""
        if not self.process.is_running:
            self.process.start()
        self.control("POST", "reset", {"seed": seed})

    def pay(self, session: str, card: str = "4242424242424242", **details: str) -> Json:
        """Do what a person does on the payment page."""
        answer: Json = self.control("POST", "pay", {"session": session, "card": card, **details})
        return answer

    def events(self, *types: str) -> list[Json]:
        """Events so far, oldest first; all, or only those of the types."""
        events: list[Json] = self.control("GET", "dump")["events"]
        return [event for event in events if not types or event["type"] in types]

    def mismatches(self) -> list[Json]:
        """Requests and answers so far that differ from the types of Stripe's SDK."""
        recorded = self.control("GET", "mismatches")
        return [*recorded["mismatches"], *recorded["refused_requests"]]


def own_sandbox() -> SandboxProcess:
    """Not yet running, at the address that the settings name."""
    return SandboxProcess(
        port=urlsplit(settings.STRIPE_API_BASE).port or 0,
        seed=1,
        fee_delay=0,
        retry_scale=0.001,
        restricted_keys={settings.STRIPE_SECRET_KEY: NEEDED},
    )


def deliver(client: Client, event: Json, **headers: str) -> Any:
    """Post an event to our webhook, signed as Stripe signs it."""
    body = json.dumps(event).encode()
    return client.post(
        WEBHOOK,
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature(body), **headers},
    )


def signature(body: bytes, *, secret: str = "", at: int | None = None) -> str:
    """The `Stripe-Signature` header for a raw body."""
    stamp = int(time.time()) if at is None else at
    key = (secret or settings.STRIPE_WEBHOOK_SECRETS[0]).encode()
    mac = hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mac}"
