import ast
import importlib.util

import pytest

from config import ROOT

spec = importlib.util.spec_from_file_location("forbidden", ROOT / ".ci" / "forbidden.py")
assert spec
assert spec.loader
forbidden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(forbidden)


def found(code: str, *, money: bool = True) -> list[str]:
    return [
        what
        for node in ast.walk(ast.parse(code))
        for what, _why in forbidden.judge(node, money=money)
    ]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("float(amount)", "float"),
        ("def pay(amount: float): ...", "float"),
        ("amount / 100", "by 100"),
        ("amount // 100", "by 100"),
        ("amount * 100", "times 100"),
        ("100 * amount", "times 100"),
        ("stripe.Event.construct_from(body, key)", "construct_from"),
        ("from django.utils.safestring import mark_safe", "mark_safe"),
        ("import pickle", "pickle"),
        ("from pickle import loads", "pickle"),
        ("yaml.load(text)", "yaml.load"),
        ("eval(text)", "eval"),
        ("Model.objects.raw(sql)", "raw"),
        ("cursor.execute(sql)", "execute"),
        ("response['Content-Disposition'] = name", "Content-Disposition"),
        ("f'<b>{_(\"Together\")}</b>'", "text in an f-string"),
        ('f\'{ngettext("gift", "gifts", n)}\'', "text in an f-string"),
    ],
)
def test_forbidden_code_is_found(code: str, what: str) -> None:
    assert found(code) == [what]


@pytest.mark.parametrize(
    "code",
    [
        "amount * 3",
        "minor.scaleb(2)",
        "command.execute()",
        "yaml.safe_load(text)",
        "cents // 10",
        "f'{_(text)}'",
    ],
)
def test_ordinary_code_passes(code: str) -> None:
    assert found(code) == []


def test_seconds_may_be_floats_outside_money_code() -> None:
    assert found("float(seconds) * 100", money=False) == []


@pytest.mark.parametrize(
    "line",
    [
        "{{ title|safe }}",
        "{% autoescape off %}",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<p style="color:red">',
        '<a onclick="go()">',
    ],
)
def test_forbidden_markup_is_found(line: str) -> None:
    assert any(pattern.search(line) for pattern in forbidden.TEMPLATES)


@pytest.mark.parametrize(
    "line",
    [
        '<script type="module" src="/static/js/site.js"></script>',
        '<script type="application/ld+json">{{ data }}</script>',
        "{{ safety }} {{ x|safer }}",
        "<p>That was done on=purpose</p>",
    ],
)
def test_ordinary_markup_passes(line: str) -> None:
    assert not any(pattern.search(line) for pattern in forbidden.TEMPLATES)
