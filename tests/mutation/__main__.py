"""`make mutants`: change the code that money depends on, one small change at a time, and see
whether a test notices. Writes docs/mutants.md.

The work is done in a copy under var/mutation, so that nobody's files are touched. What is told of a
mutant that lives on stands in `survivors.py`; one that is not told of there fails the run, and so
does a module whose tests kill less than `WANTED` of a hundred.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.mutation.survivors import REASONS

ROOT = Path(__file__).parents[2]
COPY = ROOT / "var" / "mutation"
PAGE = ROOT / "docs" / "mutants.md"
WANTED = 95
# What is changed, and the tests that should notice; mutmut finds out which of them meet a function.
MODULES: dict[str, tuple[str, ...]] = {
    "site/core/money.py": ("tests/core/test_money.py",),
    "site/payments/services/settlement.py": (
        "tests/payments/test_settlement.py",
        "tests/payments/test_reconciliation.py",
        "tests/payments/test_drift.py",
    ),
    "shop/services/stock.py": (
        "tests/shop/services/test_stock.py",
        "tests/shop/services/test_returns.py",
        "tests/shop/test_holds.py",
    ),
    "site/payments/services/inbox.py": (
        "tests/payments/test_webhooks.py",
        "tests/payments/test_reconciliation.py",
    ),
    "site/payments/webhooks.py": ("tests/payments/test_webhooks.py",),
    "site/payments/gateway/events.py": (
        "tests/payments/test_webhooks.py",
        "tests/payments/test_webhook_fuzz.py",
        "tests/payments/test_drift.py",
    ),
}
LEFT_OUT = ("docs/", "bench/")


class Mutant(NamedTuple):
    name: str
    status: str

    @property
    def function(self) -> str:
        """`core.money.split`; a method with its class."""
        module, _, mangled = self.name.rpartition(".")
        mangled = re.sub(r"__mutmut_\d+$", "", mangled)
        if mangled.startswith("xǁ"):
            return ".".join([module, *mangled.removeprefix("xǁ").split("ǁ")])
        return f"{module}.{mangled.removeprefix('x_')}"

    @property
    def is_killed(self) -> bool:
        return self.status in {"killed", "timeout"}


class Survivor(NamedTuple):
    function: str
    before: str
    after: str
    reason: str


def main() -> int:
    wanted = sys.argv[1:]
    modules = [path for path in MODULES if not wanted or any(part in path for part in wanted)]
    results: dict[str, list[Mutant]] = {}
    survivors: dict[str, list[Survivor]] = {}
    for path in modules:
        results[path] = list(_mutants_of(path))
        survivors[path] = [_survivor(each) for each in results[path] if not each.is_killed]
        sys.stdout.write(f"{path}: {_score(results[path])}\n")
        if not wanted:
            PAGE.write_text("\n".join(_page(results, survivors)) + "\n")
    told = [one for found in survivors.values() for one in found]
    for one in told:
        if not one.reason:
            sys.stdout.write(f"{one.function}\n  - {one.before}\n  + {one.after}\n")
    is_low = any(_percent(found) < WANTED for found in results.values())
    return int(is_low or any(not one.reason for one in told))


def _mutants_of(path: str) -> Iterator[Mutant]:
    _copy_project(path)
    sys.stdout.write(f"Changing {path} …\n")
    sys.stdout.flush()
    _tool("run", "--max-children", "1")
    for line in _tool("results", "--all", "true").splitlines():
        name, _, status = line.strip().partition(": ")
        if status:
            yield Mutant(name, status)


def _copy_project(path: str) -> None:
    """What git knows, as it is in the work tree now, with mutmut's settings for one module."""
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = ROOT / name
        if not name.startswith(LEFT_OUT) and source.is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, COPY / name)
    (COPY / "var").mkdir()
    templates = ROOT / "var" / "test-templates"
    templates.mkdir(exist_ok=True)
    (COPY / "var" / "test-templates").symlink_to(templates.resolve())
    settings = {
        "source_paths": [path],
        "also_copy": [entry.name for entry in COPY.iterdir() if entry.name != "tests"],
        "pytest_add_cli_args_test_selection": list(MODULES[path]),
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:randomly"],
    }
    with (COPY / "pyproject.toml").open("a") as file:
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        file.write("\n[tool.mutmut]\n" + "\n".join(lines) + "\n")


def _tool(*arguments: str) -> str:
    """Run mutmut in the copy; what it prints."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "mutation" / "tool.py", *arguments],
        cwd=COPY,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"mutmut {arguments[0]}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def _survivor(mutant: Mutant) -> Survivor:
    lines = _tool("show", mutant.name).splitlines()
    changed = {
        sign: " ".join(
            line[1:].strip()
            for line in lines
            if line.startswith(sign) and not line.startswith(sign * 3)
        )
        for sign in "-+"
    }
    reason = REASONS.get(mutant.function, {}).get(changed["+"], "")
    return Survivor(mutant.function, changed["-"], changed["+"], reason)


def _percent(found: list[Mutant]) -> float:
    return 100 * sum(mutant.is_killed for mutant in found) / max(1, len(found))


def _score(found: list[Mutant]) -> str:
    killed = sum(mutant.is_killed for mutant in found)
    return f"{killed} of {len(found)} killed, {_percent(found):.1f} %"


def _page(results: dict[str, list[Mutant]], survivors: dict[str, list[Survivor]]) -> Iterator[str]:
    yield "# Mutants"
    yield ""
    yield "Written by `make mutants`, never by hand. Each mutant is one small change in code that"
    yield "money depends on: a sign, a comparison, an argument left out. Its tests run; when none"
    yield "fails, the mutant survives, and a reason is asked for in `tests/mutation/survivors.py`."
    yield ""
    yield f"Run on {datetime.now(UTC):%d %B %Y}."
    yield ""
    yield "| module | mutants | killed | survived | of a hundred |"
    yield "|---|---|---|---|---|"
    for path, found in results.items():
        counted = Counter(mutant.is_killed for mutant in found)
        yield (
            f"| `{path}` | {len(found)} | {counted[True]} | {counted[False]} | "
            f"{_percent(found):.1f} |"
        )
    for path, found in survivors.items():
        if found:
            yield from ("", f"## Survivors of `{path}`", "")
            yield "| function | line | becomes | why no test need notice |"
            yield "|---|---|---|---|"
        for one in found:
            cells = [f"`{text.replace('|', chr(92) + '|')}`" for text in one[:3]]
            yield f"| {' | '.join(cells)} | {one.reason or '**no reason yet**'} |"


if __name__ == "__main__":
    sys.exit(main())
