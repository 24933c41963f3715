"""Progress on a terminal; a line a step where the output goes into a file."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

Item = TypeVar("Item")
TALKATIVE = ("wagtail", "django_tasks")  # they log each page and each task

console = Console(highlight=False)


def track(items: Sequence[Item], label: str) -> Iterator[Item]:
    """The items, while a bar tells how far we are. Nothing to do: nothing is said."""
    if not items:
        return
    if not console.is_terminal:
        console.print(f"{label}: {len(items)}")
        yield from items
        return
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        yield from progress.track(items, description=label)


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Warnings only: hundreds of lines about pages made would hide the progress."""
    loggers = {name: logging.getLogger(name) for name in TALKATIVE}
    levels = {name: logger.level for name, logger in loggers.items()}
    for logger in loggers.values():
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for name, logger in loggers.items():
            logger.setLevel(levels[name])
