"""One act on the sandbox: everything between BEGIN and COMMIT, with who caused it.

Every resource function takes the act first. An act of the API carries its request id and
idempotency key into the events it causes; an act on the payment page, at the dashboard or of the
clock carries none, as with Stripe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import events
from .errors import Json

if TYPE_CHECKING:
    from .identifiers import Identifiers
    from .permissions import Permissions
    from .sandbox import Sandbox
    from .store import Store


@dataclass(frozen=True)
class Act:
    sandbox: Sandbox
    request_id: str | None = None
    idempotency_key: str | None = None
    moment: float | None = None  # a job's own time, however late it runs
    permissions: Permissions | None = None  # of the key that asks; None for what nobody asked

    @property
    def store(self) -> Store:
        return self.sandbox.store

    @property
    def ids(self) -> Identifiers:
        return self.sandbox.ids

    @property
    def now(self) -> int:
        return int(self.exact)

    @property
    def exact(self) -> float:
        """When this happens. A job happens when it is due: months skipped at once by moving the
        clock leave renewals on their own days.
        """
        return self.sandbox.clock.exact() if self.moment is None else self.moment

    def emit(self, kind: str, body: Json, previous: Json | None = None) -> None:
        """Record an event with the object as it is now, and queue it for every endpoint that
        listens.
        """
        events.record(self, kind, body, previous)

    def later(self, seconds: float, kind: str, subject: str) -> None:
        """Have `catalogue.JOBS[kind]` run on a subject after so many seconds of sandbox time."""
        self.at(self.exact + seconds, kind, subject)

    def at(self, due_at: float, kind: str, subject: str) -> None:
        self.store.execute(
            "INSERT INTO jobs (due_at, kind, subject) VALUES (?, ?, ?)", (due_at, kind, subject)
        )


@dataclass(frozen=True)
class Call:
    """One API request that has passed authentication, idempotency and the types."""

    act: Act
    url: str
    path: dict[str, str] = field(default_factory=dict)
    parameters: Json = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id in the URL."""
        return self.path["id"]
