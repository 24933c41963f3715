"""The ticker: what is due by sandbox time happens, whether time passed by itself or somebody moved
the clock.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from . import catalogue

if TYPE_CHECKING:
    from .sandbox import Sandbox

log = logging.getLogger("stripe_sandbox")
TICK_SECONDS = 0.1
IDEMPOTENCY_PURGE = "DELETE FROM idempotency WHERE created <= ?"


class Ticker(threading.Thread):
    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(name="ticker", daemon=True)
        self._sandbox = sandbox

    def run(self) -> None:
        while not self._sandbox.stopping.wait(TICK_SECONDS):
            try:
                run_due(self._sandbox)
            except Exception:
                if not self._sandbox.stopping.is_set():
                    log.exception("A scheduled job failed")


def run_due(sandbox: Sandbox) -> int:
    """Run every due job, earliest first; jobs that these plan for the past run too. Answers how
    many ran.
    """
    ran = 0
    while True:
        due = sandbox.store.rows(
            "SELECT * FROM jobs WHERE due_at <= ? ORDER BY due_at, number LIMIT 1",
            (sandbox.clock.exact(),),
        )
        if not due:
            return ran
        with sandbox.act() as act:
            # Gone means that another thread (the control API moving the clock) took it in between.
            if act.store.execute("DELETE FROM jobs WHERE number = ?", (due[0]["number"],)).rowcount:
                catalogue.JOBS[due[0]["kind"]](act, due[0]["subject"])
        ran += 1
