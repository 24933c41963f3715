"""Running sites that the tests of faults share: one for each database, renewed for each test."""

from collections.abc import Iterator

import pytest

from tests.infrastructure import postgres
from tests.infrastructure.databases import ENGINES, Database
from tests.infrastructure.live_site import LiveSite


class Sites:
    """One site for each database, with four workers, begun when it is first wanted."""

    def __init__(self) -> None:
        self.sites: dict[str, LiveSite] = {}
        self.databases: dict[str, Database] = {}

    def give(self, engine: str) -> LiveSite:
        if engine in self.sites:
            self.sites[engine].renew()
        else:
            self.databases[engine] = ENGINES[engine]()
            self.sites[engine] = LiveSite(self.databases[engine]).start(workers=4)
        return self.sites[engine]

    def throw_away(self, engine: str) -> None:
        self.sites.pop(engine).close()
        self.databases.pop(engine).close()

    def close(self) -> None:
        for engine in list(self.sites):
            self.throw_away(engine)


@pytest.fixture(scope="session")
def sites(django_test_environment: None) -> Iterator[Sites]:
    found = Sites()
    yield found
    found.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def live(request: pytest.FixtureRequest, sites: Sites) -> Iterator[LiveSite]:
    """The whole site with four workers, on one database after the other, as new. Afterwards the
    sandbox must not have disagreed with the types of Stripe's SDK."""
    if request.param == "postgresql" and postgres.find_programs() is None:
        pytest.skip(postgres.INSTALL)
    site = sites.give(request.param)
    yield site
    try:
        assert site.control("GET", "mismatches")["mismatches"] == []
    except Exception:
        sites.throw_away(request.param)  # nobody else should wonder about it
        raise
