"""Webhook deliveries: a queue in the database, signed as the SDK verifies, tried for three days of
sandbox time.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import Json

if TYPE_CHECKING:
    from .acts import Act
    from .sandbox import Sandbox
    from .store import Store

log = logging.getLogger("stripe_sandbox")
MINUTE, HOUR = 60.0, 3600.0
# The waits between tries: ten tries that end within three days.
WAITS = (
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    12 * HOUR,
    12 * HOUR,
    12 * HOUR,
    12 * HOUR,
)
MODES = {"send": "queued", "hold": "held", "drop": "dropped"}
ANSWER_TIMEOUT = 20.0
THREADS = 8


def queue(act: Act, event: Json) -> None:
    """One delivery for every endpoint that listens to this type, in the state that the present mode
    gives.
    """
    state = MODES[act.sandbox.deliveries.mode]
    for endpoint in act.store.select("webhook_endpoint", oldest_first=True):
        wanted = endpoint["enabled_events"]
        if endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted):
            act.store.execute(
                "INSERT INTO deliveries (event, endpoint, state, next_at) VALUES (?, ?, ?, ?)",
                (event["id"], endpoint["id"], state, act.sandbox.clock.exact()),
            )


def with_pending(store: Store, event: Json) -> Json:
    """The event with `pending_webhooks` as it is now: endpoints that have not answered 2xx yet."""
    waiting = store.rows(
        "SELECT COUNT(*) AS total FROM deliveries WHERE event = ? AND state != 'delivered'",
        (event["id"],),
    )
    return {**event, "pending_webhooks": int(waiting[0]["total"])}


def signature(payload: bytes, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header over the raw bytes."""
    digest = hmac.new(
        secret.encode(), f"{timestamp}.".encode() + payload, hashlib.sha256
    ).hexdigest()
    return f"t={timestamp},v1={digest}"


