"""The site and its Stripe sandbox as two child processes: what `manage.py demo` leaves running."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from config import ROOT
from core.housekeeping import run_jobs
from payments.permissions import NEEDED
from stripe_sandbox.process import SandboxProcess

WEBHOOK_PATH = "/payments/stripe/webhook/"
START_SECONDS = 60
HOUSEKEEPING_SECONDS = 60


class PortTakenError(Exception):
    """Somebody else listens where the site or the sandbox should."""

    def __init__(self, variable: str, port: int) -> None:
        super().__init__(
            f"Port {port} is taken. Stop what listens there, or choose another: "
            f"{variable}={port + 1} make run"
        )


def require_free_port(variable: str, port: int) -> None:
    with socket.socket() as probe:
        # As servers do it, so that a connection that is only just closing does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTakenError(variable, port) from error


def keys_of_the_site() -> dict[str, Iterable[str]]:
    """The site's own key, when it is a restricted one, with what the runbook says it needs."""
    key = settings.STRIPE_SECRET_KEY
    return {key: NEEDED} if key.startswith("rk_test_") else {}


class Servers:
    """`with Servers(…) as servers: servers.wait()`: both run until Ctrl-C, SIGTERM or their end."""

    def __init__(self, *, port: int, sandbox_port: int, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.sandbox = SandboxProcess(
            database=folder / "sandbox.sqlite3",
            port=sandbox_port,
            webhooks=[(self.url + WEBHOOK_PATH, settings.STRIPE_WEBHOOK_SECRETS[0])],
            restricted_keys=keys_of_the_site(),
        )
        self._port = port
        self._site: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once both answer."""
        signal.signal(signal.SIGTERM, _as_interrupt)
        self.sandbox.start()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--chdir", str(ROOT / "site")]
        command += ["--bind", f"127.0.0.1:{self._port}", "--threads", "8", "--log-level", "warning"]
        # Without debug pages: a visitor of the demo sees what a visitor of the site would see.
        environment = {"BASE_URL": self.url, "STRIPE_API_BASE": self.sandbox.url, "DEBUG": "false"}
        self._site = subprocess.Popen(  # noqa: S603  (our own server)
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches only us; we stop both in order
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._site.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The site did not start; its messages are above.")
            time.sleep(0.1)

    def wait(self) -> None:
        """Do the timer's work once a minute, until Ctrl-C or until one of the two ends."""
        assert self._site is not None
        while self._site.poll() is None and self.sandbox.is_running:
            run_jobs()
            with suppress(subprocess.TimeoutExpired):
                self._site.wait(HOUSEKEEPING_SECONDS)

    def stop(self) -> None:
        if self._site is not None and self._site.poll() is None:
            self._site.terminate()
            try:
                self._site.wait(10)
            except subprocess.TimeoutExpired:
                self._site.kill()
                self._site.wait()
        self.sandbox.close()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as response:  # noqa: S310  (loopback)
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def __enter__(self) -> "Servers":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
