from collections.abc import Callable
from typing import Any

import pytest

from core.models import OrganisationSettings


@pytest.mark.django_db
def test_settings_are_read_without_a_write(django_assert_num_queries: Callable[..., Any]) -> None:
    OrganisationSettings.objects.all().delete()
    with django_assert_num_queries(1):
        assert OrganisationSettings.load().name == "Mali Health"
    assert not OrganisationSettings.objects.exists()
