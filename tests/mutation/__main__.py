"""`make mutants`: change the code that money depends on, one small change at a time, and see
whether a test notices. Writes docs/mutants.md.

The work is done in a copy under var/mutation, so that nobody's files are touched. What is told of a
mutant that lives on stands in `survivors.py`; one that is not told of there fails the run, and so
does a module whose tests kill less than `WANTED` of a hundred.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.mutation.survivors import REASONS

ROOT = Path(__file__).parents[2]
COPY = ROOT / "var" / "mutation"
PAGE = ROOT / "docs" / "mutants.md"
# What each module's last run found, so that one can be tried alone.
KEPT = ROOT / "var" / "mutants.json"
WANTED = 95
# What is changed, and the tests that should notice; mutmut finds out which of them meet a function.
MODULES: dict[str, tuple[str, ...]] = {
    "site/core/money.py": ("tests/core/test_money.py",),
    "site/payments/services/settlement.py": (
        "tests/payments/test_settlement.py",
        "tests/payments/test_settlement_of_sessions.py",
    ),
    "shop/services/stock.py": ("tests/shop/services/test_stock.py",),
    "site/payments/services/inbox.py": (
        "tests/payments/test_inbox.py",
        "tests/payments/test_webhooks.py",
    ),
    "site/payments/webhooks.py": ("tests/payments/test_webhooks.py",),
    "site/payments/gateway/events.py": ("tests/payments/gateway/test_events.py",),
}
# For each mutant pytest starts anew, so with as little as these tests can do with.
PYTEST = ["-p", "pytest_django.plugin", "-p", "no:cacheprovider", "--assert=plain"]
LEFT_OUT = ("docs/", "bench/")
# Taken off in the copy: mutmut changes no function under a decorator, and without a cache code does
# the same, only slower.
CACHE = re.compile(r"^@lru_cache\(.*\n", re.MULTILINE)


Result = dict[str, Any]


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


def main() -> int:
    wanted = sys.argv[1:]
    modules = [path for path in MODULES if not wanted or any(part in path for part in wanted)]
    known: dict[str, Result] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for path in modules:
        known[path] = _try(path)
        KEPT.write_text(json.dumps(known, indent=1))
        PAGE.write_text("\n".join(_page(known)) + "\n")
        sys.stdout.write(f"{path}: {_percent(known[path]):.1f} of a hundred killed\n")
        for function, before, after in _without_reason(known[path]):
            sys.stdout.write(f"{function}\n  - {before}\n  + {after}\n")
        sys.stdout.flush()
    ran = [known[path] for path in modules]
    is_low = any(_percent(result) < WANTED for result in ran)
    return int(is_low or any(_without_reason(result) for result in ran))


def _try(path: str) -> Result:
    found = list(_mutants_of(path))
    return {
        "day": f"{datetime.now(UTC):%d %B %Y}",
        "mutants": len(found),
        "survivors": [_described(mutant) for mutant in found if not mutant.is_killed],
    }


def _reason(function: str, after: str) -> str:
    return REASONS.get(function, {}).get(after, "")


def _without_reason(result: Result) -> list[list[str]]:
    return [one for one in result["survivors"] if not _reason(one[0], one[2])]


def _mutants_of(path: str) -> Iterator[Mutant]:
    _copy_project(path)
    sys.stdout.write(f"Changing {path} …\n")
    sys.stdout.flush()
    with _lent_sandbox() as address:
        _tool("run", "--max-children", "1", **address)
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
    (COPY / path).write_text(CACHE.sub("", (ROOT / path).read_text()))
    (COPY / "var").mkdir()
    templates = ROOT / "var" / "test-templates"
    templates.mkdir(exist_ok=True)
    (COPY / "var" / "test-templates").symlink_to(templates.resolve())
    settings = {
        "source_paths": [path],
        "also_copy": [entry.name for entry in COPY.iterdir() if entry.name != "tests"],
        "pytest_add_cli_args_test_selection": list(MODULES[path]),
        "pytest_add_cli_args": PYTEST,
        "timeout_multiplier": 8,
        "track_dependencies": False,
    }
    with (COPY / "pyproject.toml").open("a") as file:
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        file.write("\n[tool.mutmut]\n" + "\n".join(lines) + "\n")


@contextmanager
def _lent_sandbox() -> Iterator[dict[str, str]]:
    """One Stripe for all mutants of a module: what tells their tests where it is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.path.insert(0, str(ROOT / "site"))
    from tests.infrastructure.sandbox import LENT, own_sandbox

    with own_sandbox() as sandbox:
        yield {LENT: sandbox.url, "STRIPE_API_BASE": sandbox.url}


def _tool(*arguments: str, **environment: str) -> str:
    """Run mutmut in the copy; what it prints."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "mutation" / "tool.py", *arguments],
        cwd=COPY,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"mutmut {arguments[0]}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def _described(mutant: Mutant) -> list[str]:
    """Its function, the line as it is, and the line that it makes."""
    lines = _tool("show", mutant.name).splitlines()
    changed = [
        " ".join(
            line[1:].strip()
            for line in lines
            if line.startswith(sign) and not line.startswith(sign * 3)
        )
        for sign in "-+"
    ]
    return [mutant.function, *changed]


def _percent(result: Result) -> float:
    return 100 - 100 * len(result["survivors"]) / max(1, result["mutants"])


def _page(known: dict[str, Result]) -> Iterator[str]:
    yield "# Mutants"
    yield ""
    yield "Written by `make mutants`, never by hand. Each mutant is one small change in code that"
    yield "money depends on: a sign, a comparison, an argument left out. Its tests run; when none"
    yield "fails, the mutant survives, and a reason is asked for in `tests/mutation/survivors.py`."
    yield f"Of a hundred, {WANTED} must be killed."
    yield ""
    yield "| module | mutants | killed | survived | of a hundred | run on |"
    yield "|---|---|---|---|---|---|"
    for path in MODULES:
        if path not in known:
            yield f"| `{path}` | | | | **not run yet** | |"
            continue
        result, lived = known[path], len(known[path]["survivors"])
        yield (
            f"| `{path}` | {result['mutants']} | {result['mutants'] - lived} | {lived} | "
            f"{_percent(result):.1f} | {result['day']} |"
        )
    for path, result in known.items():
        if result["survivors"]:
            yield from ("", f"## Survivors of `{path}`", "")
            yield "| function | line | becomes | why no test need notice |"
            yield "|---|---|---|---|"
        for function, before, after in result["survivors"]:
            cells = [f"`{text.replace('|', chr(92) + '|')}`" for text in (function, before, after)]
            yield f"| {' | '.join(cells)} | {_reason(function, after) or '**no reason yet**'} |"


if __name__ == "__main__":
    sys.exit(main())
