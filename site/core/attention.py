"""What needs a person now. Apps register conditions in `AppConfig.ready()`; staff see the list at
the top of the admin home, `/readyz` tells it, and `core.alerts` raises one alert for each.

A condition's `find` yields what is wrong, worst or oldest first, in the language in force. It is
asked often, by web processes too: a few cheap queries, no network, no write; what is dear to find
out is found by a timer's job that keeps a row. Its sentences go out by mail, so they carry no
names and no addresses of supporters.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Audience, Severity

logger = logging.getLogger(__name__)

SHOWN = 10  # items shown of a condition; that there are more is said
READ = SHOWN + 1  # so many are taken of what `find` yields


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next: what it is called and where it is done. A page that shuts some
    readers of the list out names the right it asks for (`permission`): they read the words."""

    label: str
    url: str
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is wrong, in one plain sentence; `url` leads to it where it has a page."""

    text: str
    since: datetime
    step: Step
    url: str = ""

    @property
    def has_waited(self) -> bool:
        """For a minute at least. What has just begun, or is still to come, has not."""
        return timezone.now() - self.since >= timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`permission` is the full name ("payments.view_payment") that lets staff see it, `audience`
    is who gets the alert's mail. Urgent is what costs money or trust while it waits. Where each
    item has had a mail of its own, or is daily work (`is_told_apart`), the alert sends none."""

    name: str
    title: Any
    find: Callable[[], Iterable[Item]]
    permission: str
    audience: Audience
    severity: Severity = Severity.URGENT
    is_told_apart: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that holds, with the first of its items."""

    condition: Condition
    items: list[Item]
    has_more: bool = False

    @property
    def since(self) -> datetime:
        return min(item.since for item in self.items)

    @property
    def count(self) -> str:
        return f"{len(self.items)}+" if self.has_more else str(len(self.items))


_conditions: dict[str, Condition] = {}


def register_condition(condition: Condition) -> None:
    """Add a condition. Its name is stable: alerts, logs and `/readyz` know it by that."""
    _conditions[condition.name] = condition


def conditions() -> list[Condition]:
    """All of them, urgent ones first."""
    return sorted(_conditions.values(), key=lambda one: one.severity != Severity.URGENT)


def title_of(name: str) -> str:
    """What staff read of a condition; its name when the code does not know it any more."""
    return str(_conditions[name].title) if name in _conditions else name


def find_attention(*, user: Any = None) -> list[Finding]:
    """What needs attention now, urgent first; of a user only what that user may see, and without
    the ways that are closed to that user."""
    seen = [one for one in conditions() if user is None or user.has_perm(one.permission)]
    found = [finding for condition in seen if (finding := examine(condition)) is not None]
    return found if user is None else [_without_closed_ways(finding, user) for finding in found]


def _without_closed_ways(finding: Finding, user: Any) -> Finding:
    items = [
        item
        if not item.step.permission or user.has_perm(item.step.permission)
        else replace(item, step=replace(item.step, url=""))
        for item in finding.items
    ]
    return replace(finding, items=items)


def examine(condition: Condition) -> Finding | None:
    """What a condition finds, or None when all is well. One that fails is itself a finding."""
    try:
        items = list(islice(condition.find(), READ))
    except Exception as error:
        if isinstance(error, DatabaseError) and transaction.get_connection().in_atomic_block:
            raise  # the transaction is broken; nothing after this could be asked
        logger.exception("Condition %s could not be examined", condition.name)
        items = [
            Item(
                text=_("This could not be checked; the log says why."),
                since=timezone.now(),
                step=Step(_("Look at the log"), ""),
            )
        ]
    if not items:
        return None
    return Finding(condition, items[:SHOWN], has_more=len(items) > SHOWN)
