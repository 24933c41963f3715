#!/usr/bin/env python
"""Django's command line for this project; `site/` holds packages and is put on the path here."""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    gc.set_threshold(100_000)  # looking for garbage at every turn takes a sixth of a command's time
    try:
        execute_from_command_line(sys.argv)
    finally:
        gc.freeze()  # Python would look for garbage in all it has loaded, a second long


if __name__ == "__main__":
    main()
