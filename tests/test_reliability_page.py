"""The report of a soak says what was broken and what nobody tried."""

from typing import Any

from tests.infrastructure.promises import PROMISES, page


def record(**overrides: Any) -> dict[str, Any]:
    return {
        "promise": "A3",
        "unit": "kills",
        "test": "tests/faults/test_crashes.py::test_killed[sqlite]",
        "engine": "sqlite",
        "made": 180,
        "wanted": 180,
        "outcome": "passed",
        "seconds": 61.2,
        "notes": [],
        "commit": "abc1234",
        **overrides,
    }


def row(text: str, promise: str) -> list[str]:
    [line] = [
        line
        for line in text.splitlines()
        if line.startswith(f"| {promise} | {PROMISES[promise][0]}")
    ]
    return [cell.strip() for cell in line.strip("|").split("|")][3:]


def test_page_sums_both_databases_and_names_what_nobody_tried() -> None:
    text = page([record(), record(engine="postgresql", made=170)], minutes="60")
    assert row(text, "A3") == ["350 kills", "postgresql, sqlite", "held"]
    assert row(text, "A9") == ["–", "–", "**not tested**"]
    assert "170 of 180" in text
    assert "at commit abc1234." in text


def test_page_of_a_run_in_which_one_test_failed_says_broken() -> None:
    text = page([record(), record(outcome="failed", made=3)], minutes="60")
    assert row(text, "A3")[-1] == "**broken**"
    assert "1 failed" in text


def test_what_ran_by_itself_says_how_long_it_might_have_taken() -> None:
    text = page([record(minutes="60"), record(engine="postgresql", minutes="700")], minutes="60")
    assert text.count("; `SOAK_MINUTES=") == 1
    assert "; `SOAK_MINUTES=700` |" in text
