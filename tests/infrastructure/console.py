"""Scripts run with the settings of a live site, in a process that stays.

Starting Django takes longer than most of what a test wants to ask of the site's database, so one
process answers all questions. A script sets `answer`, which comes back as JSON.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class ConsoleError(Exception):
    """A script raised, or the process is gone."""


class Console:
    """`run("answer = 1 + 1")` gives 2."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=environment | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, script: str, *, seconds: int = 300, **values: Any) -> Any:
        """What the script left in `answer`; it finds the values (JSON) as names."""
        answer = self._ask({"script": script, "values": values}, seconds)
        if "error" in answer:
            raise ConsoleError(answer["error"])
        return answer["answer"]

    def begin(self, script: str, **values: Any) -> int:
        """Run the script in a child, to be killed in the middle of it; returns its process id."""
        return int(self._ask({"script": script, "values": values, "child": True}, 60)["pid"])

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _ask(self, question: dict[str, Any], seconds: int) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        patience = threading.Timer(seconds, self._process.kill)
        patience.start()
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            patience.cancel()
        if not line:
            raise ConsoleError(f"The console ended within {seconds} s.")
        return json.loads(line)


def _serve() -> None:
    import django

    django.setup()
    from django.db import connections

    from tests.infrastructure.serving import take_over_settings

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a script prints is for people
    for line in sys.stdin:
        question = json.loads(line)
        take_over_settings()
        if question.get("child"):
            answer = {"pid": _fork(question)}
        else:
            answer = _run(question)
            connections.close_all()
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()


def _run(question: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, Any] = {**question["values"], "answer": None}
    try:
        exec(question["script"], names)
    except Exception:
        return {"error": traceback.format_exc()}
    return {"answer": names["answer"]}


def _fork(question: dict[str, Any]) -> int:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:  # children that were killed
            pass
    pid = os.fork()
    if not pid:
        outcome = _run(question)
        os.write(2, outcome.get("error", "").encode())
        os._exit(0)
    return pid


if __name__ == "__main__":
    _serve()
