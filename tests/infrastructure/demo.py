"""The demo content, loaded once and kept beside the migrated databases, because loading it takes
longer than everything that is tested with it."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from config import ROOT
from tests.infrastructure.databases import TEMPLATES, Sqlite, building, manage, migrations_digest
from tests.infrastructure.live_site import LiveSite


class Demo(Sqlite):
    """A SQLite database that holds what `make run` shows, and the pictures that go with it."""

    def __init__(self) -> None:
        self.shelf = TEMPLATES / f"{demo_digest()}.demo"
        super().__init__(filled=self.shelf / "test.sqlite3")

    def prepare(self) -> None:
        with building(self.shelf) as target:
            if target:
                target.mkdir()
                with closing(Sqlite()) as migrated:
                    migrated.prepare()
                    shutil.copyfile(migrated.template, target / "test.sqlite3")
                place = {
                    "DATABASE_URL": f"sqlite:///{target / 'test.sqlite3'}",
                    "MEDIA_ROOT": str(target / "media"),
                }
                manage("shell", "-c", "from config.demo import content; content.load()", **place)

    def lay_out_pictures(self, media: Path) -> None:
        """Copy originals and sizes to where the media of a site lie."""
        self.prepare()
        shutil.copytree(self.shelf / "media", media, dirs_exist_ok=True)


@contextmanager
def serve() -> Iterator[LiveSite]:
    """The whole site with the demo content, running."""
    with closing(Demo()) as content, closing(LiveSite(content)) as live:
        content.lay_out_pictures(live.folder / "media")
        live.manage("demo", "--no-serve")
        yield live.start()


@cache
def demo_digest() -> str:
    """Changes when a migration or the demo itself changes."""
    digest = hashlib.sha256(migrations_digest().encode())
    for path in sorted((ROOT / "site/config/demo").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
