from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.infrastructure.demo import Demo
from tests.infrastructure.live_site import LiveSite


@pytest.fixture(scope="session")
def demo_site(django_test_environment: None) -> Iterator[LiveSite]:
    """The whole site with the demo content, as a newcomer has it after `make run`."""
    with closing(Demo()) as demo, closing(LiveSite(demo)) as live:
        demo.lay_out_pictures(live.folder / "media")
        live.manage("demo", "--no-serve")
        yield live.start()
