"""What disagreed with the specification, kept so that nobody has to have been watching."""

from __future__ import annotations

import json
import logging

from . import errors
from .errors import Json
from .specification import problems_of
from .store import Store

log = logging.getLogger("stripe_sandbox")


class Mismatches:
    """Faults of the sandbox itself (`response`, `event`), and requests it had to refuse
    (`request`).
    """

    def __init__(self, store: Store, *, is_strict: bool) -> None:
        self._store = store
        self._is_strict = is_strict
        self.checked = {"request": 0, "response": 0, "event": 0}

    def check(self, place: str, about: str, body: Json) -> None:
        """Compare what is about to be sent with the SDK's types; in strict mode a difference is a
        500.
        """
        self.checked[place] += 1
        problems = problems_of(body)
        if problems:
            log.error("%s %s disagrees with the SDK's types: %s", place, about, "; ".join(problems))
            if self._is_strict:
                # Noted by whoever ends the transaction, since this raise rolls back everything
                # written in it.
                raise MismatchError(place, about, problems)
            self.note(place, about, problems)

    def note(self, place: str, about: str, problems: list[str]) -> None:
        self._store.execute(
            "INSERT INTO mismatches (place, about, problems) VALUES (?, ?, ?)",
            (place, about, json.dumps(problems)),
        )

    def recorded(self) -> Json:
        found = [
            {"place": row["place"], "about": row["about"], "problems": json.loads(row["problems"])}
            for row in self._store.rows("SELECT * FROM mismatches ORDER BY number")
        ]
        return {
            "mismatches": [entry for entry in found if entry["place"] != "request"],
            "refused_requests": [entry for entry in found if entry["place"] == "request"],
            "checked": dict(self.checked),
        }

    def clear_requests(self) -> None:
        self._store.execute("DELETE FROM mismatches WHERE place = 'request'")

    def clear(self) -> None:
        self._store.execute("DELETE FROM mismatches")
        self.checked = dict.fromkeys(self.checked, 0)


class MismatchError(errors.ApiError):
    """The sandbox was about to send something that Stripe's types forbid."""

    def __init__(self, place: str, about: str, problems: list[str]) -> None:
        super().__init__(
            f"Sandbox fault: the {place} for {about} disagrees with the SDK's types: "
            f"{'; '.join(problems[:5])}",
            status=500,
            kind="api_error",
            code="sandbox_mismatch",
        )
        self.place, self.about, self.problems = place, about, problems