class Deliveries:
    """A dispatcher that looks for due deliveries and a pool that sends them; both end with the
    sandbox.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="delivery")
        self._lock = threading.Lock()
        self._in_flight: set[int] = set()
        self._dispatcher = threading.Thread(target=self._dispatch, name="dispatcher", daemon=True)

    @property
    def mode(self) -> str:
        return self._sandbox.store.setting("delivery_mode") or "send"

    def set_mode(self, mode: str) -> None:
        """`send` also lets go what was held; `drop` concerns events from now on."""
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        with self._sandbox.store.transaction():
            self._sandbox.store.set_setting("delivery_mode", mode)
            if mode == "send":
                self._sandbox.store.execute(
                    "UPDATE deliveries SET state = 'queued' WHERE state = 'held'"
                )

    def start(self) -> None:
        self._dispatcher.start()

    def stop(self) -> None:
        self._sandbox.store.committed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def is_idle(self) -> bool:
        """Whether nothing is due and nothing under way."""
        with self._lock:
            return not self._in_flight and not self._due()

    def listed(self) -> list[Json]:
        found = self._sandbox.store.rows(
            "SELECT deliveries.*, json_extract(body, '$.type') AS type FROM deliveries "
            "LEFT JOIN objects ON objects.id = deliveries.event ORDER BY deliveries.number"
        )
        return [{**dict(row), "answers": json.loads(row["answers"])} for row in found]

    # Sending what is due

    def _due(self) -> list[sqlite3.Row]:
        return self._sandbox.store.rows(
            "SELECT * FROM deliveries WHERE state = 'queued' AND next_at <= ? ORDER BY next_at, "
            "number LIMIT 64",
            (self._sandbox.clock.exact(),),
        )

    def _dispatch(self) -> None:
        sandbox = self._sandbox
        while not sandbox.stopping.is_set():
            sandbox.store.committed.wait(0.1)
            sandbox.store.committed.clear()
            if sandbox.stopping.is_set():
                return
            try:
                with self._lock:
                    fresh = [row for row in self._due() if row["number"] not in self._in_flight]
                    self._in_flight |= {row["number"] for row in fresh}
                for row in fresh:
                    self._pool.submit(self._try, row)
            except Exception:
                if not sandbox.stopping.is_set():
                    log.exception("The dispatcher stumbled")

    def _try(self, row: sqlite3.Row) -> None:
        try:
            self._keep(row, [self._send(row)], when_refused="queued")
        except Exception:
            if not self._sandbox.stopping.is_set():
                log.exception("Delivery %s could not be recorded", row["number"])
        finally:
            with self._lock:
                self._in_flight.discard(row["number"])
            self._sandbox.store.committed.set()

    def _keep(self, row: sqlite3.Row, answers: list[Json], when_refused: str) -> None:
        """Record the answers and plan the next try, from the planned time of this one: after a jump
        of the clock the missed tries follow one another at once, as they would have done.
        """
        store, attempts = self._sandbox.store, row["attempts"] + len(answers)
        is_accepted = any(_accepted(answer) for answer in answers)
        state, next_at = ("delivered" if is_accepted else when_refused), row["next_at"]
        if state == "queued":
            if attempts > len(WAITS):
                state = "failed"
            else:
                next_at += WAITS[attempts - 1] * self._sandbox.options.retry_scale
        with store.transaction():
            kept = store.rows(
                "SELECT answers, state FROM deliveries WHERE number = ?", (row["number"],)
            )
            if not kept or kept[0]["state"] == "dropped":
                return
            log_of_tries = json.dumps(json.loads(kept[0]["answers"]) + answers)
            store.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, answers = ? WHERE "
                "number = ?",
                (state, attempts, next_at, log_of_tries, row["number"]),
            )

    def _send(self, row: sqlite3.Row) -> Json:
        """One try: fresh timestamp, fresh signature, redirects not followed."""
        sandbox = self._sandbox
        with sandbox.act() as act:
            event, endpoint = (
                act.store.load("event", row["event"]),
                act.store.load("webhook_endpoint", row["endpoint"]),
            )
            if event is None or endpoint is None:
                return {
                    "event": row["event"],
                    "endpoint": row["endpoint"],
                    "status": None,
                    "error": "forgotten",
                }
            secret = act.store.private(endpoint["id"])["secret"]
            event = with_pending(act.store, event)
            sandbox.mismatches.check("event", f"{event['type']} {event['id']}", event)
        payload = json.dumps(event, indent=2, ensure_ascii=False).encode()
        # The machine's time, not the sandbox's: the receiver compares it with its own clock.
        timestamp = int(time.time())
        answer = {
            "event": event["id"],
            "type": event["type"],
            "endpoint": endpoint["id"],
            "url": endpoint["url"],
            "at": timestamp,
        }
        try:
            status = _post(endpoint["url"], payload, signature(payload, secret, timestamp))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return {**answer, "status": None, "error": f"{type(error).__name__}: {error}"}
        return {**answer, "status": status, "error": None}

    # Sending on command

    def flush(
        self, *, copies: int, shuffle: int | None, only: str | None, parallel: int
    ) -> list[Json]:
        """Send what is held now, `copies` times each, and wait. What no copy got through stays
        held.
        """
        held = [
            row
            for row in self._sandbox.store.rows(
                "SELECT * FROM deliveries WHERE state = 'held' ORDER BY number"
            )
            if only is None
            or (self._sandbox.store.load("event", row["event"]) or {}).get("type") == only
        ]
        sends = [row for row in held for _ in range(copies)]
        if shuffle is not None:
            Random(shuffle).shuffle(sends)  # noqa: S311 - an order to repeat
        answers = self._send_all(sends, parallel)
        for row in held:
            mine = [
                answer
                for answer, sent in zip(answers, sends, strict=True)
                if sent["number"] == row["number"]
            ]
            self._keep(row, mine, when_refused="held")
        return answers

    def resend(self, event: str, copies: int, parallel: int) -> list[Json]:
        """Send an event again to every endpoint it was meant for, whatever became of it before."""
        rows = self._sandbox.store.rows(
            "SELECT * FROM deliveries WHERE event = ? ORDER BY number", (event,)
        )
        sends = [row for row in rows for _ in range(copies)]
        answers = self._send_all(sends, parallel)
        for row in rows:
            mine = [
                answer
                for answer, sent in zip(answers, sends, strict=True)
                if sent["number"] == row["number"]
            ]
            self._keep(row, mine, when_refused=row["state"] if row["state"] != "queued" else "held")
        return answers

    def _send_all(self, sends: list[sqlite3.Row], parallel: int) -> list[Json]:
        if parallel <= 1:
            return [self._send(row) for row in sends]
        with ThreadPoolExecutor(parallel, thread_name_prefix="flush") as pool:
            return list(pool.map(self._send, sends))


def _accepted(answer: Json) -> bool:
    return answer["status"] is not None and 200 <= answer["status"] < 300


def _post(url: str, payload: bytes, signed: str) -> int:
    parts = urlsplit(url)
    kind: Any = (
        http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    )
    connection = kind(parts.hostname, parts.port, timeout=ANSWER_TIMEOUT)
    try:
        target = parts.path or "/"
        connection.request(
            "POST",
            f"{target}?{parts.query}" if parts.query else target,
            body=payload,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "Accept": "*/*; q=0.5, application/xml",
                "Cache-Control": "no-cache",
                "Stripe-Signature": signed,
            },
        )
        return int(connection.getresponse().status)
    finally:
        connection.close()
