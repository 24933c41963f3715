"""What can be shown to a bank about a payment. Apps add what they know in `AppConfig.ready()`:
payments knows what was paid, the shop what was sent where, donations what was receipted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payments.models import Payment


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the evidence, as text in the language in force: facts, a table, or paragraphs.

    `table` holds rows of equal length, the first being the headings; the last column is set to the
    right when it holds amounts.
    """

    heading: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    has_amounts: bool = False
    paragraphs: list[str] = field(default_factory=list)


Source = Callable[["Payment"], Iterable[Section]]
_sources: list[Source] = []


def register_evidence(source: Source) -> None:
    """Add a source; sections are shown in the order in which apps register."""
    _sources.append(source)


def sections_about(payment: "Payment") -> Iterator[Section]:
    """All that the apps have to say about a payment."""
    for source in _sources:
        yield from source(payment)
