"""Tests: no network but loopback, fast hashing, tasks at once, mail in memory."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("STRIPE_API_BASE", "http://127.0.0.1:12111")

from .base import *  # noqa: E402, F403
from .base import DATABASES, LOGGING  # noqa: E402

SECRET_KEY = "test-only"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="mali-health-test-media-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="mali-health-test-static-"))  # WhiteNoise wants a folder
LOGGING["root"]["level"] = "WARNING"
# Guards that a test may switch off to prove that the suite notices (see docs/architecture.md).
GUARDS_OFF: set[str] = set(filter(None, os.environ.get("TEST_GUARDS_OFF", "").split(",")))
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": None}
