"""The sandbox as a process of its own, started and stopped by a test, a demo or a management
command.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ANNOUNCEMENT = "Stripe sandbox on "
FOLDER = Path(__file__).resolve().parent.parent  # what has to be on the import path


class SandboxError(Exception):
    """The sandbox did not start, or its control API refused."""


class SandboxProcess:
    """`with SandboxProcess() as sandbox:` gives `sandbox.url` and `sandbox.control(…)`.

    After `kill()` (SIGKILL, as a crash would) or `stop()`, `start()` brings it back with its
    database and, unless another port was asked for, on the same port.
    """

    def __init__(
        self,
        *,
        database: Path | str | None = None,
        port: int = 0,
        webhooks: Sequence[tuple[str, str]] = (),
        seed: int | None = None,
        fee_delay: float | None = None,
        retry_scale: float | None = None,
        restricted_keys: Mapping[str, Iterable[str]] | None = None,
        arguments: Sequence[str] = (),
        log: IO[bytes] | int | None = None,
    ) -> None:
        """`webhooks` are pairs of URL and secret; `restricted_keys` says what each may do; `log`
        receives stderr (this process's own by default).
        """
        self._folder = None if database else tempfile.TemporaryDirectory(prefix="stripe-sandbox-")
        folder = Path(self._folder.name) if self._folder else Path()
        self.database = Path(database or folder / "sandbox.sqlite3")
        self._port = port
        self._log = log
        self._arguments = ["--database", str(self.database), *arguments]
        for url, secret in webhooks:
            self._arguments += ["--webhook", url, "--webhook-secret", secret]
        for key, permissions in (restricted_keys or {}).items():
            self._arguments += ["--restricted-key", f"{key}={','.join(permissions)}"]
        for name, value in (
            ("--seed", seed),
            ("--fee-delay", fee_delay),
            ("--retry-scale", retry_scale),
        ):
            if value is not None:
                self._arguments += [name, str(value)]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self, timeout: float = 120.0) -> SandboxProcess:
        """Return once it accepts connections; `SandboxError` when it ends or stays silent, after
        which it may be tried again. It takes a second; a machine with much else to do, many.
        """
        paths = [str(FOLDER), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "PYTHONUNBUFFERED": "1",
        }
        command = [
            sys.executable,
            "-m",
            "stripe_sandbox",
            "--with-parent",
            "--port",
            str(self._port),
            *self._arguments,
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, env=environment, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        line = self._first_line(self._process, timeout)
        if not line.startswith(ANNOUNCEMENT):
            self.kill()
            raise SandboxError(f"The sandbox did not start: {line.strip() or 'it said nothing'}")
        self.url = line.removeprefix(ANNOUNCEMENT).strip()
        self._port = int(self.url.rsplit(":", 1)[1])
        return self

    @staticmethod
    def _first_line(process: subprocess.Popen[str], timeout: float) -> str:
        lines: list[str] = []
        output = process.stdout
        assert output is not None

        def read() -> None:
            with suppress(ValueError):  # closed meanwhile, since waiting took too long
                lines.append(output.readline())

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        reader.join(timeout)
        return lines[0] if lines else ""

    @property
    def pid(self) -> int:
        if self._process is None:
            raise SandboxError("The sandbox is not running.")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def control(self, method: str, path: str, body: Any = None, timeout: float = 60.0) -> Any:
        """One call of the control API, such as `control("POST", "clock", {"advance": 3600})`."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.url}/_control/{path.strip('/')}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SandboxError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def stop(self, timeout: float = 10.0) -> None:
        """SIGTERM and wait; the database stays until `close()`."""
        self._end(signal.SIGTERM, timeout)

    def kill(self) -> None:
        """SIGKILL: what a crash does. All that was answered is still there after `start()`."""
        self._end(signal.SIGKILL, 10.0)

    def _end(self, number: signal.Signals, timeout: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout)
        if process.stdout is not None:
            process.stdout.close()

    def close(self) -> None:
        """Stop, and remove the database when it was a temporary one."""
        self.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def wait_for(self, seconds: float, condition: Any) -> Any:
        """Ask `condition()` until it answers something true, which is returned; `SandboxError`
        after so many seconds.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.02)
        raise SandboxError(f"Nothing after {seconds} seconds.")

    def __enter__(self) -> SandboxProcess:
        try:
            return self.start()
        except SandboxError:
            self.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
