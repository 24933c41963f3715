"""`python -m bench`: every goal beside its anchor, printed and written to docs/performance.md.

`--only S`, `B`, `M` or `R`, or two of them (`S,B`), measures these goals only; the others stay in
the file as they are.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARTS = {"S": "server", "B": "paint", "M": "money", "R": "reports"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=20, help="of each page in each round")
    parser.add_argument("--only", default=",".join(PARTS), help="such as S,B")
    given = parser.parse_args()
    parts = [PARTS[letter] for letter in given.only.upper().split(",")]
    begun = time.monotonic()

    results: list[Any] = []
    notes: list[str] = []
    pages = ""
    if {"server", "paint"} & set(parts):
        found, pages = measure_site(parts, rounds=given.rounds, requests=given.requests)
        results += found
    if "money" in parts:
        with timed("Money paths"):
            results += measure_money(notes)
    if "reports" in parts:
        with timed("Reports"):
            results += measure_reports(notes)
    from bench.goals import renew, table, write

    seen = " ".join(notes)
    notes += [
        (
            "Pages are measured twice: made anew (at an address with a query, which is never "
            "kept as a whole; menu, body and footer are remembered by themselves), and as "
            "visitors get them, kept."
        ),
        (
            "bakerydemo and django-oscar are not installed here: theirs are the figures of the "
            "project’s budgets, as multiples of a plain Wagtail page, which is measured here."
        ),
        (
            "Webhooks (M3) are posted to the WSGI application in this "
            "process, and over HTTP to a server of two processes. Orders are placed as in a "
            "request: prices are remembered under the present generation, which each one asks for."
        ),
        f"The whole run took {time.monotonic() - begun:.0f} s.",
    ]
    print(f"\n{table(results)}\n\n{pages}\n")
    path = ROOT / "docs" / "performance.md"
    if len(parts) == len(PARTS):
        write(path, results=results, notes=notes, pages=pages)
    else:
        took = f"{given.only.upper()}: measured by itself, in {time.monotonic() - begun:.0f} s."
        renew(path, results=results, note=f"{took} {seen}".strip())
    print(f"Written to {path.relative_to(ROOT)}.")


def measure_site(parts: list[str], *, rounds: int, requests: int) -> tuple[list[Any], str]:
    """Pages in this process and in a browser, on the demo's content. Pictures are made by the pages
    that show them, when they are asked for the first time."""
    folder = tempfile.TemporaryDirectory(prefix="mali-health-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["MEDIA_ROOT"] = folder.name
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench.server import find_pages, measure_checkout, measure_pages
    from tests.infrastructure.databases import Sqlite, use
    from tests.infrastructure.sandbox import Sandbox

    settings.TEMPLATES[0]["DIRS"].append(ROOT / "bench" / "templates")
    database, sandbox = Sqlite(), Sandbox()
    results: list[Any] = []
    pages = ""
    try:
        with timed("The demo"):
            use(database)
            call_command("demo", "--no-serve")
            found = find_pages()
        if "server" in parts:
            with timed("Pages in this process"):
                results += measure_pages(found, rounds=rounds, requests=requests)
                results += measure_checkout(found["plain"])
                pages = page_table(list(found.values()))
        if "paint" in parts:
            with timed("Pages in a browser"):
                results += measure_in_browser(database.url(), found, Path(folder.name))
    finally:
        sandbox.process.close()
        database.close()
        folder.cleanup()
    return results, pages


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Say how long a part took."""
    begun = time.monotonic()
    yield
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def measure_in_browser(database_url: str, found: dict[str, Any], folder: Path) -> list[Any]:
    """The same content under gunicorn, as a phone sees it; static files compressed as in
    production."""
    from whitenoise.compress import Compressor

    from bench.paint import measure_paint, picture_bytes
    from tests.infrastructure.ports import free_port

    names = {
        "home": "HomePage",
        "story": "StoryPage",
        "story index": "StoryIndexPage",
        "soap list": "ShopIndexPage",
        "soap": "SoapPage",
        "give": "GivePage",
    }
    paths = {name: found[f"{model} kept"].path for name, model in names.items()}
    for model in names.values():
        found[f"{model} kept"].get()  # makes its pictures
    static = shutil.copytree(ROOT / "site" / "static", folder / "static")
    compressor = Compressor(quiet=True)
    for file in list(static.rglob("*.*")):
        if compressor.should_compress(file.name):
            compressor.compress(str(file))
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--chdir", str(ROOT / "site")]
    command += ["--pythonpath", str(ROOT), "--bind", f"127.0.0.1:{port}", "--threads", "8"]
    server = subprocess.Popen(
        [*command, "--log-level", "warning"],
        env=os.environ
        | {
            "DATABASE_URL": database_url,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "BENCH_STATIC": str(static),
        },
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        pages = paths | {"basket": "/basket/"}
        for path in pages.values():  # as visitors find them: kept, and compressed further
            for _ in range(2):
                wait_for(f"http://127.0.0.1:{port}{path}")
        return measure_paint(f"http://127.0.0.1:{port}", pages, "/robots.txt") + picture_bytes()
    finally:
        server.terminate()
        server.wait(15)


def wait_for(url: str) -> None:
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    for _ in range(600):
        try:
            with urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def on_each_engine(module: str, about: str, notes: list[str]) -> dict[str, Any]:
    """What a module found on each engine, in a process of its own."""
    found: dict[str, Any] = {}
    for engine in ("postgresql", "sqlite"):
        answer = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != "MEDIA_ROOT"}
            | {"TEST_DATABASE": engine},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            notes.append(f"{about} were not measured on {engine}.")
            print(answer.stderr[-3000:], file=sys.stderr)
            continue
        found[engine] = json.loads(answer.stdout.splitlines()[-1])
    return found


