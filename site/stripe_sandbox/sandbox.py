"""The sandbox itself: its parts put together, and `act()`, the only way to change anything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import rates, webhook_endpoints
from .account import ACCOUNT
from .acts import Act
from .barriers import Barriers
from .clock import Clock
from .deliveries import Deliveries
from .faults import Faults
from .idempotency import Idempotency
from .identifiers import Identifiers
from .mismatches import MismatchError, Mismatches
from .permissions import Keys
from .store import Store

log = logging.getLogger("stripe_sandbox")


@dataclass(frozen=True)
class Options:
    """What the command line decides. Seconds are sandbox seconds; `retry_scale` stretches the
    webhook back-off.
    """

    database: Path
    seed: int | None = None
    fee_delay: float = 2.0
    debit_delay: float = 30.0
    dispute_delay: float = 30.0
    upcoming_days: int = 7
    retry_scale: float = 1.0
    is_strict: bool = True
    merchant: str = "Mali Health"
    settles_in: tuple[str, ...] = ("usd",)


class Sandbox:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.stopping = threading.Event()
        self.base_url = ""  # known once the server has its port
        self.store = Store(options.database)
        self.ids = Identifiers(self.store, options.seed)
        self.clock = Clock(self.store)
        self.mismatches = Mismatches(self.store, is_strict=options.is_strict)
        self.idempotency = Idempotency(self.store, self.clock)
        self.keys = Keys(ACCOUNT)
        self.faults = Faults(self.stopping)
        self.barriers = Barriers(self.stopping)
        self.deliveries = Deliveries(self)

    @contextmanager
    def act(
        self,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        moment: float | None = None,
    ) -> Iterator[Act]:
        """One transaction. A mismatch with the specification undoes it and is still recorded."""
        try:
            with self.store.transaction():
                yield Act(self, request_id, idempotency_key, moment)
        except MismatchError as mismatch:
            with self.store.transaction():
                self.mismatches.note(mismatch.place, mismatch.about, mismatch.problems)
            raise

    def payment_page(self, session: str) -> str:
        return f"{self.base_url}/c/pay/{session}"

    def invoice_page(self, invoice: str) -> str:
        return f"{self.base_url}/i/{invoice}"

    def portal_page(self, session: str) -> str:
        return f"{self.base_url}/p/session/{session}"

    def reset(self, seed: int | None) -> None:
        """Forget everything that happened, and the endpoints and keys that the command line did
        not name.

        Without a seed the ids go on, so that none is ever given out twice. Mismatches stay: they
        are faults of the sandbox, whichever test met them.
        """
        self.faults.restart()
        self.barriers.clear()
        self.keys.reset()
        with self.act() as act:
            pairs = webhook_endpoints.from_command_line(act)
            self.store.clear()
            self.mismatches.clear_requests()
            self.clock.restart()
            rates.forget(self.store)
            self.store.set_setting("after_retries", "cancel")
            self.deliveries.set_mode("send")
            if seed is not None:
                self.ids.restart(seed)
            webhook_endpoints.replace_from_command_line(act, pairs)

    def close(self) -> None:
        self.stopping.set()
        self.barriers.clear()
        self.deliveries.stop()
        self.store.close()
