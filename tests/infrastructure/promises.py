"""What is promised under faults, load and attack, and which tests try to break it.

`@pytest.mark.promise("A1", "schedules")` says that a test is about a promise, and what the rounds
of the fixture `rounds` count. With RECORD=file every such test is written down there, a line each;
`python -m tests.infrastructure.promises` makes docs/reliability.md of them.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Record = dict[str, Any]

# Number → what must hold, the figure of a long run.
PROMISES: dict[str, tuple[str, str]] = {
    "A1": (
        "Events in any order, each any number of times, end in the same state",
        "20,000 schedules, 0 that differ",
    ),
    "A2": (
        "Webhook and return page at the same moment take effect once",
        "1,600 pairs, 0 doubled, 0 errors",
    ),
    "A3": ("`kill -9` anywhere loses nothing and doubles nothing", "360 kills, 0 lost, 0 doubled"),
    "A4": ("An event that failed is tried again, not swallowed", "settled on the 2nd delivery"),
    "A5": (
        "The webhook answers fast, and right",
        "50 a second for 60 s; p95 100 ms (PostgreSQL), 200 ms (SQLite)",
    ),
    "A6": ("Forged and stale signatures have no effect", "10,000,000 inputs, 0 accepted, 0 errors"),
    "A7": ("A delivery sent again has no effect", "1,000 copies, 1 effect"),
    "A8": ("What no webhook told is found in one run", "10,000 events, all found, 60 s"),
    "A9": ("No outage of Stripe makes anything twice", "5,000 faults, 0 doubled"),
    "A10": (
        "Double click, back button, reload and second tab open one payment page",
        "500 runs of 10 posts",
    ),
    "A11": ("A refund or a dispute may be told first", "state equals Stripe's"),
    "A12": ("The page after paying proves nothing to who guesses it", "10,000 guesses, 0 told"),
    "B1": (
        "500 buyers for 100 bars never get 101",
        "20 runs on each database, 0 errors, p95 2 s",
    ),
    "B2": ("Without the guard the same run oversells", "noticed"),
    "B3": (
        "Held soap is released once, and never what was paid",
        "1,000 races at the edge, 0 wrong",
    ),
    "B4": ("Paid and impossible is parked and told", "0 silent"),
    "B5": ("The movements of the stock explain the stock", "50,000 steps"),
    "C1": ("The first payment of a monthly gift is one gift", "any order, 1 gift"),
    "C2": ("Every renewal is recorded and receipted", "7,200 of 7,200"),
    "C3": ("A payment that failed has not failed for ever", "each status as Stripe's"),
    "C4": ("Ended means no more money", "500 races, 0 charges after the end"),
    "C5": ("A change of Stripe's shapes is noticed", "0 crashes"),
    "D1": ("Money is whole numbers of the right unit", "1,000,000 round trips, 0 differences"),
    "D2": ("The ledger is what Stripe has, to the cent", "50,000 steps"),
    "D3": ("Restricted money stays restricted", "at every step"),
    "D4": ("The server sets every price", "10,000 changed forms, 0 prices changed"),
    "D5": ("Every gift is in the right year", "100,000 gifts, 0 misplaced"),
    "D6": ("Receipt numbers have no gap and no double", "10,000 numbers"),
    "D7": ("Clocks that disagree are noticed", "±5 minutes taken, more refused and told"),
    "E1": ("Card testing finds no home", "5,000 tries, 5 pages an address, 99% of givers served"),
    "G3": ("A backup of yesterday and one comparison lose nothing paid", "5,000 payments"),
    "G4": ("Keys and secrets change without a pause", "0 refused"),
}
PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


class Recorder:
    """A pytest plugin; see above."""

    def __init__(self, file: str | None) -> None:
        self.file = file

    @pytest.hookimpl(trylast=True)  # after whatever leaves tests out
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("promise"):
                number, *unit = mark.args
                if number not in PROMISES:
                    raise pytest.UsageError(f"{item.nodeid}: there is no promise {number}")
                item.user_properties.append(("promise", [number, *unit]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        known: dict[str, list[Any]] = defaultdict(list)
        for name, value in report.user_properties:
            known[name].append(value)
        is_last_word = report.when == "call" or report.outcome != "passed"
        if not (self.file and known["promise"] and is_last_word):
            return
        records = [
            {
                "promise": number,
                "unit": " ".join(unit),
                "test": report.nodeid.partition("@")[0],  # what follows is the process's group
                "engine": next(iter(known["engine"]), ""),
                **(known["rounds"][-1] if known["rounds"] else {"made": None, "wanted": None}),
                "outcome": report.outcome,
                "seconds": round(report.duration, 1),
                "notes": known["note"],
                "commit": commit(),
                "minutes": os.environ.get("SOAK_MINUTES", "60"),
            }
            for number, *unit in known["promise"]
        ]
        with Path(self.file).open("a") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)


@cache
def commit() -> str:
    """What is tried."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"


