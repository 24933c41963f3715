"""The whole site as processes of its own, for what a test inside one process cannot show: several
workers, `kill -9`, a browser, webhooks over real HTTP."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO
from urllib.error import HTTPError
from urllib.request import urlopen

from config import ROOT
from payments.permissions import NEEDED
from stripe_sandbox.process import SandboxProcess
from tests.infrastructure.console import Console
from tests.infrastructure.databases import Database
from tests.infrastructure.mail_server import MailServer
from tests.infrastructure.ports import free_port
from tests.infrastructure.sandbox import WEBHOOK

WEBHOOK_SECRET = "whsec_live_site"
KEY = "rk_test_whole_site"
START_SECONDS = 180


class LiveSite:
    """The site under gunicorn with test settings, beside a Stripe sandbox that sends it webhooks.

    `start(workers=4)`, `kill()` (SIGKILL, as a crash would) and `start()` again; the database,
    the mails and the sandbox outlive it until `close()`. `renew()` makes all of it empty again.
    """

    def __init__(self, database: Database, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mali-health-site-"))
        self._files = ExitStack()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.database_url = database.copy(self._copy)
        self.post = MailServer()
        sandbox_port = free_port()
        self.sandbox = SandboxProcess(
            database=self.folder / "sandbox.sqlite3",
            port=sandbox_port,
            webhooks=[(f"{self.url}{WEBHOOK}", WEBHOOK_SECRET)],
            seed=1,
            fee_delay=0.2,
            retry_scale=0.001,
            restricted_keys={KEY: NEEDED},
            log=self._open("sandbox.log"),
        )
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": self.database_url,
            "CACHE_URL": f"filecache://{self.folder}/cache",
            "EMAIL_URL": self.post.url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "BASE_URL": self.url,
            "STRIPE_API_BASE": f"http://127.0.0.1:{sandbox_port}",
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            # Who tests something else may begin any number of payments.
            "PAYMENTS_PER_MINUTE": "10000",
            "TEST_DATABASE": "",
            "TEST_OVERRIDES": str(self._overrides),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._console: Console | None = None

    @property
    def _overrides(self) -> Path:
        return self.folder / "overrides.json"

    @property
    def _copy(self) -> str:
        return f"live_{self.port}"

    def start(self, *, workers: int = 2, **environment: str) -> "LiveSite":
        """Serve on `url` as in production, with the sandbox beside it; returns once it answers."""
        if not self.sandbox.is_running:
            self.sandbox.start()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--chdir", ROOT / "site"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)]
        command += ["--worker-tmp-dir", self.folder]
        command += ["--config", "python:tests.infrastructure.serving"]
        self._process = subprocess.Popen(
            command,
            env=self.environment | {"PYTHONPATH": f"{ROOT / 'site'}"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=self._open("site.log"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The site did not start:\n{self.log()}")
            time.sleep(0.1)
        return self

    def status(self, path: str) -> int:
        """The status code of a GET; `URLError` when nobody answers."""
        try:
            with urlopen(f"{self.url}{path}", timeout=30) as response:
                return int(response.status)
        except HTTPError as error:
            with error:
                return error.code

    def kill(self) -> None:
        """SIGKILL to the server and all its workers at once."""
        self._end(signal.SIGKILL)

    def kill_workers(self) -> None:
        """SIGKILL to every process that serves; the server, which has none of their work in it,
        begins others at once. What `kill` and `start` do, in a fraction of the time."""
        assert self._process
        for pid in self._workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def renew(self, **settings: Any) -> None:
        """Make the running site as it was when it began: database, mails, caches, Stripe. Those
        who serve from then on have these settings, such as `GUARDS_OFF=["stock"]`."""
        self._override(settings)
        self.control("POST", "deliveries", {"mode": "drop"})
        self.control("POST", "reset", {"seed": 1})
        self.control("DELETE", "mismatches")
        self.kill_workers()
        self.environment["DATABASE_URL"] = self.database_url = self.database.copy(self._copy)
        self.post.renew()
        for name in ("cache", "media"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.control("POST", "deliveries", {"mode": "send"})
        assert self.status("/healthz") == 200

    def replace_workers(self, **settings: Any) -> None:
        """Let others serve with these settings, as a deployment does: whoever is at work ends it,
        and nobody is refused."""
        self._override(settings)
        old = set(self._workers())

        def are_gone() -> bool:
            # Again and again: who has only just begun does not hear it yet.
            for pid in (left := old & set(self._workers())):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            return not left

        self.sandbox.wait_for(60, are_gone)
        assert self.status("/healthz") == 200

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def run(self, script: str, *, seconds: int = 300, **values: Any) -> Any:
        """What a script leaves in `answer`, run beside the site with its settings."""
        return self.console.run(script, seconds=seconds, **values)

    @property
    def console(self) -> Console:
        """A process for scripts, begun when it is first needed."""
        if self._console is None:
            self._console = Console(self.environment)
        return self._console

    def forget_console(self) -> None:
        """Let the next script find the environment as it is then."""
        console, self._console = self._console, None
        if console:
            console.close()

    def manage(
        self, *arguments: str, check: bool = True, seconds: int = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run a management command with the site's own settings."""
        answer = subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )
        if check and answer.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{answer.stdout}{answer.stderr}")
        return answer

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the sandbox's control API."""
        return self.sandbox.control(method, path, body)

    def mails(self) -> list[EmailMessage]:
        """Mails that left so far, oldest first."""
        return list(self.post.mails)

    def log(self) -> str:
        """What the server and its workers wrote."""
        return (self.folder / "site.log").read_text(errors="replace")

    def close(self) -> None:
        """End it all at once: nothing of it is needed any more."""
        self.forget_console()
        self.kill()
        self.sandbox.close()
        self.post.close()
        self._files.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "LiveSite":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _answers(self) -> bool:
        try:
            return self.status("/healthz") == 200
        except OSError:  # refused, or reset by a worker that is just going
            return False

    def _workers(self) -> list[int]:
        assert self._process
        command = ["pgrep", "-P", str(self._process.pid)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    def _override(self, settings: dict[str, Any]) -> None:
        self._overrides.write_text(json.dumps(settings))

    def _open(self, name: str) -> BinaryIO:
        return self._files.enter_context((self.folder / name).open("ab"))

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, number)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        while self._answers():  # a worker may outlive its server by a moment
            time.sleep(0.05)
