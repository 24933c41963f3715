"""The least webhook as an application of its own: a server runs it beside the site's."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from bench.anchors import USUAL, make_application  # noqa: E402

application = make_application(USUAL, urls="bench.minimal")
