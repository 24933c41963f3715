"""A throwaway PostgreSQL cluster: made in a temporary folder, reached by a unix socket, stopped by
its process id. Its server refuses to run as root, so root starts it as an unprivileged user."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

import psycopg

INSTALL = "PostgreSQL's server programs are missing: install them (Debian: apt install postgresql)."
PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora, Red Hat
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# Nothing here outlives the run, so nothing needs to reach the disk.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "",
}


def find_programs() -> Path | None:
    """The folder of the newest `initdb` and `postgres`, or None."""
    found = [path for place in PLACES for path in Path("/").glob(place[1:])]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    complete = [
        path for path in found if (path / "initdb").exists() and (path / "postgres").exists()
    ]
    return max(complete, key=_version, default=None)


def _version(path: Path) -> int:
    number = re.search(r"(\d+)", str(path))
    return int(number.group(1)) if number else 0


class Cluster:
    """A running server with its own data folder."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="mali-health-postgres-"))
        self.data = self.folder / "data"
        self.user = _unprivileged_user()
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make an empty cluster."""
        self._own()
        command = [self.programs / "initdb", "-D", self.data, "-U", "tests", "-A", "trust"]
        options = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]
        subprocess.run(
            [*command, *options], check=True, stdout=subprocess.DEVNULL, **self._as_user()
        )

    def unpack(self, archive: Path) -> None:
        """Take the data folder from an archive made by `pack`."""
        with tarfile.open(archive) as tar:
            tar.extractall(self.folder, filter="data")
        self.data.chmod(0o700)  # PostgreSQL insists
        self._own()

    def pack(self, archive: Path) -> None:
        """Write the data folder of a stopped cluster to an archive."""
        with tarfile.open(archive, "w") as tar:
            tar.add(self.data, arcname="data")

    def start(self) -> None:
        command = [self.programs / "postgres", "-D", self.data, "-k", self.folder]
        for name, value in OPTIONS.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._as_user()
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log_text = (self.folder / "log").read_text()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log_text}") from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop the server quickly and wait until it has written its files."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *statements: str) -> None:
        """Run statements on the maintenance database, each in its own transaction."""
        connection = psycopg.connect(
            host=str(self.folder), user="tests", dbname="postgres", autocommit=True
        )
        with connection:
            for statement in statements:
                connection.execute(statement)

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of one of the cluster's databases."""
        return f"postgres://tests@/{self.folder}/{database}"

    def _own(self) -> None:
        """Give the folder to the user who runs the server."""
        if not self.user:
            return
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _as_user(self) -> dict[str, object]:
        if not self.user:
            return {"cwd": self.folder}
        user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return {"cwd": self.folder, **user}


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom root starts the server as; None for everybody else, who start it as themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root needs a user `postgres` or `nobody` to start PostgreSQL as")
