"""Cursor lists: newest first, `limit`, `starting_after`, `ending_before`, `created[gte]`,
`has_more`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors
from .errors import Json

if TYPE_CHECKING:
    from .acts import Call

Condition = tuple[str, tuple[Any, ...]]
DEFAULT_LIMIT, HIGHEST_LIMIT = 10, 100
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
CURSORS = {"limit", "starting_after", "ending_before", "created"}


def page(
    call: Call,
    kind: str,
    *,
    filters: dict[str, str] | None = None,
    conditions: list[Condition] | None = None,
    oldest_first: bool = False,
) -> Json:
    """One page of a kind. `filters` maps a parameter to the JSON field that must equal it.

    Line items are the one list that Stripe gives in the order of writing, hence `oldest_first`.
    """
    wanted, conditions = call.parameters, list(conditions or [])
    limit = wanted.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= HIGHEST_LIMIT:
        bound = (
            "greater than or equal to 1" if limit < 1 else f"less than or equal to {HIGHEST_LIMIT}"
        )
        raise errors.ApiError(
            f"This value must be {bound}.", code="parameter_invalid_integer", param="limit"
        )
    after, before = wanted.get("starting_after"), wanted.get("ending_before")
    if after and before:
        raise errors.parameter_invalid(
            "ending_before", "You may only specify one of: starting_after, ending_before."
        )
    for name, cursor, sign in (("starting_after", after, "<"), ("ending_before", before, ">")):
        if cursor:
            number = call.act.store.position(kind, cursor)
            if number is None:
                raise errors.missing_reference(kind, cursor, name)
            conditions.append((f"number {_turned(sign) if oldest_first else sign} ?", (number,)))
    conditions += between("created", wanted.get("created"))
    equal = {field: wanted[name] for name, field in (filters or {}).items() if name in wanted}
    # Walking backwards reads from the cursor towards the newer end, then turns the page round
    # again.
    found = call.act.store.select(
        kind,
        equal=equal,
        conditions=conditions,
        oldest_first=oldest_first != bool(before),
        limit=limit + 1,
    )
    shown = found[:limit]
    return {
        "object": "list",
        "data": list(reversed(shown)) if before else shown,
        "has_more": len(found) > limit,
        "url": call.url,
    }


def whole(url: str, found: list[Json], limit: int = DEFAULT_LIMIT) -> Json:
    """A list inside an object, such as a charge's refunds: its first page."""
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}


def refuse_unserved(call: Call, served: set[str]) -> None:
    """A filter that is known to Stripe and ignored here would answer too much; say so instead."""
    for name in call.parameters:
        if name not in served | CURSORS:
            raise errors.not_in_sandbox(f"the parameter {name}", name)


def between(column: str, wanted: Any) -> list[Condition]:
    """A moment, or `gt`, `gte`, `lt` and `lte` of one; `column` is SQL written in this package."""
    if wanted is None:
        return []
    if isinstance(wanted, int):
        return [(f"{column} = ?", (wanted,))]
    return [(f"{column} {COMPARISONS[name]} ?", (moment,)) for name, moment in wanted.items()]


def _turned(sign: str) -> str:
    return "<" if sign == ">" else ">"
