"""Settings that a test changes while its live site runs: whoever begins to serve takes them over,
and so does the console before each script."""

import json
import os
from pathlib import Path
from typing import Any

_before: dict[str, Any] = {}


def take_over_settings() -> None:
    from django.conf import settings

    overrides = Path(os.environ["TEST_OVERRIDES"])
    wanted = json.loads(overrides.read_text()) if overrides.exists() else {}
    for name, value in _before.items():
        setattr(settings, name, value)
    _before.clear()
    for name, value in wanted.items():
        _before[name] = getattr(settings, name)
        setattr(settings, name, value)


def post_fork(server: Any, worker: Any) -> None:
    """Gunicorn calls this in each new worker."""
    take_over_settings()
