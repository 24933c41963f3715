"""How gunicorn serves a live site: as in production, with settings that a test changes while it
runs. Whoever begins to serve takes them over, and so does the console before each script."""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from config.server import keepalive, preload_app, threads, worker_connections

__all__ = ["keepalive", "preload_app", "threads", "worker_connections"]  # gunicorn reads them

PR_SET_PDEATHSIG = 1
_before: dict[str, Any] = {}


def take_over_settings() -> None:
    from django.conf import settings
    from django.core.cache import CacheHandler, caches

    overrides = Path(os.environ["TEST_OVERRIDES"])
    wanted = json.loads(overrides.read_text()) if overrides.exists() else {}
    for name, value in _before.items():
        setattr(settings, name, value)
    _before.clear()
    for name, value in wanted.items():
        _before[name] = getattr(settings, name)
        setattr(settings, name, value)
    vars(caches).clear()  # there may be others now
    vars(caches).update(vars(CacheHandler()))


def on_starting(server: Any) -> None:
    """Gunicorn calls this before it forks. A site ends with the tests that began it, also when they
    were killed; its workers end when they have lost their server."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def post_fork(server: Any, worker: Any) -> None:
    """Gunicorn calls this in each new worker."""
    take_over_settings()
