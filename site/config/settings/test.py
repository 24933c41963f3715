"""Tests: no network but loopback, fast hashing, tasks at once, mail in memory.

A test that runs the whole site as a process of its own says where by the usual variables.
"""

import os
import secrets
import socket
import tempfile
from pathlib import Path


def _free_port() -> int:
    """One of those that no system hands out by itself, and where nobody listens."""
    while True:
        port = secrets.choice(range(20_000, 30_000))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


# Where this process's own sandbox will listen. Only for `base` to read: a child process that needs
# none of ours must not inherit it.
own_sandbox = "STRIPE_API_BASE" not in os.environ
if own_sandbox:
    os.environ["STRIPE_API_BASE"] = f"http://127.0.0.1:{_free_port()}"

from .base import *  # noqa: E402, F403
from .base import DATABASES, LOGGING, env, tune_database  # noqa: E402

if own_sandbox:
    del os.environ["STRIPE_API_BASE"]

SECRET_KEY = "test-only"  # noqa: S105
DEBUG = False
STYLEGUIDE = SERVE_FILES = WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(env.email_url("EMAIL_URL", default="memorymail://"))
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
MEDIA_ROOT = Path(
    env.str("MEDIA_ROOT", default="")
    or Path(tempfile.gettempdir(), f"mali-health-media-{os.getpid()}")
)
MAKE_RENDITIONS_AHEAD = False
PICTURE_FORMATS = ["jpeg"]  # AVIF takes ten times as long to encode
LOGGING["root"]["level"] = "WARNING"
# Guards that a test may switch off to prove that the suite notices (see docs/architecture.md).
GUARDS_OFF: set[str] = set(filter(None, os.environ.get("TEST_GUARDS_OFF", "").split(",")))

# pytest runs on one engine at a time and makes the database itself (tests/infrastructure/).
engine = env.str("TEST_DATABASE", default="")
if engine:
    DATABASES["default"] = env.db_url_config(f"{engine}:///made-by-the-tests")
    tune_database(DATABASES["default"])
if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # Nothing outlives the run, so nothing needs to reach the disk.
    init = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    DATABASES["default"]["OPTIONS"]["init_command"] = init