def measure_reports(notes: list[str]) -> list[Any]:
    """R1 to R4, on each engine."""
    found = on_each_engine("bench.reports", "Reports", notes)
    return [result for engine, seen in found.items() for result in report_results(engine, seen)]


def report_results(engine: str, seen: dict[str, Any]) -> list[Any]:
    """What `bench.reports` found on one engine, as goals."""
    from bench.goals import Result

    results: list[Any] = []
    summary, page, year = seen["summary"], seen["page"], seen["year"]
    export, history = seen["export"], seen["history"]

    def add(goal: str, about: str, anchor: str, ours: float, limit: float, **more: Any) -> None:
        about = f"{about} ({engine}, {seen['gifts']:,} gifts)"
        given = {"unit": "×", **more}
        results.append(
            Result(goal=goal, about=about, anchor=anchor, ours=ours, limit=limit, **given)
        )

    grouped = f"GROUP BY of all gifts, {summary['anchor']:.3f} s"
    ratio = summary["ours"] / summary["anchor"]
    add("R1", "ten years by month and fund: the summary, × all gifts", grouped, ratio, 0.1)
    differs = int(not summary["agrees"])
    add("R1", "the same: sums that differ", "0", differs, 0, unit="")
    plain = f"plain Wagtail page, {page['anchor']:.2f} ms"
    add("R1", "the page: CPU, × anchor", plain, page["ours"] / page["anchor"], 3.0)
    whole, empty = (page[name] / page["anchor"] for name in ("anew", "around"))
    told = f"{plain}; with the admin around it {whole:.2f}×, around nothing {empty:.2f}×"
    add("R1", "its figures made anew: CPU, × anchor", told, whole - empty, 3.0)
    covered = f"SQL by the index, {year['anchor']:.3f} s"
    add("R2", "one year from the gifts, × anchor", covered, year["ours"] / year["anchor"], 1.2)
    rate = f"values_list and csv, {export['anchor']:.1f} s"
    fast = export["anchor"] / export["ours"]
    add("R3", "export of all gifts: speed, × anchor", rate, fast, 0.9, more_is_better=True)
    add("R3", "the same: memory", "–", export["grown"], 50, unit=" MB")
    add("R3", "the same: first byte", "–", export["first"], 0.5, unit=" s")
    query = f"SQL by the index and the same table, {history['anchor'] * 50:.2f} ms"
    add("R4", "one donor’s history, × anchor", query, history["ours"] / history["anchor"], 2.0)
    return results


