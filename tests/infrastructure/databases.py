"""The databases that tests run on.

Migrating takes longer than most tests, so each engine is migrated once into a template that is
kept under `var/`. A new migration is applied to the template that was there before it; a changed
one begins with an empty database. Every test process copies the template: a file for SQLite, a data
folder for PostgreSQL. A test that commits is followed by a fresh copy, so that every test finds
what the migrations made and nothing else.

SQLite is a file here too, in WAL mode as in real life, so that threads and processes meet the
locks that they would meet there.

One run of pytest uses one engine, since Wagtail's search chooses its tables by engine when it is
imported: `TEST_DATABASE=postgresql pytest -m money` is the run on PostgreSQL.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import django
import wagtail
from django.apps import apps
from django.db import connections

from config import ROOT
from config.settings.base import env
from core import watching
from tests.infrastructure import postgres

TEMPLATES = ROOT / "var" / "test-templates"
DIGEST = 16  # characters of a template's name
KEPT = 6  # templates of each kind; going back to an older commit then costs nothing


class Database(Protocol):
    """An engine that tests can run on."""

    name: str

    def prepare(self) -> None:
        """Make the template unless it is there."""

    def url(self) -> str:
        """The `DATABASE_URL` of this process's own copy, made on first use."""

    def restore(self) -> None:
        """Make the own copy equal to the template again. Nobody may be connected."""

    def copy(self, name: str) -> str:
        """Make another copy, for a process of its own; returns its `DATABASE_URL`."""

    def close(self) -> None:
        """Stop what runs, remove what is left."""


class Sqlite:
    name = "sqlite"

    def __init__(self, filled: Path | None = None) -> None:
        """Copies hold what the migrations made, or what the database file `filled` holds."""
        self.folder = Path(tempfile.mkdtemp(prefix="mali-health-sqlite-"))
        self._file = self.folder / "test.sqlite3"
        self._filled = filled

    @property
    def template(self) -> Path:
        return self._filled or TEMPLATES / f"{migrations_digest()}.sqlite3"

    def prepare(self) -> None:
        with building(self.template) as target:
            if target:
                if earlier := nearest(self.template):
                    shutil.copyfile(earlier, target)
                migrate(f"sqlite:///{target}")

    def url(self) -> str:
        if not self._file.exists():
            self.restore()
        return f"sqlite:///{self._file}"

    def restore(self) -> None:
        self._copy_to(self._file)

    def copy(self, name: str) -> str:
        self._copy_to(self.folder / f"{name}.sqlite3")
        return f"sqlite:///{self.folder / name}.sqlite3"

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy_to(self, target: Path) -> None:
        self.prepare()
        for path in self.folder.glob(f"{target.name}*"):  # the file, its -wal and its -shm
            path.unlink(missing_ok=True)  # whoever closes the database last removes them too
        shutil.copyfile(self.template, target)


class Postgres:
    name = "postgresql"

    def __init__(self) -> None:
        self._cluster: postgres.Cluster | None = None
        self._has_own = False

    @property
    def template(self) -> Path:
        return TEMPLATES / f"{migrations_digest()}.postgres-{self._programs().parent.name}.tar"

    def prepare(self) -> None:
        with building(self.template) as target:
            if target:
                cluster = postgres.Cluster(self._programs())
                try:
                    if earlier := nearest(self.template):
                        cluster.unpack(earlier)
                        cluster.start()
                    else:
                        cluster.create()
                        cluster.start()
                        cluster.run("CREATE DATABASE template")
                    migrate(cluster.url("template"))
                    cluster.stop()
                    cluster.pack(target)
                finally:
                    cluster.remove()

    def url(self) -> str:
        if not self._has_own:
            self.restore()
        return self.cluster.url("own")

    def restore(self) -> None:
        self.copy("own")
        self._has_own = True

    def copy(self, name: str) -> str:
        self.cluster.run(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE template",
        )
        return self.cluster.url(name)

    def close(self) -> None:
        if self._cluster:
            self._cluster.remove()

    @property
    def cluster(self) -> postgres.Cluster:
        if self._cluster is None:
            self.prepare()
            self._cluster = postgres.Cluster(self._programs())
            self._cluster.unpack(self.template)
            self._cluster.start()
        return self._cluster

    @staticmethod
    def _programs() -> Path:
        programs = postgres.find_programs()
        if programs is None:
            raise FileNotFoundError(postgres.INSTALL)
        return programs


ENGINES: dict[str, type[Sqlite] | type[Postgres]] = {"sqlite": Sqlite, "postgresql": Postgres}


def use(database: Database) -> None:
    """Point Django's default connection, in every thread, at the process's own copy."""
    connections.close_all()
    place: dict[str, Any] = env.db_url_config(database.url())
    for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD"):
        connections.settings["default"][key] = place.get(key, "")
    with suppress(AttributeError):  # nobody in this thread has asked for it yet
        del connections["default"]


def migrate(url: str) -> None:
    """Migrate a database in a process of its own."""
    manage("migrate", "--verbosity=0", "--skip-checks", DATABASE_URL=url)


def manage(*arguments: str, **environment: str) -> None:
    """Run a management command with the test settings in a process of its own."""
    fixed = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_DATABASE": ""}
    subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        check=True,
        env=os.environ | fixed | environment,
        stdout=subprocess.DEVNULL,
    )


@cache
def migrations() -> dict[str, str]:
    """Every migration of every installed app and a digest of its text, with what else decides what
    `migrate` makes."""
    found = {"versions": f"{django.__version__} {wagtail.__version__}"}
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            found[f"{app.name}/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@cache
def migrations_digest() -> str:
    """Changes when any migration changes, or what a database watches for the kept pages."""
    text = json.dumps(migrations()) + watching.digest()
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def nearest(template: Path) -> Path | None:
    """The template of the same kind that needs the fewest migrations more, and holds no other."""
    steps = {}
    for manifest in TEMPLATES.glob(f"*{_kind(template)}.json"):
        made = json.loads(manifest.read_text())
        if made.items() <= migrations().items() and manifest.with_suffix("").exists():
            steps[manifest.with_suffix("")] = len(made)
    return max(steps, key=steps.__getitem__, default=None)


@contextmanager
def building(template: Path) -> Iterator[Path | None]:
    """Yield where to build a missing template, or None when it is there. One process builds, the
    others wait; of earlier templates the newest are kept."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    if template.exists():
        yield None
        return
    kind = _kind(template)
    with (TEMPLATES / f"lock{kind}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template.exists():
            yield None
            return
        unfinished = template.with_name(f"unfinished-{os.getpid()}{kind}")
        yield unfinished
        unfinished.rename(template)
        template.with_name(f"{template.name}.json").write_text(json.dumps(migrations()))
        finished = [
            path for path in TEMPLATES.glob(f"*{kind}") if len(path.name.split(".")[0]) == DIGEST
        ]
        for old in sorted(finished, key=_made_at)[:-KEPT]:
            _throw_away(old)


def _kind(template: Path) -> str:
    return "".join(template.suffixes)


def _made_at(path: Path) -> float:
    return path.stat().st_mtime


def _throw_away(template: Path) -> None:
    if template.is_dir():
        shutil.rmtree(template)
    else:
        template.unlink()
    template.with_name(f"{template.name}.json").unlink(missing_ok=True)
