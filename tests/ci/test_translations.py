import importlib.util
from pathlib import Path

import polib

from config import ROOT

spec = importlib.util.spec_from_file_location("translations", ROOT / ".ci" / "translations.py")
assert spec
assert spec.loader
translations = importlib.util.module_from_spec(spec)
spec.loader.exec_module(translations)


def catalogue_of(*entries: polib.POEntry) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend(entries)
    return catalogue


def test_missing_and_fuzzy_texts_are_gaps() -> None:
    catalogue = catalogue_of(
        polib.POEntry(msgid="Basket", msgstr="Panier"),
        polib.POEntry(msgid="Receipt"),
        polib.POEntry(msgid="Gift", msgstr="Cadeau", flags=["fuzzy"]),
        polib.POEntry(msgid="Group", msgid_plural="Groups", msgstr_plural={0: "Groupe", 1: ""}),
        polib.POEntry(msgid="Gone", obsolete=True),
    )
    assert translations.gaps(catalogue) == [
        "not translated: 'Receipt'",
        "fuzzy: 'Gift'",
        "not translated: 'Group'",
    ]


def test_compiled_catalogue_is_stale_until_it_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    catalogue = catalogue_of(polib.POEntry(msgid="Basket", msgstr="Corbeille"))
    catalogue.save(str(path))
    assert translations.is_stale(path)
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    assert not translations.is_stale(path)
    catalogue[0].msgstr = "Panier"
    catalogue.save(str(path))
    assert translations.is_stale(path)


def test_our_own_catalogue_is_compiled() -> None:
    assert not translations.is_stale(ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po")
