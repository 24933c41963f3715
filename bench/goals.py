"""A goal: what was measured beside its anchor in the same sitting, and whether that is enough."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Result:
    """`limit` is what `ours` may be at most, or at least when `more_is_better`. `anchor` is only
    told; ratios stand in `ours` already."""

    goal: str
    about: str
    anchor: str
    ours: float
    limit: float
    unit: str = ""
    more_is_better: bool = False
    spread: float = 0.0

    @property
    def is_met(self) -> bool:
        return self.ours >= self.limit if self.more_is_better else self.ours <= self.limit

    @property
    def verdict(self) -> str:
        """Missed by no more than the run's own spread is not missed, but is told."""
        if self.is_met:
            return "met"
        slack = self.limit * self.spread
        near = (
            self.ours >= self.limit - slack
            if self.more_is_better
            else self.ours <= self.limit + slack
        )
        return "within the spread" if near else "MISSED"

    def row(self) -> str:
        sign = "≥" if self.more_is_better else "≤"
        cells = (
            self.goal,
            self.about,
            self.anchor,
            f"{self.ours:.4g}{self.unit}",
            f"{sign} {self.limit:g}{self.unit}",
            self.verdict,
        )
        return f"| {' | '.join(cells)} |"


HEAD = "| goal | of what | anchor | ours | limit | |\n|---|---|---|---|---|---|"


def table(results: list[Result]) -> str:
    return "\n".join([HEAD, *(result.row() for result in results)])


def summary(rows: list[str]) -> str:
    """How many of them hold, from what their last cells say."""
    verdicts = [row.rsplit("|", 2)[1].strip() for row in rows]
    near = verdicts.count("within the spread")
    told = f"{verdicts.count('met')} of {len(rows)} goals are met"
    return f"{told}, {near} within the spread of the run." if near else f"{told}."


def write(path: Path, *, results: list[Result], notes: list[str], pages: str) -> None:
    path.write_text(
        "# Performance\n\n"
        "Written by `make bench`: goals, their anchors, ours. Ratios travel from one machine to "
        "another, milliseconds do not. CPU is that of this process for one request, the median of "
        "interleaved rounds; anchors are built and measured in the same run, figures of other "
        "sites are those named in the table.\n\n"
        f"{summary([result.row() for result in results])}\n\n"
        f"{table(results)}\n\n## Pages\n\n{pages}\n\n## Notes\n\n"
        + "".join(f"- {note}\n" for note in notes)
    )


def renew(path: Path, *, results: list[Result], note: str) -> None:
    """Write these goals into what is there already; the others stay as they were measured."""
    lines = path.read_text().splitlines()
    goals = {result.goal for result in results}
    first = lines.index(HEAD.splitlines()[1]) + 1
    last = next(place for place in range(first, len(lines)) if not lines[place].startswith("|"))
    kept = [line for line in lines[first:last] if line.split("|")[1].strip() not in goals]
    rows = [*kept, *(result.row() for result in results)]
    lines[first:last] = rows
    told = next(place for place, line in enumerate(lines) if " goals are met" in line)
    lines[told] = summary(rows)
    notes = lines.index("## Notes")
    about = note.partition(":")[0]
    lines[notes:] = [line for line in lines[notes:] if not line.startswith(f"- {about}:")]
    path.write_text("\n".join([*lines, f"- {note}", ""]))
