"""Find texts without a French translation, and compiled catalogues that are out of date.

Gathers the texts of a copy of the sources, so that nothing in the work tree changes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("site", "shop", "stories", "donations", "templates", "locale")
LANGUAGES = ("fr",)
INSTALL = "not checked: gettext is missing (Debian: apt install gettext)"


def main() -> int:
    if not shutil.which("xgettext"):
        print(INSTALL)
        return 1 if os.environ.get("CI") == "true" else 0
    problems = [problem for language in LANGUAGES for problem in problems_of(language)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def problems_of(language: str) -> list[str]:
    catalogue = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    if not catalogue.exists():
        return [f"{language}: no catalogue (manage.py makemessages -l {language})"]
    problems = [f"{language}: {gap}" for gap in gaps(gather(language))]
    if is_stale(catalogue):
        problems.append(f"{language}: compile the catalogue again (manage.py compilemessages)")
    return problems


def gaps(wanted: polib.POFile) -> list[str]:
    """What a reader would see in English, or as msgmerge guessed it."""
    return [
        f"{'fuzzy' if entry.fuzzy else 'not translated'}: {entry.msgid!r}"
        for entry in wanted
        if not entry.obsolete and not entry.translated()
    ]


def is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or texts(polib.mofile(str(compiled))) != texts(
        polib.pofile(str(catalogue)).translated_entries()
    )


def gather(language: str) -> polib.POFile:
    """The catalogue as `makemessages` would leave it now."""
    with tempfile.TemporaryDirectory(prefix="mali-health-texts-") as folder:
        for name in SOURCES:
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, Path(folder, name))
        shutil.copy(ROOT / "manage.py", folder)
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "-l", language, "--verbosity=0"],
            cwd=folder,
            check=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )
        return polib.pofile(str(Path(folder, "locale", language, "LC_MESSAGES", "django.po")))


def texts(entries: list[polib.POEntry]) -> dict[tuple[str, str], tuple[str, dict[int, str]]]:
    return {
        (entry.msgctxt or "", entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in entries
    }


if __name__ == "__main__":
    sys.exit(main())
