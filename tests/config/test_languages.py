"""A language that Django does not know can be added as docs/languages.md says."""

from pathlib import Path

import polib
import pytest
from django.conf import LazySettings
from django.conf.locale import LANG_INFO
from django.test import Client
from django.utils import translation

from tests.factories.core import make_home
from tests.factories.donations import make_give_page

pytestmark = pytest.mark.django_db

BAMBARA = {"bidi": False, "code": "bm", "name": "Bambara", "name_local": "Bamanankan"}


@pytest.fixture
def bambara(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "bm" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    catalogue.append(polib.POEntry(msgid="Basket", msgstr="Segi"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    monkeypatch.setitem(LANG_INFO, "bm", BAMBARA)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    languages = [*settings.LANGUAGES, ("bm", "Bambara")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages


def test_bambara_serves_once_it_is_added(client: Client, bambara: None) -> None:
    make_home("bm")
    make_give_page("bm", title="Dɛmɛ")
    response = client.get("/bm/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="bm">' in page
    assert ">Segi</a>" in page
    assert "Bamanankan" in client.get("/").content.decode()
    assert "Dɛmɛ" in client.get("/bm/donate/").content.decode()
    assert client.get("/bm/basket/").status_code == 200
    assert translation.get_language_info("bm") == BAMBARA | {"name_translated": "Bambara"}


def test_bambara_is_not_found_before(client: Client) -> None:
    make_home("en")
    assert client.get("/bm/").status_code == 404