def page(records: Iterable[Record], *, minutes: str) -> str:
    """The report, as Markdown."""
    by_promise: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_promise[record["promise"]].append(record)
    parts = [_head(by_promise, minutes), _table(by_promise), _tests(by_promise, minutes)]
    return "\n".join([*(line for part in parts for line in part), ""])


def _head(by_promise: dict[str, list[Record]], minutes: str) -> Iterator[str]:
    ran = [record for found in by_promise.values() for record in found]
    python = sys.version.split()[0]
    failed = sum(record["outcome"] != "passed" for record in ran)
    seconds = sum({record["test"]: record["seconds"] for record in ran}.values())
    # More than one when a part was run again, on what was mended since.
    commits = ", ".join(dict.fromkeys(record["commit"] for record in ran)) or commit()
    yield "# Reliability"
    yield ""
    yield "Written by `make soak`, never by hand. Each promise is one that tests try to break with"
    yield "faults, races and load; the figures are of the commits that are named."
    yield ""
    yield f"- Run on {datetime.now(UTC):%d %B %Y}, at commit {commits}."
    yield f"- `make soak SOAK_MINUTES={minutes}`: {len(ran)} tests, {failed} failed; they took"
    yield f"  {seconds / 60:.0f} minutes together. {os.cpu_count()} cores, Python {python}."
    yield "- The number of a round is its seed: round 17 of a test is the same in every run. The"
    yield "  sandbox's own seed is 1."
    yield "- A test stops when its share of the time is over. *Reached* says how far it came; where"
    yield "  that is less than the goal, the goal was not tried in full. What ran by itself, with"
    yield "  time to go further, says so."
    yield ""


def _table(by_promise: dict[str, list[Record]]) -> Iterator[str]:
    yield "| | promise | goal | reached | on | result |"
    yield "|---|---|---|---|---|---|"
    for number, (text, goal) in PROMISES.items():
        found = by_promise.get(number, [])
        engines = ", ".join(sorted({record["engine"] for record in found} - {""}))
        yield (
            f"| {number} | {text} | {goal} | {_reached(found)} | {engines or '–'} | "
            f"{_result(found)} |"
        )
    yield ""


def _reached(found: list[Record]) -> str:
    sums: dict[str, int] = defaultdict(int)
    for record in found:
        if record["made"] is not None:
            sums[record["unit"]] += record["made"]
    counts = [f"{made:,} {unit}" for unit, made in sums.items()]
    plain = sum(record["made"] is None for record in found)
    if plain:
        counts.append(f"{plain} test{'s' if plain > 1 else ''}")
    return "; ".join(counts) or "–"


def _result(found: list[Record]) -> str:
    if not found:
        return "**not tested**"
    outcomes = {record["outcome"] for record in found}
    if outcomes == {"passed"}:
        return "held"
    return "**broken**" if "failed" in outcomes else "**skipped**"


def _tests(by_promise: dict[str, list[Record]], minutes: str) -> Iterator[str]:
    yield "## What ran"
    yield ""
    yield "| | test | on | rounds | seconds | |"
    yield "|---|---|---|---|---|---|"
    for number in PROMISES:
        for record in by_promise.get(number, []):
            name = record["test"].removeprefix("tests/").replace("|", "\\|")
            made, wanted = record["made"], record["wanted"]
            rounds = "" if made is None else f"{made:,} of {wanted:,}"
            notes = "; ".join([record["outcome"], *record["notes"]])
            if record.get("minutes", minutes) != minutes:  # by itself, with time to go further
                notes += f"; `SOAK_MINUTES={record['minutes']}`"
            yield (
                f"| {number} | `{name}` | {record['engine']} | {rounds} | {record['seconds']} | "
                f"{notes} |"
            )


def main() -> int:
    [file, minutes] = sys.argv[1:]
    lines = Path(file).read_text().splitlines() if Path(file).exists() else []
    records = [json.loads(line) for line in lines]
    PAGE.write_text(page(records, minutes=minutes))
    sys.stdout.write(f"Written: {PAGE.relative_to(PAGE.parents[1])}\n")
    return int(any(record["outcome"] != "passed" for record in records))


if __name__ == "__main__":
    sys.exit(main())
