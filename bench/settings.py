"""The test settings, with pictures as visitors get them."""

from config.settings.test import *  # noqa: F403

PICTURE_FORMATS = ["avif", "jpeg"]
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
