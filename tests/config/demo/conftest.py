from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.infrastructure.databases import Database, use
from tests.infrastructure.demo import Demo


@pytest.fixture(scope="module")
def demo(database: Database, django_db_setup: None) -> Iterator[None]:
    """Everything that `make run` shows. Each test rolls its own changes back."""
    filled = Demo()
    filled.lay_out_pictures(Path(settings.MEDIA_ROOT))
    use(filled)
    yield
    use(database)
    filled.close()
