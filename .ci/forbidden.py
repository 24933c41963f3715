"""Refuse what must not be in this code base, by reading its syntax tree.

Floats near money, signatures that verify nothing, ways to run what somebody typed, SQL by hand,
files that a proxy might keep, texts that nobody would translate.
An exception needs a line in `ALLOWED` with its reason.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("site", "shop", "stories", "donations")
# Where amounts live. The sandbox's clock and waits are seconds, which may well be floats.
MONEY = ("site/core/money", "site/core/forms", "site/ledger", "site/payments", "shop", "donations")

NAMES = {
    "eval": "runs what somebody typed",
    "exec": "runs what somebody typed",
    "mark_safe": "lets markup through unescaped",
    "pickle": "runs code when it reads",
    "RawSQL": "SQL by hand",
    "RunSQL": "SQL by hand",
}
TEXTS = {
    "Content-Disposition": "core.files makes files, so that nobody keeps them on the way",
}
METHODS = {
    "construct_from": "verifies no signature",
    "extra": "SQL by hand",
    "raw": "SQL by hand",
}
TEMPLATES = {
    re.compile(r"\|\s*safe\b"): "lets markup through unescaped",
    re.compile(r"autoescape\s+off"): "lets markup through unescaped",
    re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)"): "inline script",
    re.compile(r"<style\b"): "inline style",
    re.compile(r"\sstyle="): "inline style",
    re.compile(r"\son[a-z]+="): "inline script",
}

# (file, what) → why it may be there.
ALLOWED = {
    ("site/core/money.py", "times 100"): "the two currencies that Stripe counts in hundredths",
    ("site/ledger/services/open_books.py", "times 100"): "a share in percent, no amount",
    ("donations/reports/giving.py", "execute"): "a constant; asked for each page",
    ("donations/reports/giving.py", "times 100"): "a share in percent, no amount",
    ("donations/reports/supporters.py", "times 100"): "a share in percent, no amount",
    ("site/core/generation.py", "execute"): "a constant; asked at each request, so without the ORM",
    ("site/ledger/services/posting.py", "execute"): "a constant: see ADR 21",
    ("site/core/rows.py", "execute"): "names of our models, parameters bound: see ADR 21",
    ("donations/services/giving/rarities.py", "execute"): "a constant, parameters bound",
    ("shop/services/statements.py", "execute"): "three constants, parameters bound: see ADR 21",
    ("site/payments/services/inbox.py", "execute"): "a constant, its parameter bound: see ADR 21",
    ("site/core/watching.py", "execute"): "triggers; no input reaches them",
    ("site/config/sqlite/base.py", "execute"): "two constants: no wait, a place to write",
    ("site/core/files.py", "Content-Disposition"): "the place itself",
    ("site/ledger/views.py", "Content-Disposition"): "the open books, which anybody may keep",
    ("site/core/structured_data.py", "mark_safe"): "JSON, escaped where it is made",
    ("site/core/stylesheet.py", "mark_safe"): "our own stylesheet, which no input reaches",
    ("site/core/templatetags/form_tags.py", "mark_safe"): "fields; each text is escaped there",
    ("site/core/templatetags/report_tags.py", "mark_safe"): "figures; each text is escaped there",
    ("site/core/health.py", "execute"): "a constant that asks whether the database answers",
    ("site/ledger/migrations/0003_append_only.py", "execute"): "triggers; no input reaches them",
    ("donations/migrations/0002_allocations_sum.py", "execute"): "triggers; no input",
    ("shop/migrations/0002_append_only.py", "execute"): "triggers; two names of tables",
    ("site/stripe_sandbox/store.py", "execute"): "the sandbox's own file, parameters bound",
    ("site/stripe_sandbox/specification.py", "eval"): "type hints from the SDK's source",
}


class Finding(NamedTuple):
    path: str
    line: int
    what: str
    why: str


def main() -> int:
    findings = [*python_findings(), *template_findings()]
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.what}: {finding.why}")
    return 1 if findings else 0


def python_findings() -> Iterator[Finding]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text())):
                for what, why in judge(node, money=name.startswith(MONEY)):
                    if (name, what) not in ALLOWED:
                        yield Finding(name, getattr(node, "lineno", 0), what, why)


def judge(node: ast.AST, *, money: bool) -> Iterator[tuple[str, str]]:
    """What is forbidden about one node of the syntax tree."""
    match node:
        case ast.Name(id=name) if name in NAMES:
            yield name, NAMES[name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            module = getattr(node, "module", None)
            for name in {module, *(alias.name for alias in aliases)} & NAMES.keys():
                yield name, NAMES[name]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="yaml"), attr="load")):
            yield "yaml.load", "runs code when it reads"
        case ast.Call(func=ast.Attribute(value=owner, attr="execute")) if is_database(owner):
            yield "execute", "SQL by hand"
        case ast.Constant(value=str(text)) if text in TEXTS:
            yield text, TEXTS[text]
        case ast.Call(func=ast.Attribute(attr=method)) if method in METHODS:
            yield method, METHODS[method]
        case ast.JoinedStr() if any(map(is_text, ast.walk(node))):
            yield "text in an f-string", "makemessages does not find it, so nobody translates it"
    if money:
        yield from judge_money(node)


def judge_money(node: ast.AST) -> Iterator[tuple[str, str]]:
    why = "core.money alone knows how many decimals a currency has"
    match node:
        case ast.Name(id="float"):
            yield "float", "money is counted in integers"
        case ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=ast.Constant(value=100)):
            yield "by 100", why
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            sides = [side.value for side in (left, right) if isinstance(side, ast.Constant)]
            if 100 in sides:
                yield "times 100", why


def is_database(owner: ast.expr) -> bool:
    """Whether `owner.execute(…)` speaks to a database rather than to anything else."""
    text = ast.unparse(owner)
    return any(word in text for word in ("cursor", "connection", "schema_editor", "sqlite"))


def is_text(node: ast.AST) -> bool:
    """Whether it asks for the translation of a text that is written there."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str()), *_]):
            return name == "_" or "gettext" in name
    return False


def template_findings() -> Iterator[Finding]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        is_mail = "/emails/" in name or name.startswith("templates/account/email/")
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            for pattern, why in TEMPLATES.items():
                if is_mail and why == "inline style":
                    continue  # mail programs know nothing else
                if pattern.search(line) and (name, why) not in ALLOWED:
                    yield Finding(name, number, why, line.strip()[:60])


if __name__ == "__main__":
    sys.exit(main())
