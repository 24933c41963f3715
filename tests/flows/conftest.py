from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite


@pytest.fixture(scope="session")
def demo_site(database: Database, django_test_environment: None) -> Iterator[LiveSite]:
    """The whole site with the demo content, as a newcomer has it after `make run`."""
    with closing(LiveSite(database)) as live:
        live.manage("demo", "--no-serve")
        yield live.start()
