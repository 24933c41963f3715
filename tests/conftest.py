"""Fixtures for every test. What they stand on is in `tests/infrastructure/`."""

import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser
from xdist.scheduler import LoadScopeScheduling

from tests.faults.scale import Rounds
from tests.infrastructure import browser as browsers
from tests.infrastructure import demo, indexes, postgres
from tests.infrastructure.databases import ENGINES, Database, Postgres, Sqlite, use
from tests.infrastructure.live_site import LiveSite
from tests.infrastructure.promises import Recorder
from tests.infrastructure.sandbox import Sandbox
from tests.infrastructure.scratch import use_memory
from tests.infrastructure.templates import make_templates

TESTS = Path(__file__).parent
# Where money and stock are tested: these tests run on both engines.
MONEY_FOLDERS = {"donations", "ledger", "payments", "shop"}
# The books and the shelf, on which all other money stands: on both engines at every `make test`.
BOOKS_FOLDERS = {"ledger", "shop"}
# What people see and type is the same on every engine.
LOOKS = {"admin", "views", "test_admin.py", "test_documents.py", "test_pages.py", "test_views.py"}
# Tests of the site that shows the demo content.
DEMO = ("tests/looks/", "tests/flows/test_story_to_receipt.py")
ON_CI = os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    config.pluginmanager.register(Recorder(None if is_worker else os.environ.get("RECORD")))
    if is_worker:
        return
    use_memory()
    _require_engine()
    if getattr(config.option, "numprocesses", None):
        # Templates are made while the workers import; they wait for them where they need them.
        make_templates()


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is about money and what is about faults by its folder, and leave out what is about
    the other engine: `@pytest.mark.engine("postgresql")`."""
    vendor = _vendor()
    others = []
    for item in items:
        parts = item.path.relative_to(TESTS).parts
        if parts[0] in MONEY_FOLDERS and LOOKS.isdisjoint(parts):
            item.add_marker(pytest.mark.money)
            if parts[0] in BOOKS_FOLDERS:
                item.add_marker(pytest.mark.books)
        if "sandbox" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.stripe)
        if parts[0] == "stripe_sandbox" or parts[:2] == ("config", "demo"):
            item.add_marker(pytest.mark.faults)
        if (mark := item.get_closest_marker("engine")) and mark.args[0] != vendor:
            others.append(item)
        engine = _engine_of_site(item)
        if engine:
            item.add_marker(pytest.mark.live)
        item.user_properties.append(("engine", engine or vendor))
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


class OneSiteOneProcess(LoadScopeScheduling):
    """One process begins a site and keeps it; the largest groups begin first. xdist's own groups
    are lost since pytest 9.2, which ignores the name that xdist 3.8 gives a test."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(DEMO):
            return "demo"
        found = re.search(r"\[(sqlite|postgresql)\b", nodeid)
        return found[1] if found else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return OneSiteOneProcess(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(tryfirst=True)  # before a worker tells what it has found
def pytest_collection_finish(session: pytest.Session) -> None:
    """What needs no database comes first: on a new machine it is still being migrated.

    What was imported stays to the end: looking for garbage among it, and at every turn, would cost
    a tenth of the time."""
    session.items.sort(key=_needs_database)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


def _needs_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or bool(item.get_closest_marker("django_db"))


def _engine_of_site(item: pytest.Item) -> str | None:
    """The database of the live site that a test wants."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    return given.get("live") or given.get("each_database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CI=true nothing may be skipped: what a test needs must be there."""
    report = yield
    if ON_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true forbids: {report.longrepr[2]}"
    return report


def _vendor() -> str:
    return str(settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1])


def _require_engine() -> None:
    """End the run where its engine is missing."""
    if _vendor() == "postgresql" and postgres.find_programs() is None:
        pytest.exit(f"Not run on PostgreSQL. {postgres.INSTALL}", returncode=int(ON_CI))


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """The engine of this run: SQLite, or PostgreSQL with TEST_DATABASE=postgresql."""
    engine = ENGINES[_vendor()]()
    yield engine
    connections.close_all()
    engine.close()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, database: Database) -> Iterator[None]:
    """Instead of Django's own set-up: a copy of the template, and a fresh one after each test that
    commits, where Django would empty every table and lose what the migrations made."""
    use(database)

    def restore(self: TransactionTestCase) -> None:
        connections.close_all()
        database.restore()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """What one test leaves in caches (rate limits, site roots, content types) must not change what
    the next one may do, or how many queries it needs."""
    for cache in caches.all():
        cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """A request in French leaves its thread French; the next test begins in English."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _without_indexes(django_test_environment: None) -> None:
    indexes.leave_alone()


@pytest.fixture
def indexed() -> Iterator[None]:
    """Pages are found by search and know where they are used; other tests do without."""
    with indexes.kept():
        yield


@pytest.fixture(scope="session")
def _running_sandbox() -> Iterator[Sandbox]:
    """It answers at once, however long a busy machine makes that: six times our patience. Tests in
    which it is silent on purpose bring their own."""
    from payments.gateway import _gateway, connection
    from payments.services import checkout

    sandbox = Sandbox()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "SECONDS_A_TRY", 6 * connection.SECONDS_A_TRY)
        patch.setattr(checkout, "QUICK", 6 * checkout.QUICK)
        _gateway.cache_clear()
        yield sandbox
    _gateway.cache_clear()
    sandbox.process.close()


@pytest.fixture
def sandbox(_running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The local Stripe, running and empty. Afterwards no request or answer may have differed from
    the SDK's types; a test that does so on purpose ends with `DELETE mismatches`."""
    _running_sandbox.reset()
    yield _running_sandbox
    if _running_sandbox.process.is_running:
        assert _running_sandbox.mismatches() == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    try:
        with browsers.open_browser() as opened:
            yield opened
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def pages(browser: Browser) -> Iterator[browsers.WatchedPages]:
    """`pages.open()`: browser pages whose console errors and foreign requests fail the test."""
    watched = browsers.WatchedPages(browser)
    yield watched
    watched.close()
    assert watched.problems == []


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Rounds:
    """Counts how often a test tries; see `tests/faults/scale.py` and `make soak`."""
    counted = Rounds()
    request.node.user_properties.append(("rounds", counted.figures))
    return counted


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`note("p95 41 ms")`: what a soak measured, for its report."""
    return lambda text: request.node.user_properties.append(("note", text))


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Both engines, one after the other, for tests of the whole site in its own processes."""
    if request.param == "postgresql" and postgres.find_programs() is None:
        pytest.skip(postgres.INSTALL)
    engine: Database = Postgres() if request.param == "postgresql" else Sqlite()
    yield engine
    engine.close()


@pytest.fixture
def make_live_site() -> Iterator[Callable[..., LiveSite]]:
    """`make_live_site(database)`: the whole site beside its sandbox, not yet started."""
    sites: list[LiveSite] = []

    def make(database: Database, **options: Any) -> LiveSite:
        sites.append(LiveSite(database, **options))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def demo_site(django_test_environment: None) -> Iterator[LiveSite]:
    """The whole site with the demo content, as a newcomer has it after `make run`."""
    with demo.serve() as live:
        yield live


@pytest.fixture
def live_site(
    database: Database, make_live_site: Callable[..., LiveSite], django_test_environment: None
) -> LiveSite:
    """The whole site with two workers, empty but for what the migrations made."""
    return make_live_site(database).start()
