"""The test settings, with pictures and, where `BENCH_STATIC` says where they lie, static files as
visitors get them."""

import os

from config.settings.test import *  # noqa: F403

PICTURE_FORMATS = ["avif", "jpeg"]
if static := os.environ.get("BENCH_STATIC"):
    STATIC_ROOT = static
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
