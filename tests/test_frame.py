"""The ground under the tests themselves."""

import site
import sysconfig
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Locale, Page

from ledger.models import Fund
from tests.infrastructure.browser import WatchedPages
from tests.infrastructure.databases import Database
from tests.infrastructure.live_site import LiveSite
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


@pytest.mark.faults
def test_live_site_answers_and_comes_back_after_a_crash(live_site: LiveSite) -> None:
    assert live_site.status("/healthz") == 200
    live_site.kill()
    with pytest.raises(URLError):
        live_site.status("/healthz")
    live_site.start()
    assert live_site.status("/healthz") == 200
    assert live_site.control("GET", "webhooks")["endpoints"][0]["url"].startswith(live_site.url)


@pytest.mark.faults
def test_live_site_runs_commands_and_keeps_mails(
    database: Database, make_live_site: Callable[..., LiveSite]
) -> None:
    live = make_live_site(database)
    live.manage("sendtestemail", "someone@example.org")
    assert [mail["To"] for mail in live.mails()] == ["someone@example.org"]


@pytest.mark.browser
def test_pages_report_what_the_browser_complains_about(pages: WatchedPages) -> None:
    page = pages.open()
    page.goto("about:blank")
    page.evaluate("console.error('something broke')")
    assert pages.problems == ["something broke"]
    pages.expect("something broke")
    assert pages.problems == []