def measure_money(notes: list[str]) -> list[Any]:
    from bench.goals import Result

    found = on_each_engine("bench.money", "Money paths", notes)
    results: list[Any] = []

    def rate(goal: str, about: str, seen: dict[str, Any], limit: float) -> None:
        ours, least = seen["ours"], seen["minimal"]
        results.append(
            Result(
                goal=goal,
                about=f"{about}, × the least the ORM can do",
                anchor=f"{least['rate']:.0f}/s",
                ours=ours["rate"] / least["rate"],
                limit=limit,
                unit="×",
                more_is_better=True,
                spread=max(ours["spread"], least["spread"]),
            )
        )

    if seen := found.get("postgresql"):
        rate("M1", "place_order, 2 clients, one soap", seen["orders at 2"], 0.80)
        rate("M2", "place_order, 16 clients, one soap", seen["orders at 16"], 0.80)
        both = seen["orders at 16"]
        results.append(
            Result(
                goal="M2",
                about="the same: p99, × the least",
                ours=both["ours"]["p99"] / both["minimal"]["p99"],
                anchor=f"{both['minimal']['p99']:.0f} ms",
                limit=1.5,
                unit="×",
            )
        )
        hooks = seen["webhooks"]
        results += [
            Result(
                goal="M3",
                about="webhook, distinct events, × the least view",
                anchor=f"{hooks['minimal']:.2f} ms",
                ours=hooks["minimal"] / hooks["ours"],
                limit=0.70,
                unit="×",
                more_is_better=True,
            ),
            Result(
                goal="M3",
                about="webhook again, × a new one",
                anchor=f"{hooks['ours']:.2f} ms",
                ours=hooks["replayed"] / hooks["ours"],
                limit=1.0,
                unit="×",
            ),
        ]
        over_http = seen["webhooks over HTTP"]
        rate("M3", "webhook over HTTP, 16 connections", over_http, 0.70)
        results.append(
            Result(
                goal="M4",
                about="the same: p99, × the least view’s",
                anchor=f"{over_http['minimal']['p99']:.0f} ms",
                ours=over_http["ours"]["p99"] / over_http["minimal"]["p99"],
                limit=2.0,
                unit="×",
            )
        )
    if seen := found.get("sqlite"):
        both, alone = seen["orders at 16"], seen["without turns"]
        results += [
            Result(
                goal="M5",
                about="SQLite, 16 writers: p99, × the least, no error",
                anchor=f"{both['minimal']['p99']:.0f} ms",
                ours=both["ours"]["p99"] / both["minimal"]["p99"],
                limit=1.0,
                unit="×",
            ),
            # There the p99 says little: it is that of the one who is awake, while others wait.
            Result(
                goal="M5",
                about="the same: the longest, × the least by Django’s own engine",
                anchor=f"{alone['longest']:,.0f} ms (p99 {alone['p99']:.1f} ms)",
                ours=both["ours"]["longest"] / alone["longest"],
                limit=1.0,
                unit="×",
            ),
        ]
    return results


def page_table(pages: list[Any]) -> str:
    anchor = pages[0].milliseconds
    rows = [
        f"| {page.name} | {page.status[:3]} | {page.milliseconds:.2f} | "
        f"{page.milliseconds / anchor:.0f} | {page.queries} | {len(page.body) / 1024:.1f} |"
        for page in pages
    ]
    head = "| page | status | CPU ms | × hello | SQL | KB (brotli) |\n|---|---|---|---|---|---|"
    return "\n".join([head, *rows])


if __name__ == "__main__":
    main()
