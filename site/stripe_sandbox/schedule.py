"""The ticker: what is due by sandbox time happens, whether time passed by itself or somebody moved
the clock.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from typing import TYPE_CHECKING

from . import catalogue

if TYPE_CHECKING:
    from .acts import Act
    from .sandbox import Sandbox

log = logging.getLogger("stripe_sandbox")
TICK_SECONDS = 0.1


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
    """Run every due job, earliest first, those included that these plan for the past. Answers how
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
        _run(sandbox, due[0])
        ran += 1


def _run(sandbox: Sandbox, job: sqlite3.Row) -> None:
    """One job in its own transaction. A job that fails is logged and dropped: kept, it would fail
    again at every tick and hold up all that is due after it.
    """
    number, kind, subject = int(job["number"]), job["kind"], job["subject"]
    try:
        with sandbox.act(moment=job["due_at"]) as act:
            # Gone means that another thread (the control API moving the clock) took it in between.
            if _forget(act, number):
                catalogue.JOBS[kind](act, subject)
    except Exception:
        if sandbox.stopping.is_set():
            return
        log.exception("The job %s of %s failed and is dropped", kind, subject)
        with sandbox.act() as act:
            _forget(act, number)


def _forget(act: Act, number: int) -> bool:
    return bool(act.store.execute("DELETE FROM jobs WHERE number = ?", (number,)).rowcount)
