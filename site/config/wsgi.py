"""WSGI entry point; `config/server.py` says how it is served."""

import gc
import os

gc.disable()  # none of what is loaded here is garbage, and looking for it takes a sixth of the time

from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from config.warming import warm_up  # noqa: E402  (needs the settings)

warm_up()
# What is loaded by now stays: workers share it rather than copy it, and leave at once instead of
# looking for garbage in it for a second.
gc.freeze()
gc.enable()
