"""The databases that tests copy, made before anybody asks for them.

`PYTHONPATH=site python -m tests.infrastructure.templates` migrates every engine, as is done while
the tools of the tests are installed. With the word `demo` it loads the demo too: continuous
integration does so while types are checked. Whoever needs one before it is ready waits for it.
"""

import os
import sys
from threading import Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

from tests.infrastructure import postgres
from tests.infrastructure.databases import ENGINES, Database, Postgres
from tests.infrastructure.demo import Demo
from tests.infrastructure.scratch import use_memory


def make_templates() -> list[Thread]:
    """Migrate every engine that is here, all at the same time, in threads that have begun."""
    threads = [
        Thread(target=_make, args=(engine(),))
        for engine in ENGINES.values()
        if engine is not Postgres or postgres.find_programs()
    ]
    for thread in threads:
        thread.start()
    return threads


def _make(database: Database) -> None:
    database.prepare()
    database.close()


if __name__ == "__main__":
    use_memory()
    django.setup()
    migrating = make_templates()
    if "demo" in sys.argv:
        _make(Demo())
    for thread in migrating:
        thread.join()
