"""The ground under the tests themselves."""

import site
import sysconfig
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Locale, Page

from ledger.models import Fund
from tests.infrastructure.sandbox import Sandbox


def test_site_is_the_standard_library() -> None:
    assert Path(site.__file__).parent == Path(sysconfig.get_paths()["stdlib"])


def test_site_folder_is_no_package() -> None:
    assert not (Path(__file__).parents[1] / "site" / "__init__.py").exists()


@pytest.mark.django_db
def test_database_holds_what_migrations_made() -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.filter(language_code="en").count() == 1
    assert ContentType.objects.filter(app_label="payments", model="payment").exists()


@pytest.mark.money
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test(turn: int) -> None:
    assert not Fund.objects.filter(code="left-behind").exists()
    Fund.objects.create(code="left-behind", name="Left behind")
    assert Page.objects.filter(depth=1).count() == 1


def test_sandbox_answers(sandbox: Sandbox) -> None:
    assert sandbox.events() == []
    assert sandbox.control("GET", "dump")["seed"] == 1


@pytest.mark.django_db
def test_client_serves_static_files(client: Client) -> None:
    response = client.get("/static/wagtailadmin/css/core.css")
    assert response.status_code == 200
    response.close()
