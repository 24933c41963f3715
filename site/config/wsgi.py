"""WSGI entry point: `gunicorn --chdir site config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
# What is loaded by now stays: workers share it rather than copy it, and leave at once instead of
# looking for garbage in it for a second.
gc.freeze()
